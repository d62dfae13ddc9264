import { Component } from "@odoo/owl";

const COLOURS = 11;

/** The picture of an app, or its first letter on a colour of its own. */
export class AppIcon extends Component {
    static template = "web.AppIcon";
    static props = { app: Object };

    get name() {
        return this.props.app.name || this.props.app.label || "";
    }

    get source() {
        const { webIconData, webIconDataMimetype } = this.props.app;
        if (!webIconData) {
            return null;
        }
        return /^(data:|\/|https?:)/.test(webIconData) ? webIconData : `data:${webIconDataMimetype || "image/png"};base64,${webIconData}`;
    }

    get colour() {
        const sum = [...this.name].reduce((total, char) => total + char.charCodeAt(0), 0);
        return (sum % COLOURS) + 1;
    }
}
