/**
 * Remembers the result for each first argument.
 * @template T
 * @param {(...args: any[]) => T} func
 * @returns {(...args: any[]) => T}
 */
export function memoize(func) {
    const cache = new Map();
    const memoized = function (...args) {
        if (!cache.has(args[0])) {
            cache.set(args[0], func.apply(this, args));
        }
        return cache.get(args[0]);
    };
    Object.defineProperty(memoized, "name", { value: `${func.name || "anonymous"} (memoized)` });
    return memoized;
}

let nextId = 1;

/** @param {string} [prefix] */
export function uniqueId(prefix = "") {
    return `${prefix}${nextId++}`;
}
