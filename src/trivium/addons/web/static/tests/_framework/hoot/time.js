import { clock } from "@web/../tests/_framework/boot";

/** A promise that is settled from outside. */
export class Deferred extends Promise {
    /** @param {any} [executor] */
    constructor(executor) {
        let resolve, reject;
        super((yes, no) => {
            resolve = yes;
            reject = no;
            executor?.(yes, no);
        });
        this.resolve = resolve;
        this.reject = reject;
    }

    static get [Symbol.species]() {
        return Promise;
    }
}

export const microTick = () => Promise.resolve();
export const tick = () => clock.wait(0);
export const delay = (milliseconds = 0) => new Promise((resolve) => window.setTimeout(resolve, milliseconds));

/** Waits for the next picture, and for what it brought. */
export async function animationFrame() {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await clock.wait(0);
}

/** @param {number} [frames] */
export async function advanceFrame(frames = 1) {
    for (let count = 0; count < frames; count++) {
        await animationFrame();
    }
}

/** @param {number} milliseconds */
export async function advanceTime(milliseconds) {
    await clock.advance(milliseconds);
    await animationFrame();
    return milliseconds;
}

export const runAllTimers = () => advanceTime(clock.remaining());
export const cancelAllTimers = () => clock.cancelAll();
