import { registry } from "@web/core/registry";
import { BadgeSelectionField, badgeSelectionField } from "./badge_selection_field";

/** Pills in a list: the chosen one only. */
export class ListBadgeSelectionField extends BadgeSelectionField {
    static template = "web.ListBadgeSelectionField";
}

export const listBadgeSelectionField = { ...badgeSelectionField, component: ListBadgeSelectionField };

registry.category("fields").add("list.selection_badge", listBadgeSelectionField);
