import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatPercentage } from "../formatters";
import { useInputField } from "../input_field_hook";
import { useNumpadDecimal } from "../numpad_decimal_hook";
import { parsePercentage } from "../parsers";
import { standardFieldProps } from "../standard_field_props";

/** A fraction, as a percentage. */
export class PercentageField extends Component {
    static template = "web.PercentageField";
    static props = { ...standardFieldProps, digits: { type: Array, optional: true }, placeholder: { type: String, optional: true } };

    setup() {
        useInputField({
            getValue: () => formatPercentage(this.value, { digits: this.props.digits, noSymbol: true }),
            refName: "numpadDecimal",
            parse: (text) => parsePercentage(text),
        });
        useNumpadDecimal();
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get formattedValue() {
        return formatPercentage(this.value, { digits: this.props.digits });
    }
}

export const percentageField = {
    component: PercentageField,
    displayName: _t("Percentage"),
    supportedTypes: ["integer", "float"],
    isEmpty: () => false,
    extractProps: ({ attrs, options }) => ({
        digits: (attrs.digits ? JSON.parse(attrs.digits) : options.digits) || undefined,
        placeholder: attrs.placeholder,
    }),
};

registry.category("fields").add("percentage", percentageField);
