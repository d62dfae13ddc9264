/**
 * What `patch` keeps of an object: its original descriptors and the extensions laid over it, oldest first.
 * @typedef {{originals: Map<PropertyKey, PropertyDescriptor>, extensions: Set<object>}} Patched
 */

/** @type {WeakMap<object, Patched>} */
const patched = new WeakMap();

/** @param {object} target */
function isPrototype(target) {
    return Object.hasOwn(target, "constructor") && target.constructor?.prototype === target;
}

/**
 * The descriptor of a property, wherever it is in the chain of prototypes.
 * @param {object} target
 * @param {PropertyKey} key
 */
function findDescriptor(target, key) {
    for (let holder = target; holder; holder = Object.getPrototypeOf(holder)) {
        const descriptor = Object.getOwnPropertyDescriptor(holder, key);
        if (descriptor) {
            return descriptor;
        }
    }
    return null;
}

/**
 * Lays one extension over a target. `super` in the extension reaches what was there before:
 * a snapshot of the target becomes the extension's prototype.
 * @param {object} target
 * @param {Patched} record
 * @param {object} extension
 */
function apply(target, record, extension) {
    const onPrototype = isPrototype(target);
    const keys = Reflect.ownKeys(extension).filter((key) => !(onPrototype && key === "constructor"));
    const before = Object.create(Object.getPrototypeOf(target), Object.getOwnPropertyDescriptors(target));
    Object.setPrototypeOf(extension, before);
    for (const key of keys) {
        const own = Object.getOwnPropertyDescriptor(target, key);
        if (own && !record.originals.has(key)) {
            record.originals.set(key, own);
        }
        const added = { ...Object.getOwnPropertyDescriptor(extension, key), configurable: true };
        if ("get" in added || "set" in added) {
            const previous = findDescriptor(before, key);
            added.get ??= previous?.get;
            added.set ??= previous?.set;
        }
        added.enumerable = own?.enumerable ?? (onPrototype ? false : added.enumerable);
        Object.defineProperty(target, key, added);
    }
}

/**
 * Changes an object or a prototype in place; `super.method()` in the extension calls what was there before.
 * @param {any} target
 * @param {any} extension its methods, getters, setters and values
 * @returns {() => void} takes the extension off again, leaving the others in place
 */
export function patch(target, extension) {
    let record = patched.get(target);
    if (!record) {
        record = { originals: new Map(), extensions: new Set() };
        patched.set(target, record);
    }
    record.extensions.add(extension);
    apply(target, record, extension);

    return function unpatch() {
        if (!record.extensions.delete(extension)) {
            return;
        }
        const rest = [...record.extensions];
        const touched = new Set([extension, ...rest].flatMap((each) => Reflect.ownKeys(each)));
        for (const key of touched) {
            if (isPrototype(target) && key === "constructor") {
                continue;
            }
            delete target[key];
            const original = record.originals.get(key);
            if (original) {
                Object.defineProperty(target, key, original);
            }
        }
        for (const each of rest) {
            apply(target, record, each);
        }
    };
}
