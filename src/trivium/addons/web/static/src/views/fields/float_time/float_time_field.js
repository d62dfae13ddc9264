import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloatTime } from "../formatters";
import { useInputField } from "../input_field_hook";
import { useNumpadDecimal } from "../numpad_decimal_hook";
import { parseFloatTime } from "../parsers";
import { standardFieldProps } from "../standard_field_props";

/** Hours and minutes. */
export class FloatTimeField extends Component {
    static template = "web.FloatTimeField";
    static props = {
        ...standardFieldProps,
        inputType: { type: String, optional: true },
        placeholder: { type: String, optional: true },
        displaySeconds: { type: Boolean, optional: true },
        numeric: { type: Boolean, optional: true },
    };
    static defaultProps = { inputType: "text" };

    setup() {
        useInputField({
            getValue: () => this.formattedValue,
            refName: "numpadDecimal",
            parse: (text) => parseFloatTime(text),
        });
        useNumpadDecimal();
    }

    get formattedValue() {
        const { displaySeconds, name, record } = this.props;
        return formatFloatTime(record.data[name], { displaySeconds });
    }
}

export const floatTimeField = {
    component: FloatTimeField,
    displayName: _t("Time"),
    supportedOptions: [
        { label: _t("Show seconds"), name: "displaySeconds", type: "boolean" },
        { label: _t("Type"), name: "type", type: "string", default: "text" },
    ],
    supportedTypes: ["float"],
    isEmpty: () => false,
    extractProps: ({ attrs, options }) => ({
        displaySeconds: options.displaySeconds,
        inputType: options.type,
        placeholder: attrs.placeholder,
        numeric: options.numeric,
    }),
};

registry.category("fields").add("float_time", floatTimeField);
