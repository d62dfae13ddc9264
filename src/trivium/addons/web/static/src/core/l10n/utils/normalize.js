/**
 * A text as it is compared in searches: lower case, without accents.
 * @param {any} text
 */
export function normalize(text) {
    return String(text ?? "")
        .normalize("NFD")
        .replace(/\p{Diacritic}/gu, "")
        .toLowerCase();
}

/**
 * Where a text contains another one: `{start, end, match}`, or no match.
 * @param {string} src
 * @param {string} substr
 */
export function normalizedMatch(src, substr) {
    return normalizedMatches(src, substr)[0] ?? { start: -1, end: -1, match: "" };
}

/**
 * @param {string} src
 * @param {string} substr
 * @returns {{start: number, end: number, match: string}[]} positions in the text as it was given
 */
export function normalizedMatches(src, substr) {
    const wanted = normalize(substr);
    if (!wanted) {
        return [];
    }
    // a letter may normalise to none or several: keep where each came from
    let text = "";
    const origin = [];
    let position = 0;
    for (const char of src) {
        for (const unit of normalize(char)) {
            text += unit;
            origin.push(position);
        }
        position += char.length;
    }
    origin.push(src.length);
    const matches = [];
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
        const start = origin[at];
        const end = origin[at + wanted.length];
        matches.push({ start, end, match: src.slice(start, end) });
    }
    return matches;
}
