import { onWillUnmount, useComponent } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/**
 * Calls of one tick of the event loop become a single call.
 * @param {(...args: any[]) => any} callback
 * @param {() => Promise<any>} [synchronize]
 */
export function batched(callback, synchronize = () => Promise.resolve()) {
    let scheduled = false;
    return async (...args) => {
        if (scheduled) {
            return;
        }
        scheduled = true;
        await synchronize();
        scheduled = false;
        callback(...args);
    };
}

/**
 * Runs once calls have ceased for a while.
 * @template {(...args: any[]) => any} T
 * @param {T} func
 * @param {number | "animationFrame"} delay in milliseconds
 * @param {boolean | {leading?: boolean, trailing?: boolean}} [options] `true` runs at once and then ignores calls until they cease
 * @returns {T & {cancel: (execNow?: boolean) => void}}
 */
export function debounce(func, delay, options) {
    const { leading = false, trailing = true } =
        typeof options === "boolean" ? { leading: options, trailing: !options } : options || {};
    const [start, stop] =
        delay === "animationFrame"
            ? [(cb) => browser.requestAnimationFrame(cb), (id) => browser.cancelAnimationFrame(id)]
            : [(cb) => browser.setTimeout(cb, delay), (id) => browser.clearTimeout(id)];
    let handle;
    let lastArgs = null;
    let waiting = [];
    const run = (context, args) => {
        lastArgs = null;
        const resolvers = waiting;
        waiting = [];
        const result = func.apply(context, args);
        for (const resolve of resolvers) {
            resolve(result);
        }
    };
    const debounced = function (...args) {
        return new Promise((resolve) => {
            waiting.push(resolve);
            if (leading && handle === undefined) {
                run(this, args);
            } else {
                lastArgs = args;
            }
            stop(handle);
            handle = start(() => {
                handle = undefined;
                if (trailing && lastArgs) {
                    run(this, lastArgs);
                }
            });
        });
    };
    return /** @type {any} */ (
        Object.assign(debounced, {
            cancel(execNow = false) {
                stop(handle);
                handle = undefined;
                if (execNow && lastArgs) {
                    run(undefined, lastArgs);
                }
                lastArgs = null;
            },
        })
    );
}

/**
 * Calls back on every frame with the milliseconds since the frame before.
 * @param {(deltaTime: number) => void} callback
 * @returns {() => void} stops it
 */
export function setRecurringAnimationFrame(callback) {
    let last = browser.performance.now();
    let handle = browser.requestAnimationFrame(function frame(now) {
        callback(now - last);
        last = now;
        handle = browser.requestAnimationFrame(frame);
    });
    return () => browser.cancelAnimationFrame(handle);
}

/**
 * Runs at once, and then at most once a frame with the latest arguments.
 * @template {(...args: any[]) => any} T
 * @param {T} func
 * @returns {T & {cancel: () => void}}
 */
export function throttleForAnimation(func) {
    let handle = null;
    /** @type {any} */
    let pending = null;
    const next = () => {
        handle = null;
        if (pending) {
            const { context, args } = pending;
            pending = null;
            handle = browser.requestAnimationFrame(next);
            func.apply(context, args);
        }
    };
    const throttled = function (...args) {
        if (handle === null) {
            handle = browser.requestAnimationFrame(next);
            func.apply(this, args);
        } else {
            pending = { context: this, args };
        }
    };
    return /** @type {any} */ (
        Object.assign(throttled, {
            cancel() {
                browser.cancelAnimationFrame(handle);
                handle = null;
                pending = null;
            },
        })
    );
}

/**
 * A debounced callback that is given up (or run, on demand) when the component leaves.
 * @template {(...args: any[]) => any} T
 * @param {T} callback
 * @param {number | "animationFrame"} delay
 * @param {{execBeforeUnmount?: boolean, immediate?: boolean, trailing?: boolean}} [options]
 * @returns {T & {cancel: (execNow?: boolean) => void}}
 */
export function useDebounced(callback, delay, { execBeforeUnmount = false, immediate = false, trailing = !immediate } = {}) {
    const component = useComponent();
    const debounced = debounce(/** @type {any} */ (callback.bind(component)), delay, { leading: immediate, trailing });
    onWillUnmount(() => debounced.cancel(execBeforeUnmount));
    return /** @type {any} */ (debounced);
}

/**
 * @template {(...args: any[]) => any} T
 * @param {T} func
 * @returns {T & {cancel: () => void}}
 */
export function useThrottleForAnimation(func) {
    const component = useComponent();
    const throttled = throttleForAnimation(/** @type {any} */ (func.bind(component)));
    onWillUnmount(() => throttled.cancel());
    return /** @type {any} */ (throttled);
}
