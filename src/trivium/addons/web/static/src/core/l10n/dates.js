import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { memoize } from "@web/core/utils/functions";
import { ensureArray } from "@web/core/utils/arrays";

const { DateTime } = luxon;

const SERVER_DATE_FORMAT = "yyyy-MM-dd";
const SERVER_TIME_FORMAT = "HH:mm:ss";
const SERVER_DATETIME_FORMAT = `${SERVER_DATE_FORMAT} ${SERVER_TIME_FORMAT}`;

export const MIN_VALID_DATE = DateTime.fromObject({ year: 1000 });
export const MAX_VALID_DATE = DateTime.fromObject({ year: 9999 }).endOf("year");

/** A text that cannot be read as a date. */
export class ConversionError extends Error {
    name = "ConversionError";
}

/** Codes of Python's strftime and what luxon calls them. */
const STRFTIME = {
    a: "ccc",
    A: "cccc",
    b: "MMM",
    B: "MMMM",
    d: "dd",
    H: "HH",
    I: "hh",
    j: "o",
    m: "MM",
    M: "mm",
    p: "a",
    S: "ss",
    W: "WW",
    w: "c",
    y: "yy",
    Y: "yyyy",
    "%": "%",
    c: "ccc MMM d HH:mm:ss yyyy",
    x: "MM/dd/yy",
    X: "HH:mm:ss",
};

/** @type {(format: string) => string} */
export const strftimeToLuxonFormat = memoize((format) => {
    const parts = format.match(/%-?.|[^%]+/g) || [];
    return parts
        .map((part) => {
            if (!part.startsWith("%")) {
                return part.replace(/[a-zA-Z]+/g, (word) => `'${word}'`);
            }
            const code = part.at(-1);
            const found = STRFTIME[code];
            if (!found) {
                throw new Error(`No known conversion for "${part}" in the format "${format}"`);
            }
            return part[1] === "-" && found.length === 2 ? found[0] : found;
        })
        .join("");
});

/** @param {any} first @param {any} second dates, or lists of them */
export function areDatesEqual(first, second) {
    if (Array.isArray(first) || Array.isArray(second)) {
        const [a, b] = [ensureArray(first), ensureArray(second)];
        return a.length === b.length && a.every((date, index) => areDatesEqual(date, b[index]));
    }
    if (first instanceof DateTime && second instanceof DateTime && first.zoneName !== second.zoneName) {
        first = first.setZone(second.zone);
    }
    return first instanceof DateTime && second instanceof DateTime ? first.ts === second.ts : first === second;
}

/** @param {any} desired @param {any} minDate @param {any} maxDate */
export function clampDate(desired, minDate, maxDate) {
    if (maxDate < desired) {
        return maxDate;
    }
    return minDate > desired ? minDate : desired;
}

/** The first day of the week of the user's language. @param {any} date */
export function getStartOfLocalWeek(date) {
    const { weekStart } = localization;
    return date.set({ weekday: date.weekday < weekStart ? weekStart - 7 : weekStart }).startOf("day");
}

/** @param {any} date */
export function getEndOfLocalWeek(date) {
    return getStartOfLocalWeek(date).plus({ days: 6 }).endOf("day");
}

/**
 * The number of the week and its year: a week belongs to the year of its fourth day.
 * @param {any} date
 */
export function getLocalYearAndWeek(date) {
    if (!date.isLuxonDateTime) {
        date = DateTime.fromJSDate(date);
    }
    const startDate = getStartOfLocalWeek(date);
    const middle = startDate.plus({ days: 3 });
    const { year } = middle;
    const first = getStartOfLocalWeek(DateTime.fromObject({ year, month: 1, day: 4 }, { zone: date.zone }));
    return { year, week: Math.round(startDate.diff(first, "days").days / 7) + 1, startDate };
}

/** @param {any} value a date or two @param {[any, any]} range */
export function isInRange(value, range) {
    if (!value || !range) {
        return false;
    }
    if (Array.isArray(value)) {
        const sorted = [...value].sort((a, b) => a - b);
        return sorted[0] <= range[1] && sorted[1] >= range[0];
    }
    return range[0] <= value && value <= range[1];
}

