import { Component } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** Checkboxes kept in one JSON value: `{key: {label, checked, readonly?, question_circle?}}`. */
export class JsonCheckboxes extends Component {
    static template = "account.JsonCheckboxes";
    static components = { CheckBox };
    static props = { ...standardFieldProps, stacked: { type: Boolean, optional: true } };

    get checkboxes() {
        return this.props.record.data[this.props.name] || {};
    }

    /** @param {string} key @param {boolean} checked */
    onChange(key, checked) {
        const next = JSON.parse(JSON.stringify(this.checkboxes));
        next[key].checked = checked;
        return this.props.record.update({ [this.props.name]: next });
    }
}

export const jsonCheckboxes = {
    component: JsonCheckboxes,
    displayName: _t("Checkboxes"),
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ stacked: Boolean(options.stacked) }),
};

registry.category("fields").add("json_checkboxes", jsonCheckboxes).add("account_json_checkboxes", jsonCheckboxes);
