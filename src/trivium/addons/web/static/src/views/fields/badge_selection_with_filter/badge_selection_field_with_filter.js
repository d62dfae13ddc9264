import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { BadgeSelectionField, badgeSelectionField } from "../badge_selection/badge_selection_field";

/** Pills of those values that another field of the record allows. */
export class BadgeSelectionWithFilterField extends BadgeSelectionField {
    static props = { ...BadgeSelectionField.props, allowedSelectionField: { type: String, optional: true } };

    get options() {
        const allowed = this.props.allowedSelectionField && this.props.record.data[this.props.allowedSelectionField];
        return allowed ? super.options.filter(([value]) => allowed.includes(value)) : super.options;
    }
}

export const badgeSelectionFieldWithFilter = {
    ...badgeSelectionField,
    component: BadgeSelectionWithFilterField,
    displayName: _t("Pills of some values"),
    supportedTypes: ["selection"],
    extractProps: (/** @type {any} */ info, /** @type {any} */ dynamicInfo) => ({
        ...badgeSelectionField.extractProps(info, dynamicInfo),
        allowedSelectionField: info.options.allowed_selection_field,
    }),
};

registry.category("fields").add("selection_badge_with_filter", badgeSelectionFieldWithFilter);