/** The day it is for the user. */
export function today() {
    return DateTime.local().startOf("day");
}

/** @param {any} value */
function isValidDate(value) {
    return value?.isLuxonDateTime && value.isValid && value >= MIN_VALID_DATE.startOf("year") && value <= MAX_VALID_DATE;
}

/** "+3d", "-2w", "+1m", "=monday"...: counted from now. @param {string} value */
function parseSmartInput(value) {
    const units = { d: "days", m: "months", w: "weeks", y: "years", H: "hours", M: "minutes", S: "seconds" };
    const terms = value.trim().split(/\s+/);
    if (!terms.every((term) => /^(now|today)$|^[+-]\d+[dmwyHMS]?$/i.test(term)) || !terms[0]) {
        return false;
    }
    let date = DateTime.local();
    for (const term of terms) {
        const match = /^([+-])(\d+)([dmwyHMS]?)$/.exec(term);
        if (term.toLowerCase() === "today") {
            date = date.startOf("day");
        } else if (match) {
            const amount = Number(match[2]) * (match[1] === "+" ? 1 : -1);
            date = date.plus({ [units[match[3] || "d"]]: amount });
        }
    }
    return date;
}

/** @param {string} format luxon's, for texts that leave separators out */
const digitsOnly = (format) => format.replace(/[^a-zA-Z]/g, "");

/** @param {any} value @param {{tz?: string, format?: string}} [options] */
export function formatDate(value, { format } = {}) {
    return value ? value.toFormat(format || localization.dateFormat) : "";
}

/**
 * @param {any} value
 * @param {{tz?: string, format?: string, showSeconds?: boolean, showTime?: boolean, showDate?: boolean}} [options]
 */
export function formatDateTime(value, { tz, format, showSeconds = false, showTime = true, showDate = true } = {}) {
    if (!value) {
        return "";
    }
    const time = showSeconds ? localization.timeFormat : localization.shortTimeFormat;
    const parts = [showDate && localization.dateFormat, showTime && time].filter(Boolean);
    return value.setZone(tz || "default").toFormat(format || parts.join(" "));
}

/**
 * A length of time in words: "1 hour, 2 minutes"; short gives one unit.
 * @param {number} seconds
 * @param {boolean} showFullDuration
 */
export function formatDuration(seconds, showFullDuration) {
    const units = [
        ["years", 31_536_000],
        ["months", 2_592_000],
        ["days", 86_400],
        ["hours", 3600],
        ["minutes", 60],
    ];
    const values = {};
    let rest = Math.max(60, Math.round(seconds / 60) * 60);
    for (const [unit, size] of units) {
        const count = Math.floor(rest / /** @type {number} */ (size));
        if (count) {
            values[unit] = count;
            rest -= count * /** @type {number} */ (size);
        }
    }
    const kept = showFullDuration ? values : Object.fromEntries(Object.entries(values).slice(0, 1));
    return luxon.Duration.fromObject(kept, { locale: localization.code }).toHuman({ unitDisplay: showFullDuration ? "long" : "narrow" });
}

/** @param {any} value @param {any} [options] of Intl.DateTimeFormat, year left out when it is this one */
export function toLocaleDateString(value, options) {
    if (!value) {
        return "";
    }
    const thisYear = value.year === DateTime.local().year;
    return value.toLocaleString(options || { month: "short", day: "numeric", ...(thisYear ? {} : { year: "numeric" }) });
}

/** @param {any} value @param {{showDate?: boolean, showTime?: boolean, showSeconds?: boolean, tz?: string}} [options] */
export function toLocaleDateTimeString(value, { showDate = true, showTime = true, showSeconds = false, tz } = {}) {
    if (!value) {
        return "";
    }
    const moment = value.setZone(tz || "default");
    const time = { hour: "numeric", minute: "2-digit", ...(showSeconds ? { second: "2-digit" } : {}) };
    const thisYear = moment.year === DateTime.local().year;
    const date = { month: "short", day: "numeric", ...(thisYear ? {} : { year: "numeric" }) };
    return moment.toLocaleString({ ...(showDate ? date : {}), ...(showTime ? time : {}) });
}

