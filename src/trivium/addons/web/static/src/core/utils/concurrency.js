/** @param {number} duration in milliseconds */
export function delay(duration) {
    return new Promise((resolve) => setTimeout(resolve, duration));
}

/**
 * A promise that is settled from outside.
 * @template [T=any]
 * @extends {Promise<T>}
 */
export class Deferred extends Promise {
    /** @param {(resolve: any, reject: any) => void} [executor] given by the language when a promise is derived */
    constructor(executor) {
        let settle;
        super((resolve, reject) => {
            settle = { resolve, reject };
            executor?.(resolve, reject);
        });
        /** @type {(value?: any) => void} */
        this.resolve = settle.resolve;
        /** @type {(reason?: any) => void} */
        this.reject = settle.reject;
    }

    static get [Symbol.species]() {
        return Promise;
    }
}

/** Of several promises only the one added last is ever settled; the others stay pending. */
export class KeepLast {
    #latest = 0;

    /**
     * @template T
     * @param {Promise<T>} promise
     * @returns {Promise<T>}
     */
    add(promise) {
        const id = ++this.#latest;
        return new Promise((resolve, reject) => {
            promise.then(
                (value) => id === this.#latest && resolve(value),
                (reason) => id === this.#latest && reject(reason)
            );
        });
    }
}

/** Runs asynchronous functions one after the other. */
export class Mutex {
    /** @type {Promise<any>} */
    #tail = Promise.resolve();
    #waiting = 0;

    /**
     * @template T
     * @param {() => T | Promise<T>} action
     * @returns {Promise<T>}
     */
    exec(action) {
        this.#waiting++;
        const run = this.#tail.then(() => action()).finally(() => this.#waiting--);
        this.#tail = run.catch(() => {});
        return run;
    }

    /** @returns {Promise<void>} settled when everything added so far has run */
    getUnlockedDef() {
        return this.#waiting ? this.#tail.then(() => undefined) : Promise.resolve();
    }
}

/** All promises added while one is under way share the outcome of the first that settles. */
export class Race {
    /** @type {Deferred | null} */
    #current = null;

    /**
     * @template T
     * @param {Promise<T>} promise
     * @returns {Promise<T>}
     */
    add(promise) {
        const current = (this.#current ??= new Deferred());
        const settle = (method) => (value) => {
            if (this.#current === current) {
                this.#current = null;
            }
            current[method](value);
        };
        promise.then(settle("resolve"), settle("reject"));
        return current;
    }

    /** The shared promise, or null when nothing is under way. */
    getCurrentProm() {
        return this.#current;
    }
}
