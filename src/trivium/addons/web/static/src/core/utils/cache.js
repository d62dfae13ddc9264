/**
 * Values computed once for each path of keys.
 * @template T
 */
export class Cache {
    /** @type {Map<any, T>} */
    #values = new Map();

    /**
     * @param {(...path: any[]) => T} getValue
     * @param {(...path: any[]) => any} [getKey] a key for the path; by default its JSON
     */
    constructor(getValue, getKey) {
        this.getValue = getValue;
        this.getKey = getKey || ((...path) => JSON.stringify(path));
    }

    /** @param {...any} path @returns {T} */
    read(...path) {
        const key = this.getKey(...path);
        if (!this.#values.has(key)) {
            this.#values.set(key, this.getValue(...path));
        }
        return this.#values.get(key);
    }

    /** @param {...any} path */
    clear(...path) {
        this.#values.delete(this.getKey(...path));
    }

    invalidate() {
        this.#values.clear();
    }
}
