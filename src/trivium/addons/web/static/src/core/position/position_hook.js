import { EventBus, onWillDestroy, useChildSubEnv, useComponent, useEffect, useRef } from "@odoo/owl";
import { omit } from "@web/core/utils/objects";
import { useThrottleForAnimation } from "@web/core/utils/timing";
import { reposition } from "@web/core/position/utils";

/** In the environment of a positioned component: a bus that "update" is triggered on when things move. */
export const POSITION_BUS = Symbol("position-bus");

/**
 * Keeps an element beside a target while the page scrolls and changes.
 * @param {string} refName of the element that is placed
 * @param {() => HTMLElement | null | undefined} getTarget
 * @param {any} [options] of `reposition`, `onPositioned(el, solution)`
 * @returns {{lock: () => void, unlock: () => void}}
 */
export function usePosition(refName, getTarget, options = {}) {
    const ref = useRef(refName);
    let lock = false;
    const update = () => {
        const target = getTarget();
        if (!ref.el || !target || lock) {
            return;
        }
        const solution = reposition(ref.el, target, omit(options, "onPositioned"));
        options.onPositioned?.(ref.el, solution);
    };
    const component = useComponent();
    const bus = component.env[POSITION_BUS] || new EventBus();
    bus.addEventListener("update", update);
    onWillDestroy(() => bus.removeEventListener("update", update));
    const isTopmost = !(POSITION_BUS in component.env);
    if (isTopmost) {
        useChildSubEnv({ [POSITION_BUS]: bus });
    }
    const throttled = useThrottleForAnimation(() => bus.trigger("update"));
    useEffect(() => {
        // after each rendering: sizes may have changed
        bus.trigger("update");
        if (!isTopmost) {
            return;
        }
        const onScroll = (ev) => {
            if (!(ev.target instanceof Node) || !ref.el?.contains(ev.target)) {
                throttled();
            }
        };
        const document = getTarget()?.ownerDocument || window.document;
        document.addEventListener("scroll", onScroll, { capture: true });
        document.addEventListener("load", throttled, { capture: true });
        window.addEventListener("resize", throttled);
        const observer = new ResizeObserver(throttled);
        if (ref.el) {
            observer.observe(ref.el);
        }
        return () => {
            document.removeEventListener("scroll", onScroll, { capture: true });
            document.removeEventListener("load", throttled, { capture: true });
            window.removeEventListener("resize", throttled);
            observer.disconnect();
        };
    });
    return {
        lock() {
            lock = true;
        },
        unlock() {
            lock = false;
            bus.trigger("update");
        },
    };
}
