import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useInputField } from "../input_field_hook";
import { standardFieldProps } from "../standard_field_props";

/** A telephone number, as a link to call it. */
export class PhoneField extends Component {
    static template = "web.PhoneField";
    static props = { ...standardFieldProps, placeholder: { type: String, optional: true } };

    setup() {
        useInputField({ getValue: () => this.value, parse: (text) => text.trim() });
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get phoneHref() {
        return `tel:${this.value.replace(/\s+/g, "")}`;
    }
}

/** The same in a form, with a button beside the input. */
export class FormPhoneField extends PhoneField {
    static template = "web.FormPhoneField";
}

export const phoneField = {
    component: PhoneField,
    displayName: _t("Telephone"),
    supportedTypes: ["char"],
    extractProps: ({ attrs, placeholder }) => ({ placeholder: placeholder || attrs.placeholder }),
};

export const formPhoneField = { ...phoneField, component: FormPhoneField };

registry.category("fields").add("phone", phoneField).add("form.phone", formPhoneField);
