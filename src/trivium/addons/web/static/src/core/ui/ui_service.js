import { EventBus, reactive, useEffect, useRef } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { getTabableElements } from "@web/core/utils/ui";
import { registry } from "@web/core/registry";
import { throttleForAnimation } from "@web/core/utils/timing";
import { useService } from "@web/core/utils/hooks";
import { BlockUI } from "@web/core/ui/block_ui";

export const SIZES = { XS: 0, VSM: 1, SM: 2, MD: 3, LG: 4, XL: 5, XXL: 6 };

/** @param {Element} el */
export function getFirstAndLastTabableElements(el) {
    const elements = getTabableElements(el);
    return [elements[0], elements.at(-1)];
}

/** Widths in pixels, from the narrowest. */
export const MEDIAS_BREAKPOINTS = [
    { maxWidth: 474 },
    { minWidth: 475, maxWidth: 575 },
    { minWidth: 576, maxWidth: 767 },
    { minWidth: 768, maxWidth: 991 },
    { minWidth: 992, maxWidth: 1199 },
    { minWidth: 1200, maxWidth: 1533 },
    { minWidth: 1534 },
];

export function getMediaQueryLists() {
    return MEDIAS_BREAKPOINTS.map(({ minWidth, maxWidth }) => {
        const parts = [minWidth && `(min-width: ${minWidth}px)`, maxWidth && `(max-width: ${maxWidth}.98px)`].filter(Boolean);
        return browser.matchMedia(parts.join(" and "));
    });
}

/** @type {MediaQueryList[]} */
let medias = [];

export const utils = {
    getSize() {
        medias = medias.length ? medias : getMediaQueryLists();
        return medias.findIndex((media) => media.matches);
    },
    /** @param {{size?: number}} [ui] */
    isSmall(ui = {}) {
        return (ui.size ?? utils.getSize()) <= SIZES.SM;
    },
};

/** @param {() => void} callback */
export function listenSizeChange(callback) {
    medias = medias.length ? medias : getMediaQueryLists();
    for (const media of medias) {
        media.addEventListener("change", callback);
    }
    return () => {
        for (const media of medias) {
            media.removeEventListener("change", callback);
        }
    };
}

/**
 * Makes the element of a ref the place where keyboard and focus stay while it is shown; gives the focus back afterwards.
 * @param {string} refName
 */
export function useActiveElement(refName) {
    if (!refName) {
        throw new Error("useActiveElement needs the name of a ref");
    }
    const uiService = useService("ui");
    const ref = useRef(refName);

    const trap = (ev) => {
        if (ev.key !== "Tab") {
            return;
        }
        const elements = getTabableElements(ev.currentTarget);
        const [first, last] = [elements[0], elements.at(-1)];
        const goesOut = ev.shiftKey ? document.activeElement === first || document.activeElement === ev.currentTarget : document.activeElement === last;
        if (!first || goesOut) {
            (ev.shiftKey ? last : first)?.focus();
            ev.preventDefault();
            ev.stopPropagation();
        }
    };

    // what is within takes the focus before this effect runs
    const beforeSetup = document.activeElement;
    useEffect(
        (el) => {
            if (!el) {
                return;
            }
            const focused = document.activeElement;
            const before = /** @type {HTMLElement} */ (el.contains(focused) ? beforeSetup : focused);
            uiService.activateElement(el);
            el.addEventListener("keydown", trap);
            if (!el.contains(document.activeElement)) {
                const [first] = getTabableElements(el);
                (el.hasAttribute("tabindex") ? el : first)?.focus({ preventScroll: true });
            }
            return async () => {
                uiService.deactivateElement(el);
                el.removeEventListener("keydown", trap);
                // what closes may itself move the focus on
                if (el.contains(document.activeElement) || document.activeElement === document.body) {
                    before?.focus?.({ preventScroll: true });
                }
            };
        },
        () => [ref.el]
    );
}

export const uiService = {
    start(env) {
        const bus = new EventBus();
        registry.category("main_components").add("BlockUI", { Component: BlockUI, props: { bus } }, { force: true });
        let blockCount = 0;
        /** @type {any[]} */
        let active = [document];

        const ui = reactive({
            bus,
            size: utils.getSize(),
            get activeElement() {
                return active.at(-1);
            },
            get isBlocked() {
                return blockCount > 0;
            },
            isSmall: utils.isSmall(),
            /** @param {{message?: string, delay?: number}} [data] */
            block(data) {
                blockCount++;
                if (blockCount === 1) {
                    bus.trigger("BLOCK", { message: data?.message, delay: data?.delay });
                }
            },
            unblock() {
                blockCount--;
                if (blockCount < 0) {
                    console.warn("The page is unblocked more often than it was blocked");
                    blockCount = 0;
                }
                if (blockCount === 0) {
                    bus.trigger("UNBLOCK");
                }
            },
            /** @param {HTMLElement} el */
            activateElement(el) {
                active.push(el);
                bus.trigger("active-element-changed", el);
            },
            /** @param {HTMLElement} el */
            deactivateElement(el) {
                active = active.filter((each) => each !== el);
                bus.trigger("active-element-changed", ui.activeElement);
            },
            /** @param {HTMLElement} element what contains it and takes the focus */
            getActiveElementOf(element) {
                return [...active].reverse().find((each) => each.contains(element)) || document;
            },
        });

        const update = () => {
            const size = utils.getSize();
            if (size !== ui.size) {
                ui.size = size;
                ui.isSmall = utils.isSmall(ui);
                bus.trigger("resize");
            }
        };
        browser.addEventListener("resize", throttleForAnimation(update));
        Object.defineProperty(env, "isSmall", { get: () => ui.isSmall, configurable: true });
        return ui;
    },
};

registry.category("services").add("ui", uiService);
