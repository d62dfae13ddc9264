import { hasTouch, isMobileOS } from "@web/core/browser/feature_detection";
import { onWillUnmount, status, useComponent, useEffect, useRef } from "@odoo/owl";

/**
 * Focuses the element of a ref when it appears (not where a touch keyboard would jump up).
 * @param {{refName?: string, selectAll?: boolean, mobile?: boolean}} [options]
 */
export function useAutofocus({ refName, selectAll, mobile } = {}) {
    const ref = useRef(refName || "autofocus");
    const uiService = useComponent().env.services?.ui;
    if (!mobile && (hasTouch() || isMobileOS())) {
        return ref;
    }
    useEffect(
        (el) => {
            /** @type {any} */ const input = el;
            if (!el || (uiService && !uiService.activeElement?.contains(el))) {
                return;
            }
            el.focus();
            if (["INPUT", "TEXTAREA"].includes(el.tagName) && typeof input.value === "string" && input.type !== "number") {
                input.selectionEnd = input.value.length;
                input.selectionStart = selectAll ? 0 : input.value.length;
            }
        },
        () => [ref.el]
    );
    return ref;
}

/**
 * Listens to an event bus as long as the component lives.
 * @param {import("@odoo/owl").EventBus} bus
 * @param {string} eventName
 * @param {(event: any) => any} callback
 */
export function useBus(bus, eventName, callback) {
    const component = useComponent();
    useEffect(
        () => {
            const listener = callback.bind(component);
            bus.addEventListener(eventName, listener);
            return () => bus.removeEventListener(eventName, listener);
        },
        () => []
    );
}

/**
 * Which methods of a service must not go on after their component has gone; true stands for the service itself.
 * @type {Record<string, string[] | true>}
 */
export const SERVICES_METADATA = {};

/** How a protected call of a destroyed component ends; replaced in tests. */
export const useServiceProtectMethodHandling = {
    fn() {
        return this.original();
    },
    mocked() {
        return new Promise(() => {});
    },
    original() {
        return Promise.reject(new Error("Component is destroyed"));
    },
};

/**
 * A function whose promise stays pending when the component goes before it is settled.
 * @param {any} component
 * @param {Function} fn
 */
function protect(component, fn) {
    return function (...args) {
        if (status(component) === "destroyed") {
            return useServiceProtectMethodHandling.fn();
        }
        /** @type {any} */
        const call = fn.call(this, ...args);
        const result = Promise.resolve(call);
        return Object.assign(
            new Promise((resolve, reject) => {
                result.then(
                    (value) => status(component) !== "destroyed" && resolve(value),
                    (reason) => status(component) !== "destroyed" && reject(reason)
                );
            }),
            { abort: call?.abort, cancel: call?.cancel }
        );
    };
}

/**
 * A service by name. Calls of its asynchronous methods are given up when the component is destroyed.
 * @param {string} serviceName
 * @returns {any}
 */
export function useService(serviceName) {
    const component = useComponent();
    const { services } = component.env;
    if (!(serviceName in services)) {
        throw new Error(`Service ${serviceName} is not available`);
    }
    const service = services[serviceName];
    const methods = SERVICES_METADATA[serviceName];
    if (!methods) {
        return service;
    }
    if (methods === true) {
        return protect(component, service);
    }
    const guarded = Object.create(service);
    for (const name of methods) {
        guarded[name] = protect(component, service[name]);
    }
    return guarded;
}

/** Turns the browser's spelling marks off while the element is not focused. @param {{refName?: string}} [options] */
export function useSpellCheck({ refName } = {}) {
    const ref = useRef(refName || "spellcheck");
    const on = (ev) => {
        ev.target.spellcheck = true;
    };
    const off = (ev) => {
        const { target } = ev;
        target.spellcheck = false;
        // a repaint is needed for the marks to go
        if ("value" in target) {
            const { value } = target;
            target.value = "";
            target.value = value;
        }
    };
    useEffect(
        (el) => {
            if (!el) {
                return;
            }
            const inputs = /** @type {HTMLElement[]} */ (
                ["INPUT", "TEXTAREA"].includes(el.tagName) || el.isContentEditable
                    ? [el]
                    : [...el.querySelectorAll("input, textarea, [contenteditable=true]")]
            ).filter((input) => input.getAttribute("spellcheck") !== "false");
            for (const input of inputs) {
                input.spellcheck = false;
                input.addEventListener("focus", on);
                input.addEventListener("blur", off);
            }
            return () => {
                for (const input of inputs) {
                    input.removeEventListener("focus", on);
                    input.removeEventListener("blur", off);
                }
            };
        },
        () => [ref.el]
    );
}

/** A ref for a child component to fill (`<Child childRef="ref"/>` with `useForwardRefToParent`). */
export function useChildRef() {
    let current = null;
    const ref = (/** @type {any} */ value) => {
        current = value;
    };
    Object.defineProperty(ref, "el", { get: () => current?.el ?? null });
    return /** @type {any} */ (ref);
}

/** Gives a ref of this component to the parent that passed a function under the same prop name. @param {string} refName */
export function useForwardRefToParent(refName) {
    const component = useComponent();
    const ref = useRef(refName);
    if (component.props[refName]) {
        component.props[refName](ref);
    }
    return ref;
}

/** Dialogs that are closed with the component that opened them. */
export function useOwnedDialogs() {
    const dialogService = useService("dialog");
    /** @type {Set<() => void>} */
    const open = new Set();
    onWillUnmount(() => {
        for (const close of open) {
            close();
        }
    });
    return (/** @type {any} */ Dialog, /** @type {any} */ props = {}, /** @type {any} */ options = {}) => {
        const close = dialogService.add(Dialog, props, {
            ...options,
            onClose: (...args) => {
                open.delete(close);
                options.onClose?.(...args);
            },
        });
        open.add(close);
        return close;
    };
}

/**
 * Listens on the element of a ref, whichever element that is at the time.
 * @param {{el: HTMLElement | null}} ref
 * @param {...any} listener arguments of addEventListener
 */
export function useRefListener(ref, ...listener) {
    useEffect(
        (el) => {
            const [name, callback, options] = listener;
            el?.addEventListener(name, callback, options);
            return () => el?.removeEventListener(name, callback, options);
        },
        () => [ref.el]
    );
}

