import { Component } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** Yes or no. */
export class BooleanField extends Component {
    static template = "web.BooleanField";
    static components = { CheckBox };
    static props = { ...standardFieldProps };

    get value() {
        return Boolean(this.props.record.data[this.props.name]);
    }

    /** @param {boolean} value */
    onChange(value) {
        return this.props.record.update({ [this.props.name]: value });
    }
}

export const booleanField = {
    component: BooleanField,
    displayName: _t("Checkbox"),
    supportedTypes: ["boolean"],
    isEmpty: () => false,
};

registry.category("fields").add("boolean", booleanField);
