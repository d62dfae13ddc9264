import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat, formatInteger } from "../formatters";
import { useInputField } from "../input_field_hook";
import { parseFloat, parseInteger } from "../parsers";
import { standardFieldProps } from "../standard_field_props";

/** How far something has come. */
export class ProgressBarField extends Component {
    static template = "web.ProgressBarField";
    static props = {
        ...standardFieldProps,
        maxValueField: { type: [String, Number], optional: true },
        currentValueField: { type: String, optional: true },
        isEditable: { type: Boolean, optional: true },
        isCurrentValueEditable: { type: Boolean, optional: true },
        isMaxValueEditable: { type: Boolean, optional: true },
        title: { type: String, optional: true },
        overflowClass: { type: String, optional: true },
    };

    setup() {
        this.state = useState({ isEditing: false });
        useInputField({
            getValue: () => this.format(this.currentValue, true),
            refName: "currentValue",
            fieldName: this.currentField,
            parse: (text) => (this.isInteger(this.currentField) ? parseInteger(text) : parseFloat(text)),
            shouldSave: () => this.props.readonly,
        });
    }

    get currentField() {
        return this.props.currentValueField || this.props.name;
    }

    /** @param {string} name */
    isInteger(name) {
        return this.props.record.fields[name].type === "integer";
    }

    get currentValue() {
        return this.props.record.data[this.currentField] || 0;
    }

    get maxValue() {
        const { maxValueField, record } = this.props;
        return typeof maxValueField === "string" ? record.data[maxValueField] || 0 : maxValueField || 100;
    }

    get share() {
        return this.maxValue ? Math.min(100, Math.max(0, (this.currentValue / this.maxValue) * 100)) : 0;
    }

    get isOver() {
        return this.currentValue > this.maxValue;
    }

    get canEdit() {
        return Boolean(this.props.isEditable && this.props.isCurrentValueEditable) && !this.props.readonly;
    }

    get text() {
        return typeof this.props.maxValueField === "string" ? `${this.format(this.currentValue)} / ${this.format(this.maxValue)}` : `${this.format(this.currentValue)}%`;
    }

    /** @param {number} value @param {boolean} [full] */
    format(value, full = false) {
        return Number.isInteger(value) ? formatInteger(value, { humanReadable: !full && value > 99999 }) : formatFloat(value, { humanReadable: !full && value > 99999, digits: [16, 2], trailingZeros: false });
    }
}

export const progressBarField = {
    component: ProgressBarField,
    displayName: _t("Progress"),
    supportedOptions: [
        { label: _t("Can be changed"), name: "editable", type: "boolean" },
        { label: _t("Field of the value"), name: "current_value", type: "field" },
        { label: _t("Field of the goal"), name: "max_value", type: "field" },
    ],
    supportedTypes: ["integer", "float"],
    isEmpty: () => false,
    fieldDependencies: ({ options }) => [options.current_value, typeof options.max_value === "string" ? options.max_value : null].filter(Boolean).map((name) => ({ name, type: "float", optional: true })),
    extractProps: ({ attrs, options }) => ({
        maxValueField: options.max_value,
        currentValueField: options.current_value,
        isEditable: options.editable,
        isCurrentValueEditable: options.editable && !options.edit_max_value,
        isMaxValueEditable: options.editable && options.edit_max_value,
        title: attrs.title,
        overflowClass: options.overflow_class,
    }),
};

registry.category("fields").add("progressbar", progressBarField);
