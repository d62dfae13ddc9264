import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { imageUrl } from "@web/core/utils/urls";
import { Many2ManyTagsField, many2ManyTagsField } from "../many2many_tags/many2many_tags_field";

/** Pictures that fit beside each other in a cell. */
const SHOWN = 4;

/** Some people or things, as tags with pictures. */
export class Many2ManyTagsAvatarField extends Many2ManyTagsField {
    /** @param {any} record */
    tagOf(record) {
        return { ...super.tagOf(record), img: imageUrl(this.relation, record.resId, "avatar_128") };
    }
}

export const many2ManyTagsAvatarField = { ...many2ManyTagsField, component: Many2ManyTagsAvatarField, displayName: _t("Tags with pictures") };

/** The same in a list: pictures only. */
export class ListMany2ManyTagsAvatarField extends Many2ManyTagsAvatarField {
    static template = "web.KanbanMany2ManyTagsAvatarField";

    get shown() {
        return this.tags.slice(0, SHOWN);
    }

    get rest() {
        return this.list.count - this.shown.length;
    }
}

export const listMany2ManyTagsAvatarField = { ...many2ManyTagsAvatarField, component: ListMany2ManyTagsAvatarField };

/** The same on a card. */
export class KanbanMany2ManyTagsAvatarField extends ListMany2ManyTagsAvatarField {}

export const kanbanMany2ManyTagsAvatarField = { ...many2ManyTagsAvatarField, component: KanbanMany2ManyTagsAvatarField };

registry
    .category("fields")
    .add("many2many_tags_avatar", many2ManyTagsAvatarField)
    .add("list.many2many_tags_avatar", listMany2ManyTagsAvatarField)
    .add("kanban.many2many_tags_avatar", kanbanMany2ManyTagsAvatarField);
