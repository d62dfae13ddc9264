import { registry } from "@web/core/registry";
import { BooleanToggleField, booleanToggleField } from "./boolean_toggle_field";

/** A switch in a list: it works without opening the row. */
export class ListBooleanToggleField extends BooleanToggleField {
    static template = "web.ListBooleanToggleField";
}

export const listBooleanToggleField = { ...booleanToggleField, component: ListBooleanToggleField };

registry.category("fields").add("list.boolean_toggle", listBooleanToggleField);
