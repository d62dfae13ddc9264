import { registry } from "@web/core/registry";
import { Many2ManyTagsField, many2ManyTagsField } from "./many2many_tags_field";

/** Tags on a card: those with a colour, or all where none has one. */
export class KanbanMany2ManyTagsField extends Many2ManyTagsField {
    static template = "web.KanbanMany2ManyTagsField";

    get tags() {
        const tags = super.tags.map((/** @type {any} */ tag) => ({ ...tag, canDelete: false }));
        return this.props.colorField ? tags.filter((/** @type {any} */ tag) => tag.colorIndex) : tags;
    }
}

export const kanbanMany2ManyTagsField = { ...many2ManyTagsField, component: KanbanMany2ManyTagsField };

registry.category("fields").add("kanban.many2many_tags", kanbanMany2ManyTagsField);
