import { Component } from "@odoo/owl";
import { getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "../formatters";
import { useInputField } from "../input_field_hook";
import { useNumpadDecimal } from "../numpad_decimal_hook";
import { parseMonetary } from "../parsers";
import { standardFieldProps } from "../standard_field_props";

/** An amount of money. */
export class MonetaryField extends Component {
    static template = "web.MonetaryField";
    static props = {
        ...standardFieldProps,
        currencyField: { type: String, optional: true },
        inputType: { type: String, optional: true },
        useFieldDigits: { type: Boolean, optional: true },
        hideSymbol: { type: Boolean, optional: true },
        placeholder: { type: String, optional: true },
        trailingZeros: { type: Boolean, optional: true },
    };
    static defaultProps = { hideSymbol: false, inputType: "text", trailingZeros: true };

    setup() {
        this.inputRef = useInputField({
            getValue: () => this.inputValue,
            refName: "numpadDecimal",
            parse: (text) => parseMonetary(text),
        });
        useNumpadDecimal();
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get currencyField() {
        const { currencyField, name, record } = this.props;
        return currencyField || record.fields[name].currency_field || "currency_id";
    }

    get currencyId() {
        return this.props.record.data[this.currencyField]?.id;
    }

    get currency() {
        return this.currencyId ? getCurrency(this.currencyId) : null;
    }

    get symbol() {
        return this.currency && !this.props.hideSymbol ? this.currency.symbol : "";
    }

    get isSymbolBefore() {
        return this.currency?.position === "before";
    }

    /** @returns {any} */
    get formatOptions() {
        const { name, record, trailingZeros, useFieldDigits } = this.props;
        const digits = (useFieldDigits && record.fields[name].digits) || this.currency?.digits;
        return { currencyId: this.currencyId, ...(digits ? { digits } : {}), trailingZeros };
    }

    get inputValue() {
        return formatMonetary(this.value, { ...this.formatOptions, noSymbol: true });
    }

    get formattedValue() {
        return formatMonetary(this.value, { ...this.formatOptions, noSymbol: this.props.hideSymbol });
    }
}

export const monetaryField = {
    component: MonetaryField,
    displayName: _t("Amount of money"),
    supportedOptions: [
        { label: _t("Currency"), name: "currency_field", type: "field" },
        { label: _t("Hide the symbol"), name: "no_symbol", type: "boolean" },
    ],
    supportedTypes: ["monetary", "float", "integer"],
    isEmpty: () => false,
    fieldDependencies: ({ options, attrs }) => {
        const name = options?.currency_field || attrs?.currency_field;
        return name ? [{ name, type: "many2one", relation: "res.currency", optional: true }] : [];
    },
    extractProps: ({ attrs, options }) => ({
        currencyField: options.currency_field,
        inputType: attrs.type,
        useFieldDigits: options.field_digits,
        hideSymbol: Boolean(options.no_symbol),
        placeholder: attrs.placeholder,
        trailingZeros: !options.hide_trailing_zeros,
    }),
};

registry.category("fields").add("monetary", monetaryField);
