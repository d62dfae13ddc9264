import { localization } from "@web/core/l10n/localization";

/**
 * @typedef {"top" | "left" | "bottom" | "right" | "center"} Direction
 * @typedef {"start" | "middle" | "end" | "fit"} Variant
 * @typedef {{direction: Direction, variant: Variant, top: number, left: number}} Solution
 */

const OPPOSITE = { t: "b", b: "t", l: "r", r: "l", c: "c" };
/** Where else to try, first what lies opposite. */
const FALLBACKS = { t: "tbrlc", b: "btrlc", l: "lrtbc", r: "rltbc", c: "cbtrl" };
const VARIANTS = { s: "sme", m: "mse", e: "ems", f: "f" };
const DIRECTION = { t: "top", b: "bottom", l: "left", r: "right", c: "center" };
const VARIANT = { s: "start", m: "middle", e: "end", f: "fit" };

/**
 * In a language written from the right, left is right and the start of a line is its end.
 * @param {string} direction
 * @param {string} [variant]
 */
export function reverseForRTL(direction, variant = "middle") {
    if (localization.direction !== "rtl") {
        return [direction, variant];
    }
    if (["left", "right"].includes(direction)) {
        return [direction === "left" ? "right" : "left", variant];
    }
    if (["start", "end"].includes(variant)) {
        return [direction, variant === "start" ? "end" : "start"];
    }
    return [direction, variant];
}

/**
 * Puts an element beside a target, on the first side where it fits; where none fits, where most of it is seen.
 * @param {HTMLElement} popper with `position: fixed`
 * @param {HTMLElement} target
 * @param {{position?: string, margin?: number, container?: HTMLElement | (() => HTMLElement), flip?: boolean, shrink?: boolean, extendedFlipping?: boolean}} options
 * @returns {Solution}
 */
export function reposition(popper, target, { position = "bottom", margin = 0, container, flip = true, shrink = false, extendedFlipping = true } = {}) {
    const [wantedDirection, wantedVariant] = reverseForRTL(...(/** @type {[string, string?]} */ (position.split("-"))));
    popper.style.top = "0";
    popper.style.left = "0";
    popper.style.removeProperty("maxHeight");
    popper.style.removeProperty("max-height");
    const box = target.getBoundingClientRect();
    const style = getComputedStyle(popper);
    const extra = { top: Number.parseFloat(style.marginTop) || 0, left: Number.parseFloat(style.marginLeft) || 0 };
    if (wantedVariant === "fit") {
        popper.style[["top", "bottom"].includes(wantedDirection) ? "width" : "height"] = `${["top", "bottom"].includes(wantedDirection) ? box.width : box.height}px`;
    }
    const own = popper.getBoundingClientRect();
    const element = typeof container === "function" ? container() : container || document.documentElement;
    const frame = element === document.documentElement ? new DOMRect(0, 0, element.clientWidth, window.innerHeight) : element.getBoundingClientRect();

    const place = (d, v) => {
        const vertical = d === "t" || d === "b";
        const along = (start, size, length) => (v === "e" ? start + length - size : v === "m" ? start + (length - size) / 2 : start);
        let top = along(box.top, own.height, box.height);
        let left = along(box.left, own.width, box.width);
        if (d === "c") {
            top = box.top + (box.height - own.height) / 2;
            left = box.left + (box.width - own.width) / 2;
        } else if (vertical) {
            top = d === "t" ? box.top - own.height - margin : box.bottom + margin;
        } else {
            left = d === "l" ? box.left - own.width - margin : box.right + margin;
        }
        const hiddenY = Math.max(0, frame.top - top) + Math.max(0, top + own.height - frame.bottom);
        const hiddenX = Math.max(0, frame.left - left) + Math.max(0, left + own.width - frame.right);
        return { d, v, top, left, malus: hiddenX * own.height + hiddenY * own.width };
    };

    const [d0, v0] = [wantedDirection[0], wantedVariant[0]];
    const directions = flip ? [...FALLBACKS[d0]].filter((d) => extendedFlipping || d === d0 || d === OPPOSITE[d0]) : [d0];
    const candidates = directions.flatMap((d) => (flip ? [...VARIANTS[v0]] : [v0]).map((v) => place(d, v)));
    const best = candidates.find((each) => each.malus === 0) || candidates.reduce((a, b) => (b.malus < a.malus ? b : a));

    const top = shrink ? Math.max(best.top, best.d === "b" ? best.top : frame.top) : clampInside(best.top, own.height, frame.top, frame.bottom, best.d, "tb");
    const left = clampInside(best.left, own.width, frame.left, frame.right, best.d, "lr");
    popper.style.top = `${top - extra.top}px`;
    popper.style.left = `${left - extra.left}px`;
    if (shrink && ["t", "b"].includes(best.d)) {
        const room = best.d === "t" ? box.top - margin - frame.top : frame.bottom - box.bottom - margin;
        popper.style.maxHeight = `${room}px`;
    }
    return { direction: /** @type {any} */ (DIRECTION[best.d]), variant: /** @type {any} */ (VARIANT[best.v]), top, left };
}

/** Across the direction an element is pushed back into the frame. */
function clampInside(start, size, from, to, direction, axis) {
    return axis.includes(direction) ? start : Math.max(from, Math.min(start, to - size));
}
