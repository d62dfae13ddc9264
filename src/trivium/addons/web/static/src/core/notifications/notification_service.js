import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { NotificationContainer } from "@web/core/notifications/notification_container";
import { registry } from "@web/core/registry";

const AUTOCLOSE_DELAY = 4000;

/** Long texts stay longer: people read about 15 characters a second. @param {any} message */
const readingTime = (message) => Math.max(AUTOCLOSE_DELAY, Math.min(20_000, 2000 + String(message ?? "").length * 65));

export const notificationService = {
    notificationContainer: NotificationContainer,
    start() {
        let nextId = 0;
        const notifications = reactive({});
        registry.category("main_components").add(this.notificationContainer.name, { Component: this.notificationContainer, props: { notifications } }, { sequence: 100, force: true });

        /**
         * @param {any} message text or markup
         * @param {{autocloseDelay?: number, buttons?: any[], className?: string, onClose?: () => void, sticky?: boolean, title?: any, type?: "warning" | "danger" | "success" | "info"}} [options]
         * @returns {() => void} closes it
         */
        const add = (message, options = {}) => {
            const id = ++nextId;
            const { sticky, onClose, autocloseDelay = readingTime(message), ...shown } = options;
            let timer;
            const close = () => {
                if (notifications[id]) {
                    browser.clearTimeout(timer);
                    delete notifications[id];
                    onClose?.();
                }
            };
            const freeze = () => browser.clearTimeout(timer);
            const refresh = () => {
                freeze();
                if (!sticky) {
                    timer = browser.setTimeout(close, autocloseDelay);
                }
            };
            notifications[id] = { id, props: { ...shown, message, close, freeze, refresh } };
            refresh();
            return close;
        };
        return { add };
    },
};

registry.category("services").add("notification", notificationService);