/**
 * @param {string} value as a user writes it
 * @param {{format?: string}} [options]
 */
export function parseDate(value, options = {}) {
    const parsed = parseDateTime(value, { format: options.format || localization.dateFormat });
    return parsed && parsed.startOf("day");
}

/**
 * @param {string} value as a user writes it
 * @param {{tz?: string, format?: string}} [options]
 * @returns {any}
 */
export function parseDateTime(value, options = {}) {
    if (!value) {
        return false;
    }
    const tz = options.tz || "default";
    const opts = { setZone: true, zone: tz };
    const format = options.format || localization.dateTimeFormat;
    const { dateFormat } = localization;
    const candidates = [format, localization.dateTimeFormat, `${dateFormat} ${localization.shortTimeFormat}`, dateFormat];
    const readers = [
        () => parseSmartInput(value),
        ...candidates.map((each) => () => DateTime.fromFormat(value, each, opts)),
        ...candidates.map((each) => () => DateTime.fromFormat(value.replace(/[^\w]/g, ""), digitsOnly(each), opts)),
        () => withoutYear(value, dateFormat, opts),
        () => DateTime.fromISO(value.replace(" ", "T"), opts),
        () => DateTime.fromSQL(value, opts),
    ];
    for (const read of readers) {
        const result = read();
        if (result && isValidDate(result)) {
            return result.setZone(tz);
        }
    }
    throw new ConversionError(_t("'%s' is not a correct date or datetime", value).toString());
}

/** A day and a month of this year, or of the year in two digits. @param {string} value @param {string} dateFormat @param {any} opts */
function withoutYear(value, dateFormat, opts) {
    const separator = dateFormat.replace(/'[^']*'/g, "").match(/[^a-zA-Z]+/)?.[0] ?? "";
    const formats = [
        dateFormat.replace("yyyy", "yy"),
        dateFormat.replace(/yyyy|MM|dd/g, (part) => (part === "yyyy" ? "yy" : part[0])),
        dateFormat.replace(/MM|dd/g, (part) => part[0]),
        dateFormat.replace(new RegExp(`[^a-zA-Z]*yyyy[^a-zA-Z]*`), ""),
        dateFormat.replace(new RegExp(`[^a-zA-Z]*yyyy[^a-zA-Z]*`), "").replace(/MM|dd/g, (part) => part[0]),
    ];
    const text = value.replace(/[^\w]+/g, separator);
    for (const format of formats) {
        const date = DateTime.fromFormat(text, format, opts);
        if (date.isValid) {
            return date;
        }
    }
    return null;
}

/** @param {string} value of the server @param {any} [options] of luxon */
export function deserializeDate(value, options = {}) {
    return DateTime.fromSQL(value, { numberingSystem: "latn", zone: "default", ...options });
}

/** @param {string} value of the server, in UTC @param {{tz?: string}} [options] */
export function deserializeDateTime(value, options = {}) {
    return DateTime.fromSQL(value, { numberingSystem: "latn", zone: "utc" }).setZone(options.tz || "default");
}

const dateCache = new WeakMap();
const dateTimeCache = new WeakMap();

/** @param {any} value */
export function serializeDate(value) {
    if (!dateCache.has(value)) {
        dateCache.set(value, value.toFormat(SERVER_DATE_FORMAT, { numberingSystem: "latn" }));
    }
    return dateCache.get(value);
}

/** @param {any} value */
export function serializeDateTime(value) {
    if (!dateTimeCache.has(value)) {
        dateTimeCache.set(value, value.setZone("utc").toFormat(SERVER_DATETIME_FORMAT, { numberingSystem: "latn" }));
    }
    return dateTimeCache.get(value);
}

