import { browser } from "@web/core/browser/browser";
import { isMacOS } from "@web/core/browser/feature_detection";
import { registry } from "@web/core/registry";
import { getVisibleElements } from "@web/core/utils/ui";

const ALPHANUM = "abcdefghijklmnopqrstuvwxyz0123456789".split("");
const NAVIGATION = ["arrowleft", "arrowright", "arrowup", "arrowdown", "pageup", "pagedown", "home", "end", "backspace", "enter", "tab", "delete", "space", "escape"];
const MODIFIERS = ["alt", "control", "shift"];
const AUTHORIZED = new Set([...ALPHANUM, ...NAVIGATION, "<", ">", "/", "?"]);

/**
 * The keys that an event stands for, as "control+shift+a". Control is Command on a Mac, Alt is Control there.
 * @param {KeyboardEvent} ev
 */
export function getActiveHotkey(ev) {
    if (!ev.key) {
        // a browser filling a form in sends such events
        return "";
    }
    if (ev.isComposing) {
        return "";
    }
    const parts = [];
    if (isMacOS() ? ev.ctrlKey : ev.altKey) {
        parts.push("alt");
    }
    if (isMacOS() ? ev.metaKey : ev.ctrlKey) {
        parts.push("control");
    }
    if (ev.shiftKey) {
        parts.push("shift");
    }
    let key = ev.key.toLowerCase();
    if (key === " ") {
        key = "space";
    }
    // with modifiers some layouts give other characters than the key's own
    if (ev.code?.startsWith("Digit")) {
        key = ev.code.slice(-1);
    } else if (!AUTHORIZED.has(key) && ev.code?.startsWith("Key")) {
        key = ev.code.slice(-1).toLowerCase();
    }
    if (!MODIFIERS.includes(key)) {
        parts.push(key);
    }
    return parts.join("+");
}

/** @param {string} hotkey */
function check(hotkey) {
    const parts = hotkey.toLowerCase().split("+");
    const keys = parts.filter((part) => !MODIFIERS.includes(part));
    if (keys.length > 1) {
        throw new Error(`The hotkey "${hotkey}" has more than one key besides Alt, Control and Shift`);
    }
    const unknown = keys.filter((part) => !AUTHORIZED.has(part));
    if (unknown.length) {
        throw new Error(`The hotkey "${hotkey}" has keys that cannot be used: ${unknown.join(", ")}`);
    }
}

