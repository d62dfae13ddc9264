import { Component } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { loadRelatedOptions, useSpecialData } from "../special_data";
import { standardFieldProps } from "../standard_field_props";

/** Some records out of a few, each with a checkbox. */
export class Many2ManyCheckboxesField extends Component {
    static template = "web.Many2ManyCheckboxesField";
    static components = { CheckBox };
    static props = { ...standardFieldProps, domain: { type: [Array, Function], optional: true }, context: { type: Object, optional: true } };

    setup() {
        this.specialData = useSpecialData((orm, props) => loadRelatedOptions(orm, props, 100));
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    /** @returns {[number, string][]} */
    get items() {
        return this.specialData.data;
    }

    /** @param {[number, string]} item */
    isSelected(item) {
        return this.list.currentIds.includes(item[0]);
    }

    /** @param {number} id @param {boolean} isChecked */
    onChange(id, isChecked) {
        return this.list.addAndRemove(isChecked ? { add: [id] } : { remove: [id] });
    }
}

export const many2ManyCheckboxesField = {
    component: Many2ManyCheckboxesField,
    displayName: _t("Checkboxes"),
    supportedTypes: ["many2many"],
    isEmpty: () => false,
    extractProps: (/** @type {any} */ _info, /** @type {any} */ dynamicInfo) => ({ domain: dynamicInfo.domain, context: dynamicInfo.context }),
};

registry.category("fields").add("many2many_checkboxes", many2ManyCheckboxesField);
