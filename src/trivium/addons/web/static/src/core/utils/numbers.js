import { localization as l10n } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { intersperse } from "@web/core/utils/strings";

/** @param {number} value @param {number} min @param {number} max */
export function clamp(value, min, max) {
    return Math.max(min, Math.min(max, value));
}

/** @param {number} start @param {number} stop @param {number} [step] */
export function range(start, stop, step = 1) {
    const length = Math.max(0, Math.ceil((stop - start) / step));
    return Array.from({ length }, (_, index) => start + index * step);
}

/**
 * 1 / value without the noise of binary fractions (0.01 -> 100).
 * @param {number} value
 */
export function invertFloat(value) {
    let inverse = 1 / value;
    const rounded = Math.round(inverse);
    if (Math.abs(inverse - rounded) < Math.abs(inverse) * 1e-12) {
        inverse = rounded;
    }
    return inverse;
}

/**
 * @typedef {"HALF-UP" | "HALF-DOWN" | "HALF-EVEN" | "UP" | "DOWN"} RoundingMethod
 * @param {number} value
 * @param {number} precision the smallest step (0.01, 5, ...)
 * @param {RoundingMethod} [method]
 */
export function roundPrecision(value, precision, method = "HALF-UP") {
    if (!value || !precision || precision < 0) {
        return value || 0;
    }
    const coarse = precision >= 1;
    const factor = coarse ? precision : invertFloat(precision);
    const scaled = coarse ? value / factor : value * factor;
    const sign = Math.sign(scaled);
    const size = Math.abs(scaled);
    // the distance a number of this size may be off just for being binary
    const noise = 2 ** (Math.floor(Math.log2(size)) - 50);
    let steps;
    switch (method) {
        case "HALF-DOWN":
            steps = Math.ceil(size - 0.5 - noise);
            break;
        case "HALF-EVEN": {
            const below = Math.floor(size);
            const half = Math.abs(size - below - 0.5) <= noise;
            steps = half ? below + (below % 2) : Math.round(size);
            break;
        }
        case "UP":
            steps = Math.ceil(size - noise);
            break;
        case "DOWN":
            steps = Math.floor(size + noise);
            break;
        default:
            steps = Math.floor(size + 0.5 + noise);
    }
    const result = sign * (coarse ? steps * factor : steps / factor);
    return result === 0 ? 0 : result;
}

/**
 * @param {number} value
 * @param {number} decimals
 */
export function roundDecimals(value, decimals) {
    return roundPrecision(value, 10 ** -decimals);
}

/**
 * @param {number} value
 * @param {number} decimals
 */
export function floatIsZero(value, decimals) {
    return roundDecimals(value, decimals) === 0;
}

/**
 * @param {string} number its integer part is grouped
 * @param {string} [thousandsSep]
 * @param {number[]} [grouping]
 */
export function insertThousandsSep(number, thousandsSep = ",", grouping = []) {
    const negative = number.startsWith("-");
    const digits = negative ? number.slice(1) : number;
    return (negative ? "-" : "") + intersperse(digits, grouping, thousandsSep);
}

/**
 * A number short enough for a badge: 1.2k, 35M.
 * @param {number} number
 * @param {{decimals?: number, minDigits?: number}} [options] minDigits = digits kept before a unit is used
 */
export function humanNumber(number, { decimals = 0, minDigits = 1 } = {}) {
    const sign = Math.sign(number);
    let rounded = Math.round(Math.abs(number));
    // translators: one letter for a thousand, a million, ... each
    const units = String(_t("kMGTPE"));
    const { decimalPoint, grouping, thousandsSep } = l10n;
    if (rounded >= 1e21) {
        return rounded.toExponential(decimals).replace("+", "");
    }
    let unit = "";
    for (let index = units.length - 1; index >= 0; index--) {
        const size = 1000 ** (index + 1);
        if (rounded >= size * 10 ** (minDigits - 1)) {
            rounded = roundDecimals(Math.abs(number) / size, decimals);
            unit = units[index];
            break;
        }
    }
    const [integer, fraction] = String(sign * rounded).split(".");
    const text = insertThousandsSep(integer, thousandsSep, grouping);
    return (fraction ? text + decimalPoint + fraction : text) + unit;
}

/**
 * @param {number} value
 * @param {{digits?: [number, number] | number[], minDigits?: number, decimals?: number, humanReadable?: boolean,
 *   decimalPoint?: string, thousandsSep?: string, grouping?: number[], trailingZeros?: boolean}} [options]
 */
export function formatFloat(value, options = {}) {
    if (options.humanReadable) {
        return humanNumber(value, options);
    }
    const grouping = options.grouping || l10n.grouping;
    const thousandsSep = "thousandsSep" in options ? options.thousandsSep : l10n.thousandsSep;
    const decimalPoint = "decimalPoint" in options ? options.decimalPoint : l10n.decimalPoint;
    let precision = 2;
    if (options.digits && options.digits[1] !== undefined) {
        precision = options.digits[1];
    }
    if (options.minDigits !== undefined) {
        const [, decimals = ""] = String(value).split(".");
        precision = Math.max(options.minDigits, Math.min(decimals.length, precision));
    }
    const [integer, fraction = ""] = roundDecimals(value || 0, precision).toFixed(precision).split(".");
    const kept = options.trailingZeros === false ? fraction.replace(/0+$/, "") : fraction;
    const text = insertThousandsSep(integer, thousandsSep, grouping);
    return kept ? text + decimalPoint + kept : text;
}
