import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

/** Says when the page should be loaded again: the server was upgraded, the session has ended, too much was missed. */
export const outdatedPageService = {
    dependencies: ["bus_service", "notification"],
    /** @param {any} env @param {any} services */
    start(env, { bus_service: bus, notification }) {
        /** @type {Set<any>} buttons of the hints that are shown */
        const shown = new Set();
        /** @param {any} message @param {any} button */
        const hint = (message, button) => {
            if (!shown.has(button)) {
                shown.add(button);
                const buttons = [{ name: button, primary: true, onClick: () => browser.location.reload() }];
                notification.add(message, { type: "warning", sticky: true, buttons, onClose: () => shown.delete(button) });
            }
        };
        const outdated = () => hint(_t("There is a newer version of this page."), _t("Load it"));
        bus.addEventListener("BUS:OUTDATED", outdated);
        bus.subscribe("bundle_changed", outdated);
        bus.addEventListener("BUS:SESSION_EXPIRED", () => hint(_t("You have been signed out."), _t("Sign in")));
        bus.addEventListener("BUS:RECONNECT", async () => {
            if (await rpc("/bus/has_missed_notifications", { last_notification_id: bus.lastNotificationId }, { silent: true })) {
                hint(_t("You were away for a while: what you see may not be current."), _t("Load it again"));
            }
        });
    },
};

registry.category("services").add("bus.outdated_page_watcher", outdatedPageService);
