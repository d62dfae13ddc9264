import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "../formatters";
import { useInputField } from "../input_field_hook";
import { useNumpadDecimal } from "../numpad_decimal_hook";
import { parseFloat } from "../parsers";
import { standardFieldProps } from "../standard_field_props";

/** A number with decimals. */
export class FloatField extends Component {
    static template = "web.FloatField";
    static props = {
        ...standardFieldProps,
        formatNumber: { type: Boolean, optional: true },
        inputType: { type: String, optional: true },
        step: { type: Number, optional: true },
        digits: { type: Array, optional: true },
        placeholder: { type: String, optional: true },
        humanReadable: { type: Boolean, optional: true },
        decimals: { type: Number, optional: true },
        trailingZeros: { type: Boolean, optional: true },
        minDigits: { type: Number, optional: true },
    };
    static defaultProps = { formatNumber: true, inputType: "text", humanReadable: false, decimals: 0, trailingZeros: true };

    setup() {
        this.inputRef = useInputField({
            getValue: () => (this.props.inputType === "number" ? String(this.value) : formatFloat(this.value, { ...this.formatOptions, humanReadable: false })),
            refName: "numpadDecimal",
            parse: (text) => this.parse(text),
        });
        useNumpadDecimal();
    }

    /** @param {string} text */
    parse(text) {
        return this.props.inputType === "number" ? Number(text) : parseFloat(text);
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    /** @returns {any} */
    get formatOptions() {
        const { digits, formatNumber, trailingZeros, minDigits, record, name, humanReadable, decimals } = this.props;
        return {
            digits: digits || record.fields[name].digits,
            trailingZeros,
            ...(minDigits ? { minDigits } : {}),
            ...(formatNumber ? {} : { thousandsSep: "" }),
            ...(humanReadable ? { humanReadable, decimals } : {}),
        };
    }

    get formattedValue() {
        return formatFloat(this.value, this.formatOptions);
    }
}

export const floatField = {
    component: FloatField,
    displayName: _t("Number"),
    supportedOptions: [
        { label: _t("Format the number"), name: "enable_formatting", type: "boolean", default: true },
        { label: _t("Digits"), name: "digits", type: "digits" },
        { label: _t("Type"), name: "type", type: "string" },
        { label: _t("Step"), name: "step", type: "number" },
        { label: _t("Short form"), name: "human_readable", type: "boolean" },
        { label: _t("Hide zeros at the end"), name: "hide_trailing_zeros", type: "boolean" },
    ],
    supportedTypes: ["float"],
    isEmpty: () => false,
    extractProps: ({ attrs, options }) => {
        const digits = attrs.digits ? JSON.parse(attrs.digits.replace("(", "[").replace(")", "]")) : options.digits;
        return {
            formatNumber: options.enable_formatting !== undefined ? Boolean(options.enable_formatting) : true,
            inputType: options.type,
            humanReadable: Boolean(options.human_readable),
            step: options.step,
            digits: digits || undefined,
            minDigits: options.min_display_digits,
            placeholder: attrs.placeholder,
            decimals: options.decimals || 0,
            trailingZeros: !options.hide_trailing_zeros,
        };
    },
};

registry.category("fields").add("float", floatField);
