import { normalize } from "@web/core/l10n/utils/normalize";

const unaccent = (text) => normalize(text);

/**
 * How well a pattern fits: its letters must occur in order; letters in a row and at the start count more.
 * @param {string} pattern
 * @param {string} text
 */
function score(pattern, text) {
    const [wanted, given] = [unaccent(pattern), unaccent(text)];
    let total = 0;
    let run = 0;
    let position = 0;
    for (let index = 0; index < given.length && position < wanted.length; index++) {
        if (given[index] === wanted[position]) {
            position++;
            run += 100 + run - index / 200;
        } else {
            run = 0;
        }
        total += run;
    }
    return position === wanted.length ? total : 0;
}

/**
 * The elements that fit a pattern, the best first.
 * @template T
 * @param {string} pattern
 * @param {T[]} list
 * @param {(element: T) => string | string[]} fn texts of an element
 * @returns {T[]}
 */
export function fuzzyLookup(pattern, list, fn) {
    const found = [];
    for (const element of list) {
        const best = Math.max(...[fn(element)].flat().map((text) => score(pattern, text)));
        if (best > 0) {
            found.push({ best, element });
        }
    }
    return found.sort((a, b) => b.best - a.best).map(({ element }) => element);
}

/**
 * @param {string} pattern
 * @param {string} string
 */
export function fuzzyTest(pattern, string) {
    return score(pattern, string) > 0;
}

/**
 * The smallest number of insertions, deletions and replacements that makes one text of another.
 * @param {string} a
 * @param {string} b
 */
function distance(a, b) {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]));
        }
        row = next;
    }
    return row[b.length];
}

/**
 * The elements whose text is at most `errorRatio` of its length away from the pattern, the nearest first.
 * @template T
 * @param {string} pattern
 * @param {T[]} list
 * @param {(element: T) => string} fn
 * @param {number} [errorRatio]
 */
export function fuzzyLevenshteinLookup(pattern, list, fn, errorRatio = 3) {
    const wanted = unaccent(pattern);
    const most = Math.max(1, Math.floor(wanted.length / errorRatio));
    return list
        .map((element) => ({ element, away: distance(wanted, unaccent(fn(element)).slice(0, wanted.length + most)) }))
        .filter(({ away }) => away <= most)
        .sort((a, b) => a.away - b.away)
        .map(({ element }) => element);
}
