import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useInputField } from "../input_field_hook";
import { standardFieldProps } from "../standard_field_props";

/** An e-mail address, as a link to write to it. */
export class EmailField extends Component {
    static template = "web.EmailField";
    static props = { ...standardFieldProps, placeholder: { type: String, optional: true } };

    setup() {
        useInputField({ getValue: () => this.value, parse: (text) => text.trim() });
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }
}

/** The same in a form, with a button beside the input. */
export class FormEmailField extends EmailField {
    static template = "web.FormEmailField";
}

export const emailField = {
    component: EmailField,
    displayName: _t("E-mail"),
    supportedTypes: ["char"],
    extractProps: ({ attrs, placeholder }) => ({ placeholder: placeholder || attrs.placeholder }),
};

export const formEmailField = { ...emailField, component: FormEmailField };

registry.category("fields").add("email", emailField).add("form.email", formEmailField);
