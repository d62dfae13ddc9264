import { closestScrollableX, closestScrollableY } from "@web/core/utils/scrolling";

export const DRAGGED_CLASS = "o_dragged";

const TOLERANCE = 8;
const TOUCH_DELAY = 300;
const EDGE = 40;
const SPEED = 14;

/**
 * @typedef {{ref: {el: HTMLElement | null}, elements: string, enable?: boolean | (() => boolean), handle?: string, ignore?: string,
 *   cursor?: string, tolerance?: number, delay?: number, touchDelay?: number, edgeScrolling?: {enabled?: boolean},
 *   onDragStart?: (params: any) => any, onDrag?: (params: any) => any, onDragEnd?: (params: any) => any, onDrop?: (params: any) => any,
 *   onElementEnter?: Function, onElementLeave?: Function, onGroupEnter?: Function, onGroupLeave?: Function, [key: string]: any}} DragParams
 */

/** @param {any} value */
const valueOf = (value) => (typeof value === "function" ? value() : value);

/**
 * Makes elements of a container draggable with the pointer. `hooks` decide what moves: `start(ctx)`, `move(ctx)`, `end(ctx)`, `drop(ctx)`.
 * @param {HTMLElement} container
 * @param {DragParams} params
 * @param {{start?: (ctx: any) => any, move?: (ctx: any) => void, end?: (ctx: any) => void, drop?: (ctx: any) => any}} hooks
 * @returns {() => void} ends it
 */
export function makeDraggable(container, params, hooks) {
    /** @type {any} */
    let ctx = null;
    let frame = 0;
    let timer;

    const call = (name, more = {}) => params[name]?.({ element: ctx.element, x: ctx.x, y: ctx.y, addClass: (el, ...names) => el.classList.add(...names), removeClass: (el, ...names) => el.classList.remove(...names), ...ctx.shared, ...more });

    const scroll = () => {
        frame = requestAnimationFrame(scroll);
        if (!ctx?.isDragging || params.edgeScrolling?.enabled === false) {
            return;
        }
        for (const [area, axis] of [
            [ctx.scrollX, "x"],
            [ctx.scrollY, "y"],
        ]) {
            if (!area) {
                continue;
            }
            const box = area.getBoundingClientRect();
            const [from, to, at] = axis === "x" ? [box.left, box.right, ctx.x] : [box.top, box.bottom, ctx.y];
            const step = at < from + EDGE ? -SPEED : at > to - EDGE ? SPEED : 0;
            if (step) {
                area.scrollBy(axis === "x" ? step : 0, axis === "y" ? step : 0);
                hooks.move?.(ctx);
            }
        }
    };

    const begin = () => {
        ctx.isDragging = true;
        document.body.classList.add("user-select-none");
        if (params.cursor) {
            document.documentElement.style.cursor = params.cursor;
        }
        ctx.element.classList.add(DRAGGED_CLASS);
        ctx.scrollX = closestScrollableX(ctx.element.parentElement);
        ctx.scrollY = closestScrollableY(ctx.element.parentElement);
        hooks.start?.(ctx);
        call("onDragStart");
        frame = requestAnimationFrame(scroll);
    };

    const finish = (isDropped) => {
        clearTimeout(timer);
        cancelAnimationFrame(frame);
        window.removeEventListener("pointermove", onMove);
        window.removeEventListener("pointerup", onUp);
        window.removeEventListener("pointercancel", onCancel);
        window.removeEventListener("keydown", onKey, { capture: true });
        window.removeEventListener("touchmove", preventScroll);
        if (ctx?.isDragging) {
            document.body.classList.remove("user-select-none");
            document.documentElement.style.cursor = "";
            ctx.element.classList.remove(DRAGGED_CLASS);
            hooks.end?.(ctx);
            call("onDragEnd");
            if (isDropped) {
                const target = hooks.drop?.(ctx);
                if (target) {
                    call("onDrop", target);
                }
            }
            // the click that follows the release is none
            window.addEventListener("click", stopClick, { capture: true, once: true });
            setTimeout(() => window.removeEventListener("click", stopClick, { capture: true }), 0);
        }
        ctx = null;
    };

    const stopClick = (ev) => {
        ev.preventDefault();
        ev.stopPropagation();
    };
    const preventScroll = (ev) => ctx?.isDragging && ev.preventDefault();
    const onUp = () => finish(true);
    const onCancel = () => finish(false);
    const onKey = (ev) => {
        if (ev.key === "Escape" && ctx?.isDragging) {
            ev.preventDefault();
            ev.stopPropagation();
            finish(false);
        }
    };

    const onMove = (ev) => {
        ctx.x = ev.clientX;
        ctx.y = ev.clientY;
        const away = Math.hypot(ctx.x - ctx.startX, ctx.y - ctx.startY);
        if (!ctx.isDragging) {
            if (ctx.isTouch) {
                // a finger that moves before the time scrolls
                if (away > TOLERANCE) {
                    finish(false);
                }
                return;
            }
            if (away < (params.tolerance ?? TOLERANCE)) {
                return;
            }
            begin();
        }
        hooks.move?.(ctx);
        call("onDrag");
    };

    const onDown = (ev) => {
        const enabled = params.enable === undefined || valueOf(params.enable);
        if (ctx || ev.button !== 0 || !enabled) {
            return;
        }
        const target = /** @type {Element} */ (ev.target);
        const element = target.closest(valueOf(params.elements));
        const handle = valueOf(params.handle);
        const ignore = valueOf(params.ignore);
        if (!element || !container.contains(element) || (handle && !target.closest(handle)) || (ignore && target.closest(ignore))) {
            return;
        }
        if (!handle && target.closest("input, textarea, select, [contenteditable=true]")) {
            return;
        }
        const isTouch = ev.pointerType === "touch";
        ctx = { container, element, startX: ev.clientX, startY: ev.clientY, x: ev.clientX, y: ev.clientY, isTouch, isDragging: false, box: element.getBoundingClientRect(), shared: {} };
        if (isTouch) {
            timer = setTimeout(() => ctx && begin(), params.touchDelay ?? params.delay ?? TOUCH_DELAY);
            window.addEventListener("touchmove", preventScroll, { passive: false });
        }
        window.addEventListener("pointermove", onMove);
        window.addEventListener("pointerup", onUp);
        window.addEventListener("pointercancel", onCancel);
        window.addEventListener("keydown", onKey, { capture: true });
    };
    // pictures and links have a dragging of their own
    const onNativeDrag = (ev) => {
        if (/** @type {Element} */ (ev.target).closest?.(valueOf(params.elements))) {
            ev.preventDefault();
        }
    };

    container.addEventListener("pointerdown", onDown);
    container.addEventListener("dragstart", onNativeDrag);
    return () => {
        if (ctx) {
            finish(false);
        }
        container.removeEventListener("pointerdown", onDown);
        container.removeEventListener("dragstart", onNativeDrag);
    };
}

/**
 * @param {any} hookParams of the framework: `setupHooks.setup(setupFn, depsFn)`, `name`, `hooks(params)`
 */
export function makeDraggableHook(hookParams) {
    return (/** @type {DragParams} */ params) => {
        hookParams.setupHooks.setup(
            (el) => (el ? makeDraggable(el, params, hookParams.makeHooks(params)) : undefined),
            () => [params.ref.el]
        );
        return { dragging: false };
    };
}
