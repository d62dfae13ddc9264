/** @param {any} value */
export function isIterable(value) {
    return Boolean(value) && typeof value === "object" && Symbol.iterator in value;
}

/**
 * @template T
 * @param {T | Iterable<T>} value
 * @returns {T[]}
 */
export function ensureArray(value) {
    return /** @type {any} */ (isIterable(value) ? [...(/** @type {Iterable<T>} */ (value))] : [value]);
}

/**
 * @template T
 * @param {string | ((item: T) => any) | undefined} criterion a property name, a function, or nothing for the value itself
 * @returns {(item: any) => any}
 */
function extractor(criterion) {
    if (criterion === undefined) {
        return (item) => item;
    }
    if (typeof criterion === "string") {
        return (item) => item[criterion];
    }
    if (typeof criterion === "function") {
        return criterion;
    }
    throw new Error("Expected a property name, a function or nothing as criterion");
}

/**
 * Values shared by all (in the order of the first).
 * @template T
 * @param {T[]} first
 * @param {T[]} second
 */
export function intersection(first, second) {
    const kept = new Set(second);
    return first.filter((value) => kept.has(value));
}

/**
 * @template T
 * @param {Iterable<T>} iterable
 * @param {string | ((item: T) => any)} [criterion]
 * @returns {Record<string, T[]>}
 */
export function groupBy(iterable, criterion) {
    const extract = extractor(criterion);
    const groups = {};
    for (const item of iterable) {
        const key = String(extract(item));
        (groups[key] ??= []).push(item);
    }
    return groups;
}

/**
 * @template T
 * @param {Iterable<T>} iterable
 * @param {string | ((item: T) => any)} [criterion]
 * @param {"asc" | "desc"} [order]
 * @returns {T[]} a sorted copy
 */
export function sortBy(iterable, criterion, order = "asc") {
    const extract = extractor(criterion);
    const sign = order === "desc" ? -1 : 1;
    return [...iterable].sort((a, b) => {
        const [keyA, keyB] = [extract(a), extract(b)];
        if (typeof keyA === "number" && typeof keyB === "number") {
            return sign * (keyA - keyB);
        }
        return sign * (Number(keyA > keyB) - Number(keyA < keyB));
    });
}

/**
 * Values that are in one of the two only.
 * @template T
 * @param {Iterable<T>} first
 * @param {Iterable<T>} second
 */
export function symmetricalDifference(first, second) {
    const [a, b] = [[...first], [...second]];
    return [...a.filter((value) => !b.includes(value)), ...b.filter((value) => !a.includes(value))];
}

/**
 * @template T
 * @param {T[][]} args
 * @returns {any[]} all combinations, one value of each array
 */
export function cartesian(...args) {
    if (args.length === 0) {
        return [undefined];
    }
    if (args.length === 1) {
        return args[0];
    }
    return args.reduce((rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])), [[]]);
}

/**
 * All prefixes of an array, the empty one first.
 * @template T
 * @param {Iterable<T>} iterable
 */
export function sections(iterable) {
    const values = [...iterable];
    return [...values, null].map((_, length) => values.slice(0, length));
}

/**
 * @template T
 * @param {Iterable<T>} iterable
 */
export function unique(iterable) {
    return [...new Set(iterable)];
}

/**
 * @param {Iterable<any>} first
 * @param {Iterable<any>} second
 * @param {boolean} [fill] go on until the longer one ends
 */
export function zip(first, second, fill = false) {
    const [a, b] = [[...first], [...second]];
    const length = fill ? Math.max(a.length, b.length) : Math.min(a.length, b.length);
    return Array.from({ length }, (_, index) => [a[index], b[index]]);
}

/**
 * @param {Iterable<any>} first
 * @param {Iterable<any>} second
 * @param {(a: any, b: any) => any} combine
 */
export function zipWith(first, second, combine) {
    return zip(first, second).map(([a, b]) => combine(a, b));
}

/**
 * @param {any[]} array
 * @param {number} width
 * @returns {any[][]} all runs of `width` neighbours
 */
export function slidingWindow(array, width) {
    return Array.from({ length: Math.max(0, array.length - width + 1) }, (_, index) => array.slice(index, index + width));
}

/**
 * The neighbour of position `index`, going round at the ends.
 * @param {number} index
 * @param {any[]} array
 * @param {number} inc
 */
export function rotate(index, array, inc) {
    return (((index + inc) % array.length) + array.length) % array.length;
}

/** @param {any} first @param {any} second */
export const shallowEqual = (first, second) =>
    first.length === second.length && first.every((value, index) => value === second[index]);

