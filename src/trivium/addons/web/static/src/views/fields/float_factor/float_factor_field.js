import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FloatField, floatField } from "../float/float_field";
import { parseFloat } from "../parsers";

/** A number shown multiplied by a factor. */
export class FloatFactorField extends FloatField {
    static props = { ...FloatField.props, factor: { type: Number, optional: true } };
    static defaultProps = { ...FloatField.defaultProps, factor: 1 };

    /** @param {string} text */
    parse(text) {
        return parseFloat(text) / this.props.factor;
    }

    get value() {
        return this.props.record.data[this.props.name] * this.props.factor;
    }
}

export const floatFactorField = {
    ...floatField,
    component: FloatFactorField,
    displayName: _t("Number with a factor"),
    supportedOptions: [...floatField.supportedOptions, { label: _t("Factor"), name: "factor", type: "number" }],
    extractProps: (/** @type {any} */ info) => ({ ...floatField.extractProps(info), factor: info.options.factor }),
};

registry.category("fields").add("float_factor", floatFactorField);
