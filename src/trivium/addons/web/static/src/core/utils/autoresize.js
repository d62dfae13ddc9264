import { onMounted, onPatched, useEffect } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/**
 * Lets an input or a text area grow with its content.
 * @param {{el: HTMLElement | null}} ref
 * @param {{onResize?: (el: HTMLElement, options: any) => void, randomizeWidth?: boolean, minimumHeight?: number}} [options]
 */
export function useAutoresize(ref, options = {}) {
    const fit = () => {
        const { el } = ref;
        if (!el) {
            return;
        }
        if (options.onResize) {
            options.onResize(el, options);
        } else if (el instanceof HTMLInputElement) {
            resizeInput(el, options);
        } else {
            resizeTextArea(/** @type {HTMLTextAreaElement} */ (el), options);
        }
    };
    useEffect(
        (el) => {
            if (!el) {
                return;
            }
            const observer = browser.requestAnimationFrame && "ResizeObserver" in window ? new ResizeObserver(fit) : null;
            el.addEventListener("input", fit);
            if (el.parentElement) {
                observer?.observe(el.parentElement);
            }
            return () => {
                el.removeEventListener("input", fit);
                observer?.disconnect();
            };
        },
        () => [ref.el]
    );
    onMounted(fit);
    onPatched(fit);
}

/**
 * @param {HTMLInputElement} input
 * @param {{randomizeWidth?: boolean}} options
 */
function resizeInput(input, options) {
    input.style.width = "100%";
    const most = input.clientWidth;
    const isSafari = /^((?!chrome|android).)*safari/i.test(browser.navigator.userAgent || "");
    input.style.width = "10px";
    const wanted = input.value === "" && input.placeholder ? input.placeholder.length * 8 : input.scrollWidth + 5 + (isSafari ? 8 : 0);
    input.style.width = wanted > most ? "100%" : `${wanted + (options.randomizeWidth ? Math.round(Math.random() * 2) : 0)}px`;
}

/**
 * @param {HTMLTextAreaElement} textarea
 * @param {{minimumHeight?: number}} [options]
 */
export function resizeTextArea(textarea, { minimumHeight = 0 } = {}) {
    const style = getComputedStyle(textarea);
    const borders = Number.parseFloat(style.borderTopWidth) + Number.parseFloat(style.borderBottomWidth) || 0;
    const { overflow } = textarea.style;
    textarea.style.overflow = "hidden";
    textarea.style.height = "auto";
    textarea.style.height = `${Math.max(minimumHeight, textarea.scrollHeight + borders)}px`;
    textarea.style.overflow = overflow;
}
