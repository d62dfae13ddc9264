import { localization } from "@web/core/l10n/localization";

const { DateTime } = luxon;

/** A clock's reading without a day: hours, minutes, seconds. */
export class Time {
    /** @param {any} value `{hour, minute, second}`, a Time, a text or anything else @returns {Time | null} */
    static from(value) {
        if (value instanceof Time) {
            return value.copy();
        }
        if (typeof value === "string") {
            return parseTime(value, true);
        }
        return value && typeof value === "object" ? new Time(value) : null;
    }

    /** @param {{hour?: number, minute?: number, second?: number}} [value] */
    constructor({ hour = 0, minute = 0, second = 0 } = {}) {
        this.hour = hour;
        this.minute = minute;
        this.second = second;
    }

    copy() {
        return new Time(this);
    }
    /** @param {any} other @param {boolean} [checkSeconds] */
    equals(other, checkSeconds = false) {
        return Boolean(other) && this.hour === other.hour && this.minute === other.minute && (!checkSeconds || this.second === other.second);
    }
    /** @param {number} rounding in minutes */
    roundMinutes(rounding) {
        this.minute = Math.floor(this.minute / rounding) * rounding;
        return this;
    }
    toObject() {
        return { hour: this.hour, minute: this.minute, second: this.second };
    }
    toDateTime() {
        return DateTime.fromObject(this.toObject());
    }
    /** @param {boolean} [showSeconds] */
    toString(showSeconds = false) {
        const format = showSeconds ? localization.timeFormat : localization.shortTimeFormat || localization.timeFormat.replace(/:ss/, "");
        return this.toDateTime().toFormat(format);
    }
}

/** @param {string} format as luxon writes it */
export function is24HourFormat(format = localization.timeFormat) {
    return /H/.test(format);
}

/** @param {string} format as luxon writes it */
export function isMeridiemFormat(format = localization.timeFormat) {
    return /a/.test(format);
}

/**
 * Reads what people write: 9, 9:30, 0930, 9h30, 9.30 pm, 21:30:15.
 * @param {string} value
 * @param {boolean} [parseSeconds]
 * @returns {Time | null}
 */
export function parseTime(value, parseSeconds = false) {
    const text = value.trim().toLowerCase();
    const match = /^(\d{1,2})(?:\s*[:.h\s]\s*(\d{1,2}))?(?:\s*[:.m]\s*(\d{1,2}))?\s*(?:([ap])\.?(?:m\.?)?)?$/.exec(text) || /^(\d{2})(\d{2})(\d{2})?\s*(?:([ap])\.?(?:m\.?)?)?$/.exec(text) || /^(\d)(\d{2})()\s*(?:([ap])\.?(?:m\.?)?)?$/.exec(text);
    if (!match) {
        return null;
    }
    const [hour, minute, second] = match.slice(1, 4).map((part) => Number(part || 0));
    const half = match[4];
    if (half && (hour < 1 || hour > 12)) {
        return null;
    }
    const time = new Time({ hour: half ? (hour % 12) + (half === "p" ? 12 : 0) : hour, minute, second: parseSeconds ? second : 0 });
    return time.hour <= 23 && time.minute <= 59 && time.second <= 59 ? time : null;
}
