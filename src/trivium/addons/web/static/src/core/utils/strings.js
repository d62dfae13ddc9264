export const nbsp = "\u00a0";

/** @param {any} [text] */
export function escape(text) {
    if (text === undefined || text === null) {
        return "";
    }
    return String(text)
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        .replaceAll("'", "&#x27;")
        .replaceAll("`", "&#x60;");
}

/** @param {string} text */
export function escapeRegExp(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/**
 * Puts a separator into a text, counting groups from the right.
 * @param {string} text
 * @param {number[]} indices sizes of the groups; 0 repeats the one before, -1 stops
 * @param {string} separator
 */
export function intersperse(text, indices, separator = "") {
    const digits = [...text];
    const groups = [];
    let size = 0;
    for (let index = 0; digits.length > 0; index++) {
        const wanted = index < indices.length ? indices[index] : size;
        if (wanted === -1) {
            break;
        }
        size = wanted || size;
        if (!size || digits.length <= size) {
            break;
        }
        groups.unshift(digits.splice(-size).join(""));
    }
    groups.unshift(digits.join(""));
    return groups.filter((group) => group !== "").join(separator);
}

/**
 * The values for a text's placeholders: `%s` in order, or `%(name)s` of one object.
 * @param {string} text
 * @param {any[]} values
 */
function isNamed(text, values) {
    return values.length === 1 && Object.prototype.toString.call(values[0]) === "[object Object]" && text.includes("%(");
}

/**
 * @param {string} text
 * @param {any[]} values
 * @param {(value: any) => any} convert
 * @returns {any}
 */
export function mapSubstitutions(text, values, convert) {
    if (isNamed(text, values)) {
        return text.replace(/%\((\w+)\)s/g, (match, name) => (name in values[0] ? convert(values[0][name]) : match));
    }
    let position = 0;
    return text.replace(/%([s%])/g, (match, kind) => {
        if (kind === "%") {
            return values.length ? "%" : match;
        }
        return position < values.length ? convert(values[position++]) : match;
    });
}

/**
 * @param {string} text with `%s` or `%(name)s`
 * @param {...any} values
 * @returns {string}
 */
export function sprintf(text, ...values) {
    return values.length ? mapSubstitutions(String(text), values, String) : String(text);
}

/** @param {string} text */
export function capitalize(text) {
    return text ? text[0].toUpperCase() + text.slice(1) : "";
}

/** @param {string} value */
export function isEmail(value) {
    return /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(value ?? "");
}

/** @param {string} value */
export function isNumeric(value) {
    return /^\d+$/.test(value ?? "");
}

/**
 * What an attribute of a view says: "", "0", "false" and nothing are no, anything else is yes.
 * @param {any} value
 * @param {boolean} [trueIfEmpty]
 */
export function exprToBoolean(value, trueIfEmpty = false) {
    return value ? !/^(false|0)$/i.test(String(value)) : trueIfEmpty;
}

/** A short, stable fingerprint of texts, as 8 hexadecimal digits. @param {...string} texts */
export function hashCode(...texts) {
    let hash = 0;
    for (const char of texts.join("\x1c")) {
        hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
    }
    return (hash >>> 0).toString(16).padStart(8, "0");
}

/** A random UUID of version 4. */
export function uuid() {
    if (globalThis.crypto?.randomUUID) {
        return crypto.randomUUID();
    }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
