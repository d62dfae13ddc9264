import { Component } from "@odoo/owl";
import { ModelFieldSelector } from "@web/core/model_field_selector/model_field_selector";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** The path to a field of some model. */
export class FieldSelectorField extends Component {
    static template = "web.FieldSelectorField";
    static components = { ModelFieldSelector };
    static props = { ...standardFieldProps, resModel: { type: String, optional: true }, onlySearchable: { type: Boolean, optional: true }, followRelations: { type: Boolean, optional: true } };

    get resModel() {
        const { record, resModel } = this.props;
        const value = resModel && record.data[resModel];
        return (value && (value.model || value)) || resModel || record.resModel;
    }

    get selectorProps() {
        const { followRelations, name, onlySearchable, readonly, record } = this.props;
        return {
            path: record.data[name] || "",
            resModel: this.resModel,
            readonly: Boolean(readonly),
            followRelations: followRelations ?? true,
            update: (/** @type {string} */ path) => record.update({ [name]: path }),
            isDebugMode: Boolean(this.env.debug),
            filter: (/** @type {any} */ field) => !onlySearchable || field.searchable,
        };
    }
}

export const fieldSelectorField = {
    component: FieldSelectorField,
    displayName: _t("Field"),
    supportedTypes: ["char"],
    extractProps: ({ options }) => ({ resModel: options.model, onlySearchable: options.only_searchable, followRelations: options.follow_relations }),
};

registry.category("fields").add("field_selector", fieldSelectorField);
