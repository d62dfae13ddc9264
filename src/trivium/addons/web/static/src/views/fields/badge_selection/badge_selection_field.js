import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SelectionField, selectionField } from "../selection/selection_field";

/** One of a few values, as pills side by side. */
export class BadgeSelectionField extends SelectionField {
    static template = "web.BadgeSelectionField";
    static props = { ...SelectionField.props, size: { type: String, optional: true } };
    static defaultProps = { ...SelectionField.defaultProps, size: "normal" };

    /** @param {any} value */
    onSelect(value) {
        const isSame = this.value === value;
        return this.update(isSame && !this.props.required ? false : value);
    }
}

export const badgeSelectionField = {
    ...selectionField,
    component: BadgeSelectionField,
    displayName: _t("Pills"),
    supportedOptions: [{ label: _t("Size"), name: "size", type: "selection" }],
    extractProps: (/** @type {any} */ info, /** @type {any} */ dynamicInfo) => ({
        ...selectionField.extractProps(info, dynamicInfo),
        size: info.options.size,
    }),
};

registry.category("fields").add("selection_badge", badgeSelectionField);
