import { Mutex } from "@web/core/utils/concurrency";

/** The browser has no room left for what is to be kept. */
export class IDBQuotaExceededError extends Error {
    name = "IDBQuotaExceededError";
}

const VERSIONS = "__DBVersion__";

/** @param {IDBRequest} request @returns {Promise<any>} */
function done(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

/** Tables of keys and values in the browser's database; another version empties them. */
export class IndexedDB {
    /** @param {string} name @param {string} version */
    constructor(name, version) {
        this.name = name;
        this.version = version;
        this.mutex = new Mutex();
        this.mutex.exec(() => this.#checkVersion());
    }

    /** @param {string[]} [tables] that must be there @returns {Promise<IDBDatabase>} */
    async #open(tables = []) {
        let db = await done(indexedDB.open(this.name));
        const missing = tables.filter((table) => !db.objectStoreNames.contains(table));
        if (missing.length) {
            const { version } = db;
            db.close();
            const request = indexedDB.open(this.name, version + 1);
            request.onupgradeneeded = () => {
                for (const table of missing) {
                    if (!request.result.objectStoreNames.contains(table)) {
                        request.result.createObjectStore(table);
                    }
                }
            };
            db = await done(request);
        }
        db.onversionchange = () => db.close();
        return db;
    }

    async #checkVersion() {
        const db = await this.#open([VERSIONS]);
        const known = await done(db.transaction(VERSIONS).objectStore(VERSIONS).get("version"));
        if (known !== this.version) {
            db.close();
            await done(indexedDB.deleteDatabase(this.name));
            const fresh = await this.#open([VERSIONS]);
            await done(fresh.transaction(VERSIONS, "readwrite").objectStore(VERSIONS).put(this.version, "version"));
            fresh.close();
            return;
        }
        db.close();
    }

    /** @param {string} table @param {string} key @param {any} value */
    write(table, key, value) {
        return this.mutex.exec(async () => {
            const db = await this.#open([table]);
            try {
                await done(db.transaction(table, "readwrite").objectStore(table).put(value, key));
            } catch (error) {
                if (error.name === "QuotaExceededError") {
                    throw new IDBQuotaExceededError(error.message, { cause: error });
                }
                throw error;
            } finally {
                db.close();
            }
        });
    }

    /** @param {string} table @param {string} key */
    read(table, key) {
        return this.mutex.exec(async () => {
            const db = await this.#open();
            try {
                return db.objectStoreNames.contains(table) ? await done(db.transaction(table).objectStore(table).get(key)) : undefined;
            } finally {
                db.close();
            }
        });
    }

    /** @param {string | string[]} [tables] all by default */
    invalidate(tables) {
        return this.mutex.exec(async () => {
            const db = await this.#open();
            const names = (tables ? [tables].flat() : [...db.objectStoreNames]).filter((name) => name !== VERSIONS && db.objectStoreNames.contains(name));
            await Promise.all(names.map((name) => done(db.transaction(name, "readwrite").objectStore(name).clear())));
            db.close();
        });
    }

    deleteDatabase() {
        return this.mutex.exec(() => done(indexedDB.deleteDatabase(this.name)));
    }
}
