import { parseArgs } from "@web/core/py_js/py_parser";

export class AssertionError extends Error {
    name = "AssertionError";
}
export class ValueError extends Error {
    name = "ValueError";
}
export class NotSupportedError extends Error {
    name = "NotSupportedError";
}

const DAY = 86_400_000;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** @param {number} value @param {number} [width] */
const pad = (value, width = 2) => String(value).padStart(width, "0");

/** @param {number} year */
const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** @param {number} year @param {number} month 1 to 12 */
const daysInMonth = (year, month) => [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];

/** Milliseconds of a wall clock, counted as if it stood in Greenwich. */
function stamp({ year, month, day, hour = 0, minute = 0, second = 0, microsecond = 0 }) {
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second, microsecond / 1000);
    return date.getTime();
}

/** @param {any} date @param {string} format */
function strftime(date, format) {
    const { year, month, day, hour = 0, minute = 0, second = 0, microsecond = 0 } = date;
    const weekday = (new Date(stamp({ year, month, day })).getUTCDay() + 6) % 7;
    const yearday = Math.round((stamp({ year, month, day }) - stamp({ year, month: 1, day: 1 })) / DAY) + 1;
    const values = {
        "%": () => "%",
        Y: () => pad(year, 4),
        y: () => pad(year % 100),
        m: () => pad(month),
        d: () => pad(day),
        H: () => pad(hour),
        I: () => pad(hour % 12 || 12),
        M: () => pad(minute),
        S: () => pad(second),
        f: () => pad(microsecond, 6),
        p: () => (hour < 12 ? "AM" : "PM"),
        j: () => pad(yearday, 3),
        A: () => WEEKDAYS[weekday],
        a: () => WEEKDAYS[weekday].slice(0, 3),
        B: () => MONTHS[month - 1],
        b: () => MONTHS[month - 1].slice(0, 3),
        w: () => String((weekday + 1) % 7),
        u: () => String(weekday + 1),
        W: () => pad(Math.floor((yearday + 6 - weekday) / 7)),
        U: () => pad(Math.floor((yearday + 6 - ((weekday + 1) % 7)) / 7)),
        D: () => `${pad(month)}/${pad(day)}/${pad(year % 100)}`,
        F: () => `${pad(year, 4)}-${pad(month)}-${pad(day)}`,
        T: () => `${pad(hour)}:${pad(minute)}:${pad(second)}`,
    };
    return format.replace(/%(.)/g, (_, code) => {
        if (!values[code]) {
            throw new ValueError(`No known conversion for "%${code}"`);
        }
        return values[code]();
    });
}

export class PyTimeDelta {
    static create(...args) {
        const named = parseArgs(args, ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"]);
        const part = (name) => named[name] || 0;
        const days = part("days") + part("weeks") * 7;
        const seconds = part("seconds") + part("minutes") * 60 + part("hours") * 3600;
        return PyTimeDelta.ofMicroseconds(days * DAY * 1000 + seconds * 1e6 + part("milliseconds") * 1000 + part("microseconds"));
    }

    /** @param {number} total */
    static ofMicroseconds(total) {
        const rounded = Math.round(total);
        const days = Math.floor(rounded / (DAY * 1000));
        const rest = rounded - days * DAY * 1000;
        return new PyTimeDelta(days, Math.floor(rest / 1e6), rest % 1e6);
    }

    /** @param {number} days @param {number} seconds @param {number} microseconds */
    constructor(days, seconds, microseconds) {
        this.days = days;
        this.seconds = seconds;
        this.microseconds = microseconds;
    }

    get totalMicroseconds() {
        return this.days * DAY * 1000 + this.seconds * 1e6 + this.microseconds;
    }
    /** @param {PyTimeDelta} other */
    add(other) {
        return PyTimeDelta.ofMicroseconds(this.totalMicroseconds + other.totalMicroseconds);
    }
    /** @param {PyTimeDelta} other */
    subtract(other) {
        return PyTimeDelta.ofMicroseconds(this.totalMicroseconds - other.totalMicroseconds);
    }
    /** @param {number} factor */
    multiply(factor) {
        return PyTimeDelta.ofMicroseconds(this.totalMicroseconds * factor);
    }
    /** @param {number} divisor */
    divide(divisor) {
        return PyTimeDelta.ofMicroseconds(this.totalMicroseconds / divisor);
    }
    negate() {
        return this.multiply(-1);
    }
    /** @param {any} other */
    isEqual(other) {
        return other instanceof PyTimeDelta && other.totalMicroseconds === this.totalMicroseconds;
    }
    isTrue() {
        return this.totalMicroseconds !== 0;
    }
    total_seconds() {
        return this.totalMicroseconds / 1e6;
    }
    valueOf() {
        return this.totalMicroseconds;
    }
}

const RELATIVE_UNITS = ["years", "months", "weeks", "days", "hours", "minutes", "seconds", "microseconds"];
const ABSOLUTE_UNITS = ["year", "month", "day", "hour", "minute", "second", "microsecond"];

export class PyRelativeDelta {
    static create(...args) {
        const named = parseArgs(args, ["dt1", "dt2"]);
        if ("dt1" in named) {
            throw new NotSupportedError("relativedelta(date, date) is not supported in expressions of the client");
        }
        const params = {};
        for (const unit of RELATIVE_UNITS) {
            params[unit] = named[unit] || 0;
        }
        for (const unit of ABSOLUTE_UNITS) {
            params[unit] = named[unit] ?? null;
        }
        for (const name of ["leapdays", "yearday", "nlyearday"]) {
            if (named[name]) {
                throw new NotSupportedError(`relativedelta(${name}=...) is not supported in expressions of the client`);
            }
        }
        params.weekday = named.weekday ?? null;
        return new PyRelativeDelta(params);
    }

