/**
 * @typedef {{promise: Promise<any>, json?: string}} Entry
 */

/** Answers of calls, kept in memory until something of the server is said to have changed. */
export class RPCCache {
    constructor() {
        /** @type {Map<string, Map<string, Entry>>} */
        this.tables = new Map();
    }

    /** @param {string} table */
    #table(table) {
        if (!this.tables.has(table)) {
            this.tables.set(table, new Map());
        }
        return this.tables.get(table);
    }

    /**
     * The answer kept, or the one of `fallback`. With `update: "always"` the server is asked all the same,
     * and `callback` is told what it answers and whether that differs.
     * @param {string} table
     * @param {string} key
     * @param {() => Promise<any>} fallback
     * @param {{update?: "once" | "always", callback?: (result: any, hasChanged: boolean) => void}} [options]
     * @returns {Promise<any>}
     */
    read(table, key, fallback, { update = "once", callback } = {}) {
        const entries = this.#table(table);
        const known = entries.get(key);
        if (known && update === "once") {
            return known.promise.then(structuredClone);
        }
        const call = fallback();
        const fresh = { promise: call };
        if (!known) {
            entries.set(key, fresh);
            call.catch(() => entries.get(key) === fresh && entries.delete(key));
        }
        this.#followUp(entries, key, call, known, callback);
        return (known || fresh).promise.then(structuredClone);
    }

    /** @param {Map<string, Entry>} entries @param {string} key @param {Promise<any>} call @param {Entry | undefined} known @param {any} callback */
    async #followUp(entries, key, call, known, callback) {
        if (!known && !callback) {
            return;
        }
        try {
            const [before, result] = await Promise.all([known?.promise, call]);
            const hasChanged = Boolean(known) && JSON.stringify(before) !== JSON.stringify(result);
            if (hasChanged) {
                entries.set(key, { promise: Promise.resolve(result) });
            }
            callback?.(structuredClone(result), hasChanged);
        } catch {
            // whoever waits for the call itself is told; what was kept stays as it is
            entries.delete(key);
        }
    }

    /** @param {string | string[] | null} [tables] all of them by default */
    invalidate(tables) {
        if (!tables) {
            this.tables.clear();
            return;
        }
        for (const table of [tables].flat()) {
            for (const name of [...this.tables.keys()]) {
                if (name === table || name.endsWith(`/${table}`)) {
                    this.tables.delete(name);
                }
            }
        }
    }
}
