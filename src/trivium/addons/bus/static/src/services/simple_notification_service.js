import { registry } from "@web/core/registry";

/** Shows what the server has to say: `user._bus_send("simple_notification", {title, message, type, sticky})`. */
export const simpleNotificationService = {
    dependencies: ["bus_service", "notification"],
    /** @param {any} env @param {any} services */
    start(env, { bus_service: bus, notification }) {
        bus.subscribe("simple_notification", (/** @type {any} */ { message, ...options }) => notification.add(message, options));
        bus.start();
    },
};

registry.category("services").add("simple_notification", simpleNotificationService);
