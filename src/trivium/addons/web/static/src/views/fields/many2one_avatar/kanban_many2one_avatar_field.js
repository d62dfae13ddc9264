import { registry } from "@web/core/registry";
import { buildM2OFieldDescription, Many2OneField } from "../many2one/many2one_field";
import { KanbanMany2One } from "../many2one/many2one";

/** The picture of a many2one on a card. */
export class KanbanMany2OneAvatarField extends Many2OneField {
    static template = "web.KanbanMany2OneAvatarField";
    static components = { ...Many2OneField.components, KanbanMany2One };
}

registry.category("fields").add("kanban.many2one_avatar", buildM2OFieldDescription(KanbanMany2OneAvatarField));
