import { EventBus } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const KEY = "presence.lastPresence";
const STEP = 1000;

/** When the user last did something, in any tab; `presence` tells of it, `window_focus` of the window being looked at. */
export const presenceService = {
    start() {
        const bus = new EventBus();
        let isFocused = document.hasFocus();
        let last = Date.now();

        const note = () => {
            const now = Date.now();
            if (now - last >= STEP) {
                last = now;
                browser.localStorage.setItem(KEY, String(now));
            }
            bus.trigger("presence");
        };
        /** @param {boolean} focused */
        const focus = (focused) => {
            isFocused = focused;
            if (focused) {
                note();
            }
            bus.trigger("window_focus", focused);
        };
        browser.addEventListener("focus", () => focus(true));
        browser.addEventListener("blur", () => focus(false));
        browser.addEventListener("pagehide", () => focus(false));
        for (const name of ["click", "keydown", "pointermove"]) {
            browser.addEventListener(name, note, { capture: true, passive: true });
        }
        browser.addEventListener("storage", (ev) => {
            if (/** @type {StorageEvent} */ (ev).key === KEY) {
                last = Math.max(last, Number(/** @type {StorageEvent} */ (ev).newValue) || 0);
                bus.trigger("presence");
            }
        });
        return {
            bus,
            getLastPresence: () => last,
            getInactivityPeriod: () => Date.now() - last,
            isOdooFocused: () => isFocused,
        };
    },
};

registry.category("services").add("presence", presenceService);
