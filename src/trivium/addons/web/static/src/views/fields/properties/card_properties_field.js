import { registry } from "@web/core/registry";
import { PropertiesField, propertiesField } from "./properties_field";

/** Properties on a card: those that are filled in and meant for it. */
export class CardPropertiesField extends PropertiesField {
    static template = "web.CardPropertiesField";

    get properties() {
        return super.properties.filter((/** @type {any} */ property) => property.view_in_cards && property.type !== "separator" && property.value !== false && property.value !== "");
    }

    /** @param {any} property */
    text({ selection, tags, type, value }) {
        switch (type) {
            case "many2one":
                return Array.isArray(value) ? value[1] : value?.display_name;
            case "many2many":
                return value.map((/** @type {any} */ item) => item[1]).join(", ");
            case "selection":
                return selection?.find((/** @type {any} */ option) => option[0] === value)?.[1];
            case "tags":
                return (tags || []).filter((/** @type {any} */ tag) => value.includes(tag[0])).map((/** @type {any} */ tag) => tag[1]).join(", ");
            default:
                return String(value);
        }
    }
}

export const cardPropertiesField = { ...propertiesField, component: CardPropertiesField };

registry.category("fields").add("kanban.properties", cardPropertiesField).add("hierarchy.properties", cardPropertiesField);
