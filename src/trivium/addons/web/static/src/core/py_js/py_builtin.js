import { PyDate, PyDateTime, PyRelativeDelta, PyTime, PyTimeDelta } from "@web/core/py_js/py_date";

export class EvaluationError extends Error {
    name = "EvaluationError";
}

/**
 * Runs a function over a list, a set, a text or the keys of a dictionary.
 * @param {any} iterable
 * @param {(iterable: any) => any} func
 */
export function execOnIterable(iterable, func) {
    if (iterable === null || iterable === undefined) {
        throw new EvaluationError("A list, a set, a text or a dictionary was expected, there is nothing");
    }
    if (typeof iterable === "object" && !(Symbol.iterator in iterable)) {
        return func(Object.keys(iterable));
    }
    if (typeof iterable?.[Symbol.iterator] !== "function") {
        throw new EvaluationError(`A ${typeof iterable} cannot be gone through`);
    }
    return func(iterable);
}

/** @param {any} value @returns {boolean} */
function bool(value) {
    if (value === null || value === undefined) {
        return false;
    }
    if (typeof value !== "object") {
        return Boolean(value);
    }
    if (Array.isArray(value)) {
        return value.length > 0;
    }
    if (value instanceof Set) {
        return value.size > 0;
    }
    if (typeof value.isTrue === "function") {
        return value.isTrue();
    }
    return value.constructor === Object ? Object.keys(value).length > 0 : Boolean(value.valueOf());
}

/** @param {any} value */
function str(value) {
    if (value === null || value === undefined) {
        return "None";
    }
    if (typeof value === "boolean") {
        return value ? "True" : "False";
    }
    return String(value);
}


/** `min` and `max`: of one collection, or of the arguments. */
function extreme(args, better) {
    const unnamed = args.slice(0, -1);
    const values = unnamed.length === 1 ? execOnIterable(unnamed[0], (all) => [...all]) : unnamed;
    return values.reduce((best, value) => (better(value, best) ? value : best));
}

/** Texts as Python formats them: `%Y-%m-%d` of now. */
const time = {
    strftime(format) {
        return PyDateTime.now().strftime(format);
    },
};

const weekday = (number) =>
    Object.assign((n) => ({ weekday: number, n: typeof n === "number" ? n : 1 }), { weekday: number, n: 1 });

/**
 * What every expression may use. The last argument of a function is the object of its keyword arguments.
 * @type {Record<string, any>}
 */
export const BUILTINS = {
    bool,
    str,
    set(...args) {
        const values = args.length > 1 ? args[0] : [];
        return execOnIterable(values, (iterable) => new Set(iterable));
    },
    list: (...args) => (args.length > 1 ? execOnIterable(args[0], (iterable) => [...iterable]) : []),
    tuple: (...args) => (args.length > 1 ? execOnIterable(args[0], (iterable) => [...iterable]) : []),
    len: (value) => execOnIterable(value, (iterable) => iterable.length ?? iterable.size),
    abs: (value) => Math.abs(value),
    int: (value) => Math.trunc(Number(value)),
    float: (value) => Number(value),
    round: (value, digits) => (typeof digits === "number" ? Number(value.toFixed(digits)) : Math.round(value)),
    any: (values) => execOnIterable(values, (iterable) => [...iterable].some(bool)),
    all: (values) => execOnIterable(values, (iterable) => [...iterable].every(bool)),
    sum: (values) => execOnIterable(values, (iterable) => [...iterable].reduce((total, value) => total + value, 0)),
    max: (...args) => extreme(args, (a, b) => a > b),
    min: (...args) => extreme(args, (a, b) => a < b),
    time,
    context_today() {
        return PyDate.today();
    },
    get current_date() {
        return this.today;
    },
    get today() {
        return PyDate.today().strftime("%Y-%m-%d");
    },
    get now() {
        return PyDateTime.now().strftime("%Y-%m-%d %H:%M:%S");
    },
    datetime: {
        time: PyTime,
        timedelta: PyTimeDelta,
        datetime: PyDateTime,
        date: PyDate,
    },
    timedelta: PyTimeDelta,
    relativedelta: PyRelativeDelta,
    MO: weekday(0),
    TU: weekday(1),
    WE: weekday(2),
    TH: weekday(3),
    FR: weekday(4),
    SA: weekday(5),
    SU: weekday(6),
    true: true,
    false: false,
};

