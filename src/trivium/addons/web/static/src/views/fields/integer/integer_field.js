import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "../formatters";
import { useInputField } from "../input_field_hook";
import { useNumpadDecimal } from "../numpad_decimal_hook";
import { parseInteger } from "../parsers";
import { standardFieldProps } from "../standard_field_props";

/** A whole number. */
export class IntegerField extends Component {
    static template = "web.IntegerField";
    static props = {
        ...standardFieldProps,
        formatNumber: { type: Boolean, optional: true },
        humanReadable: { type: Boolean, optional: true },
        decimals: { type: Number, optional: true },
        inputType: { type: String, optional: true },
        step: { type: Number, optional: true },
        min: { type: Number, optional: true },
        max: { type: Number, optional: true },
        placeholder: { type: String, optional: true },
    };
    static defaultProps = { formatNumber: true, humanReadable: false, decimals: 0, inputType: "text" };

    setup() {
        this.state = useState({ hasFocus: false });
        useInputField({
            getValue: () => (this.props.inputType === "number" ? String(this.value || 0) : formatInteger(this.value, this.formatOptions)),
            refName: "numpadDecimal",
            parse: (text) => parseInteger(text),
        });
        useNumpadDecimal();
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get formatOptions() {
        return this.props.formatNumber ? {} : { thousandsSep: "" };
    }

    get formattedValue() {
        const { humanReadable, decimals } = this.props;
        return formatInteger(this.value, { ...this.formatOptions, humanReadable, decimals });
    }
}

export const integerField = {
    component: IntegerField,
    displayName: _t("Whole number"),
    supportedOptions: [
        { label: _t("Format the number"), name: "enable_formatting", type: "boolean", default: true },
        { label: _t("Type"), name: "type", type: "string" },
        { label: _t("Step"), name: "step", type: "number" },
        { label: _t("Short form"), name: "human_readable", type: "boolean" },
    ],
    supportedTypes: ["integer"],
    isEmpty: (/** @type {any} */ record, /** @type {string} */ fieldName) => record.data[fieldName] === false,
    extractProps: ({ attrs, options }) => ({
        formatNumber: options.enable_formatting !== undefined ? Boolean(options.enable_formatting) : true,
        humanReadable: Boolean(options.human_readable),
        inputType: options.type,
        step: options.step,
        min: options.min,
        max: options.max,
        placeholder: attrs.placeholder,
        decimals: options.decimals || 0,
    }),
};

registry.category("fields").add("integer", integerField);
