import { markup, reactive } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { TourAutomatic } from "@web_tour/tour_automatic";
import { TourInteractive } from "@web_tour/tour_interactive";
import { TourPointer } from "@web_tour/tour_pointer";
import { tourState } from "@web_tour/tour_state";

const tours = registry.category("web_tour.tours");

/** Tours of code and of the database: started, gone on with after the page was loaded anew, ended. */
export const tourService = {
    dependencies: ["orm", "overlay", "effect", "notification"],

    start(env, { orm, overlay, effect, notification }) {
        const pointer = reactive({ anchor: null, content: "", position: "bottom" });
        let running = /** @type {TourInteractive | null} */ (null);
        let removePointer = () => {};
        let hasTestTours = false;

        /** The tours that tests bring are loaded when the first is asked for. */
        function loadTestTours() {
            if (!hasTestTours) {
                hasTestTours = true;
                loadBundle("web.assets_tests").catch((error) => console.error(`The tours of tests cannot be loaded: ${error.message}`));
            }
        }

        /** @param {string} name */
        function fromCode(name) {
            if (!tours.contains(name)) {
                return null;
            }
            const tour = tours.get(name);
            return { ...tour, name, steps: tour.steps() };
        }

        /** @param {string} name */
        async function find(name) {
            return fromCode(name) || (await orm.call("web_tour.tour", "get_tour_json_by_name", [name]));
        }

        /** @param {any} tour @param {number} index @param {any} options */
        function runAutomatic(tour, index, options) {
            return new TourAutomatic(tour, options).start(index);
        }

        /** @param {any} tour @param {number} index */
        function runInteractive(tour, index) {
            leave();
            running = new TourInteractive(tour, pointer, () => finish(tour));
            removePointer = overlay.add(TourPointer, { state: pointer, onSkip: () => finish(tour, true) });
            running.start(index);
        }

        function leave() {
            running?.stop();
            running = null;
            removePointer();
        }

        /** @param {any} tour @param {boolean} [isSkipped] */
        async function finish(tour, isSkipped = false) {
            leave();
            if (!isSkipped && tour.rainbowManMessage) {
                effect.add({ type: "rainbow_man", message: markup(tour.rainbowManMessage) });
            }
            const next = await orm.call("web_tour.tour", "consume", [tour.name]);
            if (next) {
                startOnboarding(next);
            }
        }

        /** @param {any} described a tour of the database, whose steps may be those of code */
        function startOnboarding(described) {
            const tour = described.steps.length ? described : { ...fromCode(described.name), rainbowManMessage: described.rainbowManMessage };
            if (tour.steps?.length) {
                tourState.set({ name: tour.name, mode: "manual", index: 0, options: {} });
                runInteractive(tour, 0);
            }
        }

        /**
         * @param {string} name
         * @param {{mode?: "auto" | "manual", startUrl?: string, stepDelay?: number, keepWatchBrowser?: boolean}} [options]
         */
        async function startTour(name, { mode = "auto", startUrl, ...options } = {}) {
            const tour = await find(name);
            if (!tour) {
                const message = _t("There is no tour %s.", name);
                if (mode === "auto") {
                    console.error(`FAILED: ${message}`);
                } else {
                    notification.add(message, { type: "danger" });
                }
                return;
            }
            tourState.set({ name, mode, index: 0, options });
            if (startUrl && browser.location.pathname !== new URL(startUrl, browser.location.origin).pathname) {
                browser.location.assign(startUrl);
                return;
            }
            if (mode === "auto") {
                await runAutomatic(tour, 0, options);
            } else {
                runInteractive(tour, 0);
            }
        }

        /** Goes on with the tour that ran before the page was loaded. */
        async function resume() {
            const state = tourState.get();
            if (!state) {
                return false;
            }
            if (state.mode === "auto" && !tours.contains(state.name)) {
                loadTestTours();
                await waitForTour(state.name);
            }
            const tour = await find(state.name);
            if (!tour) {
                tourState.clear();
                return false;
            }
            if (state.mode === "auto") {
                await runAutomatic(tour, state.index, state.options);
            } else {
                runInteractive(tour, state.index);
            }
            return true;
        }

        /** @param {string} name */
        async function waitForTour(name) {
            for (let tries = 0; tries < 250 && !tours.contains(name); tries++) {
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
        }

        /** Whether a tour can be started now; what tests bring is loaded on the way. @param {string} name */
        function isTourReady(name) {
            if (!tours.contains(name) && session.test_mode) {
                loadTestTours();
            }
            return odoo.isReady === true && tours.contains(name);
        }

        async function begin() {
            const asked = new URLSearchParams(browser.location.search).get("tour");
            if (await resume()) {
                return;
            }
            if (asked) {
                await startTour(asked, { mode: "manual" });
            } else if (session.tour_enabled && session.current_tour && !session.test_mode) {
                startOnboarding(session.current_tour);
            }
        }

        Object.assign(odoo, { startTour, isTourReady });
        env.bus.addEventListener("WEB_CLIENT_READY", begin, { once: true });
        return { startTour, isTourReady, leave, isEnabled: () => Boolean(session.tour_enabled) };
    },
};

registry.category("services").add("tour_service", tourService);

registry.category("user_menuitems").add("web_tour.tour_enabled", (env) => ({
    type: "switch",
    id: "web_tour.tour_enabled",
    description: _t("Show me the way"),
    hide: !user.isSystem || env.isSmall,
    isChecked: Boolean(session.tour_enabled),
    callback: async () => {
        session.tour_enabled = await env.services.orm.call("res.users", "switch_tour_enabled", [!session.tour_enabled]);
        browser.location.reload();
    },
    sequence: 25,
}));
