import { whenReady } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { hasTouch } from "@web/core/browser/feature_detection";
import { registry } from "@web/core/registry";
import { Tooltip } from "@web/core/tooltip/tooltip";

export const OPEN_DELAY = 400;
export const CLOSE_DELAY = 200;
export const SHOW_AFTER_DELAY = 250;

/**
 * Tooltips by attribute: data-tooltip (a text), or data-tooltip-template with data-tooltip-info (JSON);
 * data-tooltip-position, data-tooltip-delay.
 */
export const tooltipService = {
    dependencies: ["popover"],
    start(_, { popover }) {
        /** @type {any} */
        let timer;
        /** @type {(() => void) | null} */
        let closeCurrent = null;
        /** @type {HTMLElement | null} */
        let current = null;
        /** @type {Map<HTMLElement, any>} */
        const added = new Map();

        const close = () => {
            browser.clearTimeout(timer);
            closeCurrent?.();
            closeCurrent = null;
            current = null;
        };

        /** @param {HTMLElement} el */
        const paramsOf = (el) => {
            const found = added.get(el);
            if (found) {
                return found;
            }
            const { tooltip, tooltipTemplate: template, tooltipInfo, tooltipPosition: position, tooltipDelay } = el.dataset;
            const info = tooltipInfo ? JSON.parse(tooltipInfo) : undefined;
            return { tooltip, template, info, position, delay: tooltipDelay ? Number(tooltipDelay) : undefined };
        };

        /** @param {HTMLElement} el */
        const open = (el) => {
            const { tooltip, template, info, position = "bottom", delay = OPEN_DELAY } = paramsOf(el);
            close();
            if (!tooltip && !template) {
                return;
            }
            current = el;
            timer = browser.setTimeout(() => {
                if (el.isConnected && current === el) {
                    closeCurrent = popover.add(
                        el,
                        Tooltip,
                        { tooltip, template, info },
                        { position, arrow: false, setActiveElement: false, popoverClass: "o_tooltip_popover", closeOnEscape: true, animation: false, onClose: () => (closeCurrent = null) }
                    );
                }
            }, delay);
        };

        /** @param {any} ev */
        const holder = (ev) => {
            for (let el = ev.target; el instanceof Element; el = el.parentElement) {
                if (el.matches("[data-tooltip], [data-tooltip-template]") || added.has(/** @type {HTMLElement} */ (el))) {
                    return /** @type {HTMLElement} */ (el);
                }
            }
            return null;
        };

        const onEnter = (ev) => {
            const el = holder(ev);
            if (el !== current) {
                if (el) {
                    open(el);
                } else {
                    close();
                }
            }
        };

        whenReady(() => {
            const { body } = document;
            if (!hasTouch()) {
                body.addEventListener("mouseover", onEnter);
                body.addEventListener("mouseleave", close);
            }
            body.addEventListener("focusin", (ev) => {
                const el = holder(ev);
                if (el?.matches(":focus-visible")) {
                    open(el);
                }
            });
            body.addEventListener("focusout", close);
            body.addEventListener("pointerdown", close, { capture: true });
            body.addEventListener("keydown", close, { capture: true });
        });

        return {
            /** @param {HTMLElement} el @param {any} params */
            add(el, params) {
                added.set(el, params);
                return () => {
                    added.delete(el);
                    if (current === el) {
                        close();
                    }
                };
            },
        };
    },
};

registry.category("services").add("tooltip", tooltipService);
