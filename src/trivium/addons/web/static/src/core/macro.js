import { delay as wait } from "@web/core/utils/concurrency";

const DEFAULT_TIMEOUT = 10_000;

/**
 * Waits until a condition gives something.
 * @template T
 * @param {() => T | null | undefined | false} predicate
 * @returns {Promise<T>}
 */
export async function waitUntil(predicate) {
    for (;;) {
        const result = predicate();
        if (result) {
            return result;
        }
        await new Promise((resolve) => requestAnimationFrame(() => resolve(undefined)));
    }
}

/** Steps done one after the other on the page: each waits for what triggers it. */
export class Macro {
    currentIndex = 0;
    isComplete = false;

    /**
     * @param {{name?: string, steps: {trigger?: string | (() => any), action?: (trigger: any) => any, timeout?: number}[], timeout?: number,
     *   onStep?: Function, onError?: (error: any) => void, onComplete?: () => void}} descr
     */
    constructor(descr) {
        this.name = descr.name || "anonymous";
        this.steps = descr.steps;
        this.timeout = descr.timeout ?? DEFAULT_TIMEOUT;
        this.onStep = descr.onStep || (() => {});
        this.onError = descr.onError || ((error) => console.error(error));
        this.onComplete = descr.onComplete || (() => {});
    }

    async start() {
        try {
            for (; this.currentIndex < this.steps.length && !this.isComplete; this.currentIndex++) {
                const step = this.steps[this.currentIndex];
                const trigger = await this.#find(step);
                await this.onStep(step, trigger, this.currentIndex);
                await step.action?.(trigger);
            }
            this.stop();
        } catch (error) {
            this.stop(error);
        }
    }

    /** @param {any} step */
    async #find(step) {
        if (!step.trigger) {
            return null;
        }
        const look = typeof step.trigger === "function" ? step.trigger : () => document.querySelector(step.trigger);
        const limit = step.timeout ?? this.timeout;
        const late = wait(limit).then(() => {
            throw new Error(`Macro "${this.name}", step ${this.currentIndex + 1}: nothing found in ${limit} ms`);
        });
        return Promise.race([waitUntil(look), late]);
    }

    /** @param {any} [error] */
    stop(error) {
        if (this.isComplete) {
            return;
        }
        this.isComplete = true;
        if (error) {
            this.onError(error);
        } else {
            this.onComplete();
        }
    }
}

/** Calls back when a part of the page changes, its frames and shadow roots included. */
export class MacroMutationObserver {
    /** @param {() => void} callback */
    constructor(callback) {
        this.callback = callback;
        this.observer = new MutationObserver(() => this.callback());
    }

    /** @param {Node} target */
    observe(target) {
        this.observer.observe(target, { attributes: true, childList: true, subtree: true, characterData: true });
    }

    disconnect() {
        this.observer.disconnect();
    }
}