    /** @param {Record<string, any>} params */
    constructor(params) {
        Object.assign(this, params);
        /** @type {Record<string, any>} */
        this.params = params;
    }

    /**
     * @param {any} date a date or a datetime
     * @param {PyRelativeDelta} delta
     */
    static add(date, delta) {
        const p = delta.params;
        const months = (p.year ?? date.year) * 12 + ((p.month ?? date.month) - 1) + p.years * 12 + p.months;
        const year = Math.floor(months / 12);
        const month = (months % 12) + 1;
        const day = Math.min(p.day ?? date.day, daysInMonth(year, month));
        const isTime = date instanceof PyDateTime;
        const clock = {
            hour: p.hour ?? date.hour ?? 0,
            minute: p.minute ?? date.minute ?? 0,
            second: p.second ?? date.second ?? 0,
            microsecond: p.microsecond ?? date.microsecond ?? 0,
        };
        const hasTime = isTime || ["hours", "minutes", "seconds", "microseconds"].some((unit) => p[unit]) || ["hour", "minute", "second"].some((unit) => p[unit] !== null);
        const base = hasTime ? new PyDateTime(year, month, day, clock.hour, clock.minute, clock.second, clock.microsecond) : new PyDate(year, month, day);
        const shifted = base.add(
            PyTimeDelta.create({ weeks: p.weeks, days: p.days, hours: p.hours, minutes: p.minutes, seconds: p.seconds, microseconds: p.microseconds })
        );
        return p.weekday === null ? shifted : toWeekday(shifted, p.weekday);
    }

    /** @param {any} date @param {PyRelativeDelta} delta */
    static substract(date, delta) {
        return PyRelativeDelta.add(date, delta.negate());
    }

    negate() {
        const params = { ...this.params };
        for (const unit of RELATIVE_UNITS) {
            params[unit] = -params[unit] || 0;
        }
        return new PyRelativeDelta(params);
    }

    /** @param {any} other */
    isEqual(other) {
        return other instanceof PyRelativeDelta && Object.keys(this.params).every((key) => this.params[key] === other.params[key]);
    }
}

/**
 * The next (or, for a negative count, the last) such weekday, the day itself included.
 * @param {any} date
 * @param {number | {weekday: number, n: number}} wanted
 */
function toWeekday(date, wanted) {
    const { weekday, n } = typeof wanted === "number" ? { weekday: wanted, n: 1 } : wanted;
    const today = (new Date(stamp({ year: date.year, month: date.month, day: date.day })).getUTCDay() + 6) % 7;
    const step = n < 0 ? -((today - weekday + 7) % 7) + (n + 1) * 7 : ((weekday - today + 7) % 7) + (n - 1) * 7;
    return date.add(PyTimeDelta.create({ days: step }));
}

export class PyDate {
    static today() {
        return PyDate.convertDate(new Date());
    }
    /** @param {Date} date read in the browser's time zone */
    static convertDate(date) {
        return new PyDate(date.getFullYear(), date.getMonth() + 1, date.getDate());
    }
    static create(...args) {
        const { year, month, day } = parseArgs(args, ["year", "month", "day"]);
        return new PyDate(year, month, day);
    }

    /** @param {number} year @param {number} month @param {number} day */
    constructor(year, month, day) {
        if (!(month >= 1 && month <= 12) || !(day >= 1 && day <= daysInMonth(year, month))) {
            throw new ValueError(`${year}-${month}-${day} is not a date`);
        }
        this.year = year;
        this.month = month;
        this.day = day;
    }

