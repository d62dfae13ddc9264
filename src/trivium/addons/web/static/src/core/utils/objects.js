/** @param {any} value */
export function isObject(value) {
    return Boolean(value) && (typeof value === "object" || typeof value === "function");
}

/**
 * @param {any} first
 * @param {any} second
 * @param {(a: any, b: any) => boolean} [compare]
 */
export function shallowEqual(first, second, compare = (a, b) => a === b) {
    if (!isObject(first) || !isObject(second)) {
        return first === second;
    }
    const keys = Reflect.ownKeys(first);
    return keys.length === Reflect.ownKeys(second).length && keys.every((key) => compare(first[key], second[key]));
}

/** @type {(first: any, second: any) => boolean} */
export const deepEqual = (first, second) => {
    if (first === second) {
        return true;
    }
    if (!isObject(first) || !isObject(second) || Array.isArray(first) !== Array.isArray(second)) {
        return false;
    }
    if (first instanceof Date && second instanceof Date) {
        return first.getTime() === second.getTime();
    }
    return shallowEqual(first, second, deepEqual);
};

/**
 * A copy without anything shared; functions and class instances become plain data.
 * @template T
 * @param {T} object
 * @returns {T}
 */
export function deepCopy(object) {
    return object && JSON.parse(JSON.stringify(object));
}

/**
 * @param {Record<string, any>} object
 * @param {...string} properties
 */
export function omit(object, ...properties) {
    const left = new Set(properties);
    return Object.fromEntries(Object.entries(object).filter(([key]) => !left.has(key)));
}

/**
 * @param {Record<string, any>} object
 * @param {...string} properties
 */
export function pick(object, ...properties) {
    return Object.fromEntries(properties.filter((key) => key in object).map((key) => [key, object[key]]));
}

/**
 * The two trees laid over each other, the extension winning; `undefined` when neither is an object.
 * @param {any} target
 * @param {any} extension
 */
export function deepMerge(target, extension) {
    if (!isObject(target) && !isObject(extension)) {
        return undefined;
    }
    const merged = { ...(target || {}) };
    for (const key of Reflect.ownKeys(extension || {})) {
        if (key === "__proto__") {
            continue; // what came as JSON may have a member of that name: it is no part of a tree
        }
        const [below, above] = [merged[key], extension[key]];
        const isTree = isObject(below) && isObject(above) && above.constructor === Object && below.constructor === Object;
        merged[key] = isTree ? deepMerge(below, above) : above;
    }
    return merged;
}
