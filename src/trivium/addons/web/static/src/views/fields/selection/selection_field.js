import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { loadRelatedOptions, useSpecialData } from "../special_data";
import { standardFieldProps } from "../standard_field_props";

/** One of a few values, from a list that opens. */
export class SelectionField extends Component {
    static template = "web.SelectionField";
    static props = {
        ...standardFieldProps,
        placeholder: { type: String, optional: true },
        required: { type: Boolean, optional: true },
        domain: { type: [Array, Function], optional: true },
        context: { type: Object, optional: true },
        autosave: { type: Boolean, optional: true },
    };
    static defaultProps = { autosave: false };

    setup() {
        if (this.type === "many2one") {
            this.specialData = useSpecialData((orm, props) => loadRelatedOptions(orm, props));
        }
    }

    get type() {
        return this.props.record.fields[this.props.name].type;
    }

    /** @returns {[any, string][]} */
    get options() {
        if (this.type === "many2one") {
            return [...this.specialData.data];
        }
        return this.props.record.fields[this.props.name].selection.filter((/** @type {any} */ option) => option[0] !== false && option[1] !== "");
    }

    get value() {
        const value = this.props.record.data[this.props.name];
        return this.type === "many2one" ? value?.id ?? false : value;
    }

    get string() {
        const value = this.props.record.data[this.props.name];
        if (this.type === "many2one") {
            return value ? value.display_name : "";
        }
        return this.options.find((option) => option[0] === value)?.[1] || "";
    }

    /** @param {any} value */
    stringify(value) {
        return JSON.stringify(value);
    }

    /** @param {any} ev */
    onChange(ev) {
        return this.update(JSON.parse(ev.target.value));
    }

    /** @param {any} value */
    update(value) {
        const { autosave, name, record } = this.props;
        const change = this.type === "many2one" ? value && { id: value, display_name: this.options.find((option) => option[0] === value)?.[1] } : value;
        return record.update({ [name]: change }, { save: autosave });
    }
}

export const selectionField = {
    component: SelectionField,
    displayName: _t("Selection"),
    supportedTypes: ["many2one", "selection"],
    isEmpty: (/** @type {any} */ record, /** @type {string} */ fieldName) => record.data[fieldName] === false,
    extractProps: ({ attrs, viewType, placeholder }, dynamicInfo) => ({
        autosave: viewType === "kanban",
        placeholder: placeholder || attrs.placeholder,
        required: dynamicInfo.required,
        domain: dynamicInfo.domain,
        context: dynamicInfo.context,
    }),
};

registry.category("fields").add("selection", selectionField);
