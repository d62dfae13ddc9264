import { Component, xml } from "@odoo/owl";
import { evaluateExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";

const widgetRegistry = registry.category("view_widgets");

/** A `<widget>` of a view: something that is no field. */
export class Widget extends Component {
    static template = xml`<div t-att-class="classNames" t-att-style="props.style"><t t-component="widget.component" t-props="widgetProps"/></div>`;
    static props = { "*": { optional: true } };

    /** @param {Element} node */
    static parseWidgetNode(node) {
        const name = /** @type {string} */ (node.getAttribute("name"));
        const widget = widgetRegistry.get(name, null);
        if (!widget) {
            throw new Error(`There is no view widget "${name}". Is the module that brings it installed?`);
        }
        /** @type {any} */
        const info = { name, widget, options: {}, attrs: {} };
        for (const { name: key, value } of node.attributes) {
            if (key === "options") {
                info.options = evaluateExpr(value);
            }
            info.attrs[key] = value;
        }
        return info;
    }

    setup() {
        this.widget = this.props.widgetInfo?.widget || widgetRegistry.get(this.props.name);
    }

    get classNames() {
        return {
            o_widget: true,
            [`o_widget_${this.props.name}`]: true,
            [this.props.className || ""]: Boolean(this.props.className),
            [this.props.class || ""]: Boolean(this.props.class),
            ...Object.fromEntries((this.widget.additionalClasses || []).map((/** @type {string} */ name) => [name, true])),
        };
    }

    get widgetProps() {
        const { record, readonly, widgetInfo } = this.props;
        const extracted = this.widget.extractProps && widgetInfo ? this.widget.extractProps({ ...widgetInfo, record }) : {};
        return { record, readonly, ...extracted };
    }
}
