import { Component, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { exprToBoolean } from "@web/core/utils/strings";
import { useInputField } from "../input_field_hook";
import { formatChar } from "../formatters";
import { standardFieldProps } from "../standard_field_props";
import { TranslationButton } from "../translation_button";

/** A line of text. */
export class CharField extends Component {
    static template = "web.CharField";
    static components = { TranslationButton };
    static props = {
        ...standardFieldProps,
        autocomplete: { type: String, optional: true },
        isPassword: { type: Boolean, optional: true },
        placeholder: { type: String, optional: true },
        placeholderField: { type: String, optional: true },
        dynamicPlaceholder: { type: Boolean, optional: true },
        dynamicPlaceholderModelReferenceField: { type: String, optional: true },
    };

    setup() {
        this.input = useRef("input");
        useInputField({
            getValue: () => this.props.record.data[this.props.name] || "",
            parse: (text) => this.parse(text),
        });
    }

    get field() {
        return this.props.record.fields[this.props.name];
    }

    get isTranslatable() {
        return this.field.translate && !this.props.readonly;
    }

    get formattedValue() {
        return formatChar(this.props.record.data[this.props.name], { isPassword: this.props.isPassword });
    }

    get placeholder() {
        const { placeholderField, record } = this.props;
        return (placeholderField && record.data[placeholderField]) || this.props.placeholder;
    }

    /** @param {string} text */
    parse(text) {
        return this.field.trim === false ? text : text.trim();
    }
}

export const charField = {
    component: CharField,
    displayName: _t("Text"),
    supportedTypes: ["char"],
    supportedOptions: [{ label: _t("Placeholder from a field"), name: "placeholder_field", type: "field" }],
    extractProps: ({ attrs, options, placeholder }) => ({
        isPassword: exprToBoolean(attrs.password || ""),
        autocomplete: attrs.autocomplete,
        placeholder: placeholder || attrs.placeholder,
        placeholderField: options.placeholder_field,
    }),
};

/** A text that is not shown; addons name it where they mean the attribute `password`. */
export const passwordField = {
    ...charField,
    displayName: _t("Password"),
    extractProps: (fieldInfo) => ({ ...charField.extractProps(fieldInfo), isPassword: true }),
};

registry.category("fields").add("char", charField);
registry.category("fields").add("password", passwordField);
