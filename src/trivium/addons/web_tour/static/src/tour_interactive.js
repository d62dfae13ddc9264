import { findTrigger } from "@web_tour/tour_selector";
import { isActive } from "@web_tour/tour_steps";
import { tourState } from "@web_tour/tour_state";

/** What of the page tells that a step was done, by its action. @param {any} step */
function doneBy(step) {
    const kind = typeof step.run === "string" ? step.run.split(" ")[0] : "click";
    if (["edit", "fill", "editor", "range", "select", "selectByLabel", "selectByIndex", "clear"].includes(kind)) {
        return ["change", "focusout"];
    }
    return kind === "hover" ? ["mouseenter"] : kind === "drag_and_drop" ? ["pointerup"] : ["click"];
}

/** A tour that people walk themselves: it points at each step until they did it. */
export class TourInteractive {
    /** @param {any} tour @param {any} pointer its state @param {() => void} onEnd */
    constructor(tour, pointer, onEnd) {
        this.tour = tour;
        this.steps = tour.steps.filter((/** @type {any} */ step) => isActive(step, "manual") && (step.run || step.content));
        this.pointer = pointer;
        this.onEnd = onEnd;
        this.look = this.look.bind(this);
        this.onDone = this.onDone.bind(this);
    }

    /** @param {number} index */
    start(index) {
        this.index = index;
        this.observer = new MutationObserver(() => {
            cancelAnimationFrame(this.frame);
            this.frame = requestAnimationFrame(this.look);
        });
        this.observer.observe(document.body, { attributes: true, childList: true, subtree: true });
        this.look();
    }

    get step() {
        return this.steps[this.index];
    }

    /** Points at the step, if it is on the page now. */
    look() {
        if (!this.step) {
            return;
        }
        const anchor = findTrigger(this.step.trigger);
        if (anchor === this.anchor) {
            return;
        }
        this.release();
        this.anchor = anchor;
        if (anchor) {
            this.events = doneBy(this.step);
            this.events.forEach((name) => anchor.addEventListener(name, this.onDone, { capture: true }));
        }
        Object.assign(this.pointer, { anchor: anchor || null, content: String(this.step.content || ""), position: this.step.tooltipPosition || "bottom" });
    }

    release() {
        this.events?.forEach((name) => this.anchor?.removeEventListener(name, this.onDone, { capture: true }));
        this.anchor = null;
    }

    onDone() {
        this.release();
        this.index++;
        this.pointer.anchor = null;
        if (!this.step) {
            this.stop();
            this.onEnd();
            return;
        }
        tourState.set({ name: this.tour.name, mode: "manual", index: this.index, options: {} });
        this.look();
    }

    stop() {
        this.observer?.disconnect();
        cancelAnimationFrame(this.frame);
        this.release();
        this.pointer.anchor = null;
        tourState.clear();
    }
}
