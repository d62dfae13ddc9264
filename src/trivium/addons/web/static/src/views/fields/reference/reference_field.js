import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { computeM2OProps, Many2One } from "../many2one/many2one";
import { extractM2OFieldProps, m2oSupportedOptions, Many2OneField } from "../many2one/many2one_field";

/** One record of one of several models. */
export class ReferenceField extends Component {
    static template = "web.ReferenceField";
    static components = { Many2One };
    static props = { ...Many2OneField.props, hideModel: { type: Boolean, optional: true }, modelField: { type: String, optional: true } };

    setup() {
        this.state = useState({ relation: "" });
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get selection() {
        return this.props.record.fields[this.props.name].selection || [];
    }

    get relation() {
        const { modelField, record } = this.props;
        const named = modelField && record.data[modelField];
        return named?.model || (typeof named === "string" && named) || this.state.relation || this.value?.resModel || "";
    }

    get showModel() {
        return !this.props.hideModel && !this.props.modelField && !this.props.readonly;
    }

    get m2oProps() {
        const { name, record } = this.props;
        const { value } = this;
        return {
            ...computeM2OProps({ ...this.props, domain: () => [] }),
            relation: this.relation,
            value: value && value.resModel === this.relation ? { id: value.resId, display_name: value.displayName } : false,
            update: (/** @type {any} */ changed) => record.update({ [name]: changed && { resModel: this.relation, resId: changed.id, displayName: changed.display_name } }),
        };
    }

    /** @param {any} ev */
    onModelChange(ev) {
        this.state.relation = ev.target.value;
        return this.props.record.update({ [this.props.name]: false });
    }
}

export const referenceField = {
    component: ReferenceField,
    displayName: _t("Reference"),
    supportedOptions: [...m2oSupportedOptions, { label: _t("Hide the model"), name: "hide_model", type: "boolean" }],
    supportedTypes: ["reference", "char"],
    extractProps: (/** @type {any} */ info, /** @type {any} */ dynamicInfo) => ({
        ...extractM2OFieldProps(info, dynamicInfo),
        hideModel: Boolean(info.options.hide_model),
        modelField: info.options.model_field,
    }),
};

registry.category("fields").add("reference", referenceField);
