import { Component } from "@odoo/owl";

/** A short message at the edge of the page. */
export class Notification extends Component {
    static template = "web.NotificationWowl";
    static props = {
        message: { optional: true },
        title: { optional: true },
        type: { type: String, optional: true, validate: (type) => ["warning", "danger", "success", "info"].includes(type) },
        className: { type: String, optional: true },
        buttons: { type: Array, optional: true },
        close: Function,
        refresh: { type: Function, optional: true },
        freeze: { type: Function, optional: true },
    };
    static defaultProps = { buttons: [], className: "", type: "warning", freeze: () => {}, refresh: () => {} };

    get icon() {
        return { warning: "fa-exclamation-triangle", danger: "fa-exclamation-circle", success: "fa-check-circle", info: "fa-info-circle" }[this.props.type];
    }

    get isUrgent() {
        return ["warning", "danger"].includes(this.props.type);
    }
}

