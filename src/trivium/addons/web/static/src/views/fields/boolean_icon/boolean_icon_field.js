import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** Yes or no, as an icon to press. */
export class BooleanIconField extends Component {
    static template = "web.BooleanIconField";
    static props = { ...standardFieldProps, icon: { type: String, optional: true }, label: { type: String, optional: true } };
    static defaultProps = { icon: "fa-check-square-o" };

    get isOn() {
        return Boolean(this.props.record.data[this.props.name]);
    }

    update() {
        return this.props.record.update({ [this.props.name]: !this.isOn });
    }
}

export const booleanIconField = {
    component: BooleanIconField,
    displayName: _t("Icon"),
    supportedOptions: [{ label: _t("Icon"), name: "icon", type: "string" }],
    supportedTypes: ["boolean"],
    isEmpty: () => false,
    extractProps: ({ options, string }) => ({ icon: options.icon, label: string }),
};

registry.category("fields").add("boolean_icon", booleanIconField);
