import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

const formatters = registry.category("formatters");

/** A value in a tinted pill. */
export class BadgeField extends Component {
    static template = "web.BadgeField";
    static props = { ...standardFieldProps, decorations: { type: Object, optional: true }, colorField: { type: String, optional: true } };
    static defaultProps = { decorations: {} };

    get formattedValue() {
        const { name, record } = this.props;
        const field = record.fields[name];
        return formatters.get(field.type)(record.data[name], { selection: field.selection, field, data: record.data });
    }

    get classFromDecoration() {
        const { colorField, decorations, record } = this.props;
        if (colorField) {
            return `o_tag_color_${record.data[colorField] || 0}`;
        }
        for (const [name, condition] of Object.entries(decorations)) {
            if (evaluateBooleanExpr(/** @type {string} */ (condition), record.evalContextWithVirtualIds)) {
                return `o_badge_${name}`;
            }
        }
        return "";
    }
}

export const badgeField = {
    component: BadgeField,
    displayName: _t("Badge"),
    supportedOptions: [{ label: _t("Colour"), name: "color_field", type: "field" }],
    supportedTypes: ["selection", "many2one", "char"],
    extractProps: ({ decorations, options }) => ({ decorations, colorField: options.color_field }),
};

registry.category("fields").add("badge", badgeField);
