import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "../formatters";
import { standardFieldProps } from "../standard_field_props";

/** A value on its way to a goal, as a half ring. */
export class GaugeField extends Component {
    static template = "web.GaugeField";
    static props = { ...standardFieldProps, maxValueField: { type: String, optional: true }, title: { type: String, optional: true } };

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get max() {
        const { maxValueField, record } = this.props;
        return Math.max(this.value, (maxValueField && record.data[maxValueField]) || 100);
    }

    get share() {
        return this.max ? Math.min(100, (this.value / this.max) * 100) : 0;
    }

    /** @param {number} value */
    format(value) {
        return formatInteger(value, { humanReadable: value > 9999 });
    }
}

export const gaugeField = {
    component: GaugeField,
    displayName: _t("Gauge"),
    supportedTypes: ["integer", "float"],
    isEmpty: () => false,
    fieldDependencies: ({ options }) => (options.max_field ? [{ name: options.max_field, type: "float", optional: true }] : []),
    extractProps: ({ options }) => ({ maxValueField: options.max_field, title: options.title }),
};

registry.category("fields").add("gauge", gaugeField);
