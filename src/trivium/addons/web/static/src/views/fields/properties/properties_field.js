import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";
import { PropertyValue } from "./property_value";

/** Fields of their own that records get from a parent record: shown and filled in. */
export class PropertiesField extends Component {
    static template = "web.PropertiesField";
    static components = { PropertyValue };
    static props = {
        ...standardFieldProps,
        columns: { type: Number, optional: true },
        context: { type: Object, optional: true },
        showAddButton: { type: Boolean, optional: true },
        hideAddButton: { type: Boolean, optional: true },
        hideKanbanOption: { type: Boolean, optional: true },
        editMode: { type: Boolean, optional: true },
    };
    static defaultProps = { columns: 1 };

    get properties() {
        return (this.props.record.data[this.props.name] || []).filter((/** @type {any} */ property) => !property.definition_deleted);
    }

    /** @param {string} propertyName @param {any} value */
    onPropertyChanged(propertyName, value) {
        const { name, record } = this.props;
        const properties = (record.data[name] || []).map((/** @type {any} */ property) => (property.name === propertyName ? { ...property, value } : property));
        return record.update({ [name]: properties });
    }
}

export const propertiesField = {
    component: PropertiesField,
    displayName: _t("Properties"),
    supportedTypes: ["properties"],
    isEmpty: () => false,
    extractProps: ({ attrs }, dynamicInfo) => ({
        columns: Number.parseInt(attrs.columns || "1", 10),
        context: dynamicInfo.context,
    }),
};

registry.category("fields").add("properties", propertiesField);