    /** @param {PyTimeDelta | PyRelativeDelta} delta */
    add(delta) {
        if (delta instanceof PyRelativeDelta) {
            return PyRelativeDelta.add(this, delta);
        }
        const date = new Date(this.valueOf() + delta.days * DAY);
        return new PyDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
    }
    /** @param {any} other */
    subtract(other) {
        if (other instanceof PyDate) {
            return PyTimeDelta.create({ milliseconds: this.valueOf() - other.valueOf() });
        }
        return this.add(other.negate());
    }
    /** @param {any} other */
    isEqual(other) {
        return other instanceof PyDate && !(other instanceof PyDateTime) && other.valueOf() === this.valueOf();
    }
    /** @param {string} format */
    strftime(format) {
        return strftime(this, format);
    }
    replace(...args) {
        const { year = this.year, month = this.month, day = this.day } = parseArgs(args, ["year", "month", "day"]);
        return new PyDate(year, month, day);
    }
    weekday() {
        return (new Date(this.valueOf()).getUTCDay() + 6) % 7;
    }
    isoweekday() {
        return this.weekday() + 1;
    }
    toordinal() {
        return Math.floor(stamp(this) / DAY) + 719_163;
    }
    isoformat() {
        return this.strftime("%Y-%m-%d");
    }
    valueOf() {
        return stamp(this);
    }
    toJSON() {
        return this.strftime("%Y-%m-%d");
    }
    toString() {
        return this.toJSON();
    }
}

export class PyDateTime extends PyDate {
    static now() {
        return PyDateTime.convertDate(new Date());
    }
    static today() {
        return PyDateTime.now();
    }
    static utcnow() {
        return PyDateTime.now().to_utc();
    }
    /** @param {Date} date read in the browser's time zone */
    static convertDate(date) {
        return new PyDateTime(
            date.getFullYear(),
            date.getMonth() + 1,
            date.getDate(),
            date.getHours(),
            date.getMinutes(),
            date.getSeconds(),
            date.getMilliseconds() * 1000
        );
    }
    static create(...args) {
        const p = parseArgs(args, ["year", "month", "day", "hour", "minute", "second", "microsecond"]);
        return new PyDateTime(p.year, p.month, p.day, p.hour || 0, p.minute || 0, p.second || 0, p.microsecond || 0);
    }
    static combine(...args) {
        const { date, time } = parseArgs(args, ["date", "time"]);
        return new PyDateTime(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond || 0);
    }

    /**
     * @param {number} year
     * @param {number} month
     * @param {number} day
     * @param {number} [hour]
     * @param {number} [minute]
     * @param {number} [second]
     * @param {number} [microsecond]
     */
    constructor(year, month, day, hour = 0, minute = 0, second = 0, microsecond = 0) {
        super(year, month, day);
        this.hour = hour;
        this.minute = minute;
        this.second = second;
        this.microsecond = microsecond;
    }

    /** @param {number} milliseconds as `stamp` counts them @param {number} microsecond */
    static #at(milliseconds, microsecond) {
        const d = new Date(milliseconds);
        return new PyDateTime(d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate(), d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds(), microsecond);
    }

    /** @param {any} delta */
    add(delta) {
        if (delta instanceof PyRelativeDelta) {
            return PyRelativeDelta.add(this, delta);
        }
        const micro = this.microsecond + delta.microseconds;
        const carry = Math.floor(micro / 1e6);
        const start = stamp({ ...this, microsecond: 0 });
        return PyDateTime.#at(start + delta.days * DAY + (delta.seconds + carry) * 1000, micro - carry * 1e6);
    }
    /** @param {any} other */
    isEqual(other) {
        return other instanceof PyDateTime && other.valueOf() === this.valueOf() && other.microsecond === this.microsecond;
    }
    replace(...args) {
        const names = ["year", "month", "day", "hour", "minute", "second", "microsecond"];
        const p = { ...this, ...parseArgs(args, names) };
        return new PyDateTime(p.year, p.month, p.day, p.hour, p.minute, p.second, p.microsecond);
    }
    date() {
        return new PyDate(this.year, this.month, this.day);
    }
    time() {
        return new PyTime(this.hour, this.minute, this.second, this.microsecond);
    }
    /** The same moment on the clock of Greenwich. */
    to_utc() {
        const local = new Date(this.year, this.month - 1, this.day, this.hour, this.minute, this.second);
        return this.add(PyTimeDelta.create({ minutes: local.getTimezoneOffset() }));
    }
    isoformat() {
        return this.strftime("%Y-%m-%dT%H:%M:%S");
    }
    toJSON() {
        return this.strftime("%Y-%m-%d %H:%M:%S");
    }
}

export class PyTime extends PyDate {
    static create(...args) {
        const p = parseArgs(args, ["hour", "minute", "second", "microsecond"]);
        return new PyTime(p.hour || 0, p.minute || 0, p.second || 0, p.microsecond || 0);
    }

    /** @param {number} hour @param {number} minute @param {number} second @param {number} [microsecond] */
    constructor(hour, minute, second, microsecond = 0) {
        const now = new Date();
        super(now.getFullYear(), now.getMonth() + 1, now.getDate());
        this.hour = hour;
        this.minute = minute;
        this.second = second;
        this.microsecond = microsecond;
    }

    toJSON() {
        return this.strftime("%H:%M:%S");
    }
}
