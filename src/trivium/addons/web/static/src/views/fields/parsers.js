import { parseDate, parseDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { evaluateExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { escapeRegExp } from "@web/core/utils/strings";

/** What the user typed, as values. */

const MAX_INTEGER = 2147483647;
const CALCULATION = /^[\d\s.+\-*/()]+$/;

/** What was typed is no number. */
export class InvalidNumberError extends Error {
    /** @param {string} text */
    constructor(text) {
        super(`"${text}" is no number.`);
        this.name = "InvalidNumberError";
    }
}

/**
 * Figures with the separators of a locale, as JavaScript writes them.
 *
 * @param {string} text
 * @param {{decimalPoint: string, thousandsSep: string}} separators
 */
function normalizeNumber(text, { decimalPoint, thousandsSep }) {
    const withoutSpaces = text.replace(/[\s\u00a0\u202f]/g, "");
    const grouped = thousandsSep.trim() ? withoutSpaces.replace(new RegExp(escapeRegExp(thousandsSep), "g"), "") : withoutSpaces;
    return grouped.replace(decimalPoint, ".");
}

/**
 * Read a number with the separators of the user; a text that begins with `=` is calculated.
 *
 * @param {string} text
 * @param {{allowOperation?: boolean}} [_options]
 * @returns {number}
 */
export function parseFloat(text, _options) {
    const given = String(text ?? "").trim();
    if (given.startsWith("=")) {
        return calculate(given);
    }
    const { decimalPoint, thousandsSep } = localization;
    const own = normalizeNumber(given, { decimalPoint, thousandsSep: thousandsSep || "" });
    // Figures copied from elsewhere are often written the English way.
    const candidates = [own, normalizeNumber(given, { decimalPoint: ".", thousandsSep: "," })];
    for (const candidate of candidates) {
        if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(candidate)) {
            return Number(candidate);
        }
    }
    if (!given) {
        return 0;
    }
    throw new InvalidNumberError(given);
}

/** @param {string} text starts with `=` */
function calculate(text) {
    const { decimalPoint, thousandsSep } = localization;
    const formula = text
        .slice(1)
        .split(/([-+*/()])/)
        .map((part) => (/\d/.test(part) ? normalizeNumber(part, { decimalPoint, thousandsSep: thousandsSep || "" }) : part))
        .join("");
    if (!CALCULATION.test(formula)) {
        throw new InvalidNumberError(text);
    }
    let result;
    try {
        result = evaluateExpr(formula);
    } catch {
        throw new InvalidNumberError(text);
    }
    if (typeof result !== "number" || !Number.isFinite(result)) {
        throw new InvalidNumberError(text);
    }
    return result;
}

/** Read hours: `1:30`, `1.5`, `-0:15`. @param {string} text @returns {number} */
export function parseFloatTime(text) {
    const given = String(text ?? "").trim();
    const parts = given.replace(/^[-+]/, "").split(":");
    if (parts.length === 1) {
        return parseFloat(given);
    }
    if (parts.length > 3) {
        throw new InvalidNumberError(given);
    }
    const [hours, minutes, seconds = 0] = parts.map((part) => (part ? parseInteger(part) : 0));
    const value = hours + minutes / 60 + seconds / 3600;
    return given.startsWith("-") ? -value : value;
}

/** @param {string} text @returns {number} */
export function parseInteger(text) {
    const value = parseFloat(text);
    if (!Number.isInteger(value) || Math.abs(value) > MAX_INTEGER) {
        throw new InvalidNumberError(String(text));
    }
    return value;
}

/** Read an amount, with or without the symbol of a currency. @param {string} text @returns {number} */
export function parseMonetary(text) {
    const given = String(text ?? "").trim();
    if (given.startsWith("=")) {
        return parseFloat(given);
    }
    // Symbols may stand anywhere, a code of few letters before or after the amount.
    const bare = given.replace(/\p{Sc}/gu, "").replace(/^\p{L}{1,3}\.?\s*|\s*\p{L}{1,3}\.?$/gu, "");
    return parseFloat(bare);
}

/** Read a percentage as a fraction. @param {string} text @returns {number} */
export function parsePercentage(text) {
    return parseFloat(String(text ?? "").replace("%", "")) / 100;
}

registry
    .category("parsers")
    .add("date", parseDate)
    .add("datetime", parseDateTime)
    .add("float", parseFloat)
    .add("float_time", parseFloatTime)
    .add("integer", parseInteger)
    .add("many2one_reference", parseInteger)
    .add("monetary", parseMonetary)
    .add("percentage", parsePercentage);
