import { browser } from "@web/core/browser/browser";

const KEY = "web_tour.running";

/** Which tour runs, and at which step: kept beside the page, so that it goes on after the page was loaded anew. */
export const tourState = {
    /** @returns {{name: string, mode: "auto" | "manual", index: number, options: any} | null} */
    get() {
        const kept = browser.sessionStorage.getItem(KEY);
        return kept ? JSON.parse(kept) : null;
    },

    /** @param {{name: string, mode: "auto" | "manual", index: number, options: any}} state */
    set(state) {
        browser.sessionStorage.setItem(KEY, JSON.stringify(state));
    },

    clear() {
        browser.sessionStorage.removeItem(KEY);
    },
};
