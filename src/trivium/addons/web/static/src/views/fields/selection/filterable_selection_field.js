import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SelectionField, selectionField } from "./selection_field";

/** A selection that offers a part of its values. */
export class FilterableSelectionField extends SelectionField {
    static props = {
        ...SelectionField.props,
        whitelistFname: { type: String, optional: true },
        whitelist: { type: Array, optional: true },
        blacklist: { type: Array, optional: true },
    };

    get options() {
        const { blacklist, record, whitelist, whitelistFname } = this.props;
        const allowed = whitelistFname ? (record.data[whitelistFname] || "").split(",") : whitelist;
        return super.options.filter(([value]) => value === this.value || (allowed ? allowed.includes(value) : !(blacklist || []).includes(value)));
    }
}

export const filterableSelectionField = {
    ...selectionField,
    component: FilterableSelectionField,
    displayName: _t("Selection of some values"),
    supportedTypes: ["selection"],
    extractProps: (/** @type {any} */ info, /** @type {any} */ dynamicInfo) => ({
        ...selectionField.extractProps(info, dynamicInfo),
        whitelistFname: info.options.whitelist_fname,
        whitelist: info.options.whitelisted_values,
        blacklist: info.options.blacklisted_values,
    }),
};

registry.category("fields").add("filterable_selection", filterableSelectionField);
