import { runAction } from "@web_tour/tour_actions";
import { findTrigger, isVisible, queryAll } from "@web_tour/tour_selector";
import { describe, isActive } from "@web_tour/tour_steps";
import { tourState } from "@web_tour/tour_state";

const TIMEOUT = 10_000;

/** @param {number} ms */
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A tour that does its steps by itself; the console says how it ended. */
export class TourAutomatic {
    /** @param {{name: string, steps: any[]}} tour @param {{stepDelay?: number, keepWatchBrowser?: boolean}} [options] */
    constructor(tour, options = {}) {
        this.tour = tour;
        this.options = options;
    }

    /** Goes through the steps from one of them on. @param {number} index @returns {Promise<boolean>} whether all went well */
    async start(index) {
        const { name, steps } = this.tour;
        for (; index < steps.length; index++) {
            const step = steps[index];
            try {
                if (!(await this.doStep(step, index))) {
                    return true;
                }
            } catch (error) {
                tourState.clear();
                console.error(this.complaint(step, index, /** @type {Error} */ (error)));
                return false;
            }
        }
        tourState.clear();
        console.log(`tour succeeded`, name);
        return true;
    }

    /** @param {any} step @param {number} index @returns {Promise<boolean>} whether to go on on this page */
    async doStep(step, index) {
        if (!isActive(step, "auto")) {
            return true;
        }
        const anchor = await this.find(step);
        // the step after this one is the next to do, also when this one leaves the page
        tourState.set({ name: this.tour.name, mode: "auto", index: index + 1, options: this.options });
        await wait(this.options.stepDelay || 0);
        if (step.run) {
            await runAction(step.run, anchor);
        }
        if (step.expectUnloadPage) {
            await wait(step.timeout || TIMEOUT);
            throw new Error("the page was expected to be left, and was not");
        }
        // what the step set off begins before the next is looked for
        await new Promise((resolve) => requestAnimationFrame(resolve));
        return true;
    }

    /** @param {any} step */
    async find(step) {
        const end = performance.now() + (step.timeout || TIMEOUT);
        for (;;) {
            const anchor = findTrigger(step.trigger || "body");
            const isBlocked = Boolean(document.querySelector(".o_blockUI")) || (step.run && anchor?.disabled);
            if (anchor && !isBlocked) {
                return anchor;
            }
            if (performance.now() > end) {
                throw new Error(this.absence(step, anchor));
            }
            await wait(20);
        }
    }

    /** Why a trigger cannot be used. @param {any} step @param {any} anchor */
    absence(step, anchor) {
        const after = `after ${step.timeout || TIMEOUT} ms`;
        if (anchor?.disabled) {
            return `the element is there, but disabled, ${after}`;
        }
        if (anchor) {
            return `the page is blocked ${after}`;
        }
        const hidden = queryAll(step.trigger).filter((el) => !isVisible(el));
        return hidden.length ? `${hidden.length} elements match the trigger, but none can be seen, ${after}` : `nothing on the page matches the trigger ${after}`;
    }

    /** @param {any} step @param {number} index @param {Error} error */
    complaint(step, index, error) {
        return `FAILED: tour "${this.tour.name}", step ${index + 1} of ${this.tour.steps.length} (${describe(step)}): ${error.message}`;
    }
}
