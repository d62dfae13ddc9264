import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "../formatters";
import { standardFieldProps } from "../standard_field_props";

/** A number that a click takes through some values. */
export class FloatToggleField extends Component {
    static template = "web.FloatToggleField";
    static props = {
        ...standardFieldProps,
        digits: { type: Array, optional: true },
        range: { type: Array, optional: true },
        factor: { type: Number, optional: true },
        disableReadOnly: { type: Boolean, optional: true },
    };
    static defaultProps = { range: [0, 0.5, 1], factor: 1, disableReadOnly: false };

    get factor() {
        return this.props.factor;
    }

    get value() {
        return this.props.record.data[this.props.name] * this.factor;
    }

    get formattedValue() {
        return formatFloat(this.value, { digits: this.props.digits || this.props.record.fields[this.props.name].digits });
    }

    async onChange() {
        const { range, record, name } = this.props;
        const index = range.indexOf(this.value);
        const next = range[(index + 1) % range.length] / this.factor;
        await record.update({ [name]: next }, { save: !record.isNew && this.props.readonly });
    }
}

export const floatToggleField = {
    component: FloatToggleField,
    displayName: _t("Number to step through"),
    supportedTypes: ["float"],
    isEmpty: () => false,
    extractProps: ({ attrs, options }) => ({
        digits: attrs.digits ? JSON.parse(attrs.digits) : options.digits,
        range: options.range,
        factor: options.factor,
        disableReadOnly: options.force_button || false,
    }),
};

registry.category("fields").add("float_toggle", floatToggleField);
