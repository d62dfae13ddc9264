import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "../standard_widget_props";

/** Says that the browser does not let this site notify. */
export class NotificationAlert extends Component {
    static template = "web.NotificationAlert";
    static props = standardWidgetProps;

    get isBlocked() {
        return "Notification" in window && Notification.permission === "denied";
    }
}

export const notificationAlert = { component: NotificationAlert };

registry.category("view_widgets").add("notification_alert", notificationAlert);