export const hotkeyService = {
    dependencies: ["ui"],
    overlayModifier: "alt",
    start(env, { ui }) {
        /** @type {Map<number, any>} */
        const registrations = new Map();
        let nextToken = 0;
        let overlaysVisible = false;

        listen(browser);

        /** @param {any} target */
        function listen(target) {
            target.addEventListener("keydown", onKeydown);
            target.addEventListener("keyup", removeOverlays);
            target.addEventListener("blur", removeOverlays);
            target.addEventListener("click", removeOverlays);
        }

        /** @param {KeyboardEvent} ev */
        function onKeydown(ev) {
            if (ev.defaultPrevented) {
                return;
            }
            const hotkey = getActiveHotkey(ev);
            if (!hotkey) {
                return;
            }
            if (hotkey === hotkeyService.overlayModifier && ev.key.toLowerCase() !== "shift") {
                addOverlays(ui.activeElement);
                ev.preventDefault();
                return;
            }
            const target = /** @type {HTMLElement} */ (ev.target);
            const editable = target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA"].includes(target.nodeName) && target.matches("textarea, input:not([type=checkbox]):not([type=radio]):not([type=button])"));
            const singleKey = hotkey.split("+").length === 1;
            const shouldProtect = editable && (singleKey || ["control+a", "control+c", "control+v", "control+x", "control+z", "control+arrowleft", "control+arrowright"].includes(hotkey)) && hotkey !== "escape";
            const infos = { activeElement: ui.activeElement, hotkey, isRepeated: ev.repeat, target, shouldProtectEditable: shouldProtect };
            if (dispatch(infos)) {
                ev.preventDefault();
                ev.stopImmediatePropagation();
            }
            if (overlaysVisible) {
                removeOverlays();
                ev.preventDefault();
            }
        }

        /** @param {any} infos @returns {boolean} whether somebody dealt with it */
        function dispatch({ activeElement, hotkey, isRepeated, target, shouldProtectEditable }) {
            const byElement = hotkey.startsWith("alt+") ? elementFor(activeElement, hotkey.slice(4)) : null;
            const candidates = [...registrations.values()].reverse().filter(
                (each) =>
                    each.hotkey === hotkey &&
                    (each.allowRepeat || !isRepeated) &&
                    (each.bypassEditableProtection || !shouldProtectEditable) &&
                    (each.global || each.activeElement === activeElement) &&
                    (!each.isAvailable || each.isAvailable(target)) &&
                    (!each.area || each.area()?.contains(target))
            );
            // the nearest area goes before the whole page
            const chosen = candidates.find((each) => each.area) || candidates[0];
            if (chosen) {
                chosen.callback({ area: chosen.area?.(), target });
                return true;
            }
            if (byElement) {
                press(byElement);
                return true;
            }
            return false;
        }

        /** @param {any} root @param {string} key */
        function elementFor(root, key) {
            const scope = root === document ? document.body : root;
            return getVisibleElements(scope, "[data-hotkey]:not(:disabled)").find((el) => el.dataset.hotkey.toLowerCase() === key);
        }

        /** @param {HTMLElement} el */
        function press(el) {
            if (el.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) {
                el.focus();
            } else {
                el.focus();
                el.click();
            }
        }

        /** Shows each key beside what it presses. @param {any} root */
        function addOverlays(root) {
            if (overlaysVisible) {
                return;
            }
            overlaysVisible = true;
            const scope = root === document ? document.body : root;
            const items = getVisibleElements(scope, "[data-hotkey]:not(:disabled)").map((el) => ({ key: el.dataset.hotkey, el }));
            for (const each of registrations.values()) {
                const el = each.withOverlay?.();
                if (el && (each.global || each.activeElement === root)) {
                    items.push({ key: each.hotkey.replace(`${hotkeyService.overlayModifier}+`, ""), el });
                }
            }
            for (const { key, el } of items) {
                const sign = document.createElement("kbd");
                sign.className = "o_web_hotkey_overlay";
                sign.textContent = key.toUpperCase();
                sign.setAttribute("aria-hidden", "true");
                const box = el.getBoundingClientRect();
                sign.style.left = `${Math.max(2, box.right - 14)}px`;
                sign.style.top = `${Math.max(2, box.top - 6)}px`;
                scope.append(sign);
            }
        }

        function removeOverlays() {
            for (const sign of document.querySelectorAll(".o_web_hotkey_overlay")) {
                sign.remove();
            }
            overlaysVisible = false;
        }

        return {
            /**
             * @param {string} hotkey
             * @param {(context: {area: HTMLElement, target: EventTarget}) => void} callback
             * @param {{allowRepeat?: boolean, bypassEditableProtection?: boolean, global?: boolean, area?: () => HTMLElement,
             *   isAvailable?: (target: EventTarget) => boolean, withOverlay?: () => HTMLElement}} [options]
             * @returns {() => void} unregisters
             */
            add(hotkey, callback, options = {}) {
                if (!hotkey) {
                    throw new Error("A hotkey is needed");
                }
                if (typeof callback !== "function") {
                    throw new Error(`The hotkey "${hotkey}" needs a function to call`);
                }
                check(hotkey);
                const token = nextToken++;
                /** @type {any} */
                const registration = { hotkey: hotkey.toLowerCase(), callback, activeElement: null, ...options };
                registrations.set(token, registration);
                // what registers while it is mounted belongs to the dialog that becomes active with it
                Promise.resolve().then(() => {
                    registration.activeElement = ui.activeElement;
                });
                return () => registrations.delete(token);
            },
            /** @param {Window} iframe also its keys are listened to */
            registerIframe(iframe) {
                listen(iframe);
            },
        };
    },
};

registry.category("services").add("hotkey", hotkeyService);
