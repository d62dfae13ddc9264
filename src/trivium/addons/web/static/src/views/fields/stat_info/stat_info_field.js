import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { exprToBoolean } from "@web/core/utils/strings";
import { standardFieldProps } from "../standard_field_props";

const formatters = registry.category("formatters");

/** A figure with its words, in a button that leads to what it counts. */
export class StatInfoField extends Component {
    static template = "web.StatInfoField";
    static props = {
        ...standardFieldProps,
        labelField: { type: String, optional: true },
        noLabel: { type: Boolean, optional: true },
        digits: { type: Array, optional: true },
        string: { type: String, optional: true },
    };

    get formattedValue() {
        const { digits, name, record } = this.props;
        const field = record.fields[name];
        const formatter = formatters.get(field.type, (/** @type {any} */ value) => value);
        return formatter(record.data[name] || 0, { digits, field, data: record.data });
    }

    get label() {
        const { labelField, record, string } = this.props;
        return labelField ? record.data[labelField] : string;
    }
}

export const statInfoField = {
    component: StatInfoField,
    displayName: _t("Figure"),
    supportedOptions: [{ label: _t("Field of the words"), name: "label_field", type: "field" }],
    supportedTypes: ["float", "integer", "monetary"],
    isEmpty: () => false,
    extractProps: ({ attrs, options, string }) => ({
        digits: attrs.digits ? JSON.parse(attrs.digits) : options.digits,
        labelField: options.label_field,
        noLabel: exprToBoolean(attrs.nolabel || ""),
        string,
    }),
};

registry.category("fields").add("statinfo", statInfoField);
