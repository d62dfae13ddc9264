import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { computeM2OProps, Many2One } from "../many2one/many2one";
import { extractM2OFieldProps, m2oSupportedOptions, Many2OneField } from "../many2one/many2one_field";

/** One record of a model that another field names. */
export class Many2OneReferenceField extends Component {
    static template = "web.Many2OneReferenceField";
    static components = { Many2One };
    static props = { ...Many2OneField.props };

    get relation() {
        const { name, record } = this.props;
        const { model_field: modelField } = record.fields[name];
        return modelField ? record.data[modelField] : "";
    }

    get m2oProps() {
        const { name, record } = this.props;
        const value = record.data[name];
        return {
            ...computeM2OProps(this.props),
            relation: this.relation,
            value: value && { id: value.resId, display_name: value.displayName },
            update: (/** @type {any} */ changed) => record.update({ [name]: changed && { resId: changed.id, displayName: changed.display_name } }),
        };
    }
}

registry.category("fields").add("many2one_reference", {
    component: Many2OneReferenceField,
    displayName: _t("Record of any model"),
    supportedOptions: m2oSupportedOptions,
    supportedTypes: ["many2one_reference"],
    extractProps: extractM2OFieldProps,
});
