import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "../standard_widget_props";

/** A word about the state of the record, at the corner of its sheet. */
export class RibbonWidget extends Component {
    static template = "web.Ribbon";
    static props = { ...standardWidgetProps, text: { type: String }, title: { type: String, optional: true }, bgClass: { type: String, optional: true } };
    static defaultProps = { title: "", bgClass: "text-bg-success" };

    get tone() {
        const match = /(?:text-)?bg-(\w+)/.exec(this.props.bgClass);
        return match ? match[1] : "success";
    }
}

export const ribbonWidget = {
    component: RibbonWidget,
    extractProps: ({ attrs }) => ({ text: attrs.title || attrs.text, title: attrs.tooltip, bgClass: attrs.bg_color }),
    supportedAttributes: [
        { label: _t("Text"), name: "title", type: "string" },
        { label: _t("Background"), name: "bg_color", type: "string" },
        { label: _t("Tooltip"), name: "tooltip", type: "string" },
    ],
};

registry.category("view_widgets").add("web_ribbon", ribbonWidget);
