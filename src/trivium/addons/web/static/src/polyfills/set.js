/**
 * The values of one set that another does not have, for browsers whose sets cannot tell.
 * @template T
 * @param {Set<T>} first
 * @param {Set<any>} second
 * @returns {Set<T>}
 */
export function difference(first, second) {
    return new Set([...first].filter((value) => !second.has(value)));
}
