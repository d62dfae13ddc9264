import { reactive } from "@odoo/owl";

/** An object whose instances are reactive from their constructor on. */
export class Reactive {
    constructor() {
        return reactive(this);
    }
}

/**
 * Calls back with some reactive objects now and whenever something it read of them changes.
 * @param {(...deps: any[]) => any} callback
 * @param {any[]} deps
 */
export function effect(callback, deps) {
    const followed = reactive(deps, () => callback(...followed));
    callback(...followed);
}

/**
 * Adds properties to an object that are computed from reactive sources and kept up to date.
 * @param {any} object
 * @param {any[]} sources
 * @param {Record<string, (this: any, ...sources: any[]) => any>} descriptor
 */
export function withComputedProperties(object, sources, descriptor) {
    for (const [key, compute] of Object.entries(descriptor)) {
        effect(
            (target, ...deps) => {
                target[key] = compute.call(target, ...deps);
            },
            [object, ...sources]
        );
    }
    return object;
}
