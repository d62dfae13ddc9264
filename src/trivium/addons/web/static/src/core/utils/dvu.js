import { onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** The part of the page that is visible, the touch keyboard taken off. */
export function getViewportDimensions() {
    const viewport = window.visualViewport;
    return { width: viewport?.width ?? browser.innerWidth, height: viewport?.height ?? browser.innerHeight };
}

/**
 * @param {() => void} callback
 * @returns {() => void} stops listening
 */
export function onViewportChange(callback) {
    const target = window.visualViewport || window;
    target.addEventListener("resize", callback);
    return () => target.removeEventListener("resize", callback);
}

/** @param {() => void} callback */
export function useViewportChange(callback) {
    onWillUnmount(onViewportChange(callback));
}
