import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useInputField } from "../input_field_hook";
import { standardFieldProps } from "../standard_field_props";

const SAFE = /^(https?|ftp|mailto|tel):/i;

/** A web address, as a link. */
export class UrlField extends Component {
    static template = "web.UrlField";
    static props = {
        ...standardFieldProps,
        placeholder: { type: String, optional: true },
        text: { type: String, optional: true },
        websitePath: { type: Boolean, optional: true },
    };

    setup() {
        useInputField({ getValue: () => this.value, parse: (text) => text.trim() });
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    /** Only addresses of the web: a script in the data must not run by a click. */
    get formattedHref() {
        const { value } = this;
        if (!value || this.props.websitePath || SAFE.test(value)) {
            return value;
        }
        return `https://${value.replace(/^[a-z]+:\/*/i, "")}`;
    }
}

/** The same in a form, with a button beside the input. */
export class FormUrlField extends UrlField {
    static template = "web.FormUrlField";
}

export const urlField = {
    component: UrlField,
    displayName: _t("Web address"),
    supportedOptions: [{ label: _t("A path of the website"), name: "website_path", type: "boolean" }],
    supportedTypes: ["char"],
    extractProps: ({ attrs, options, placeholder }) => ({
        text: attrs.text,
        websitePath: options.website_path,
        placeholder: placeholder || attrs.placeholder,
    }),
};

export const formUrlField = { ...urlField, component: FormUrlField };

registry.category("fields").add("url", urlField).add("form.url", formUrlField);
