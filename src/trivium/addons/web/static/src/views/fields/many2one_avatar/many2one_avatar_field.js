import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { buildM2OFieldDescription, Many2OneField } from "../many2one/many2one_field";

/** A many2one with a picture. */
export class Many2OneAvatarField extends Many2OneField {
    static template = "web.Many2OneAvatarField";

    get m2oProps() {
        return { ...super.m2oProps, isAvatar: true };
    }
}

export const many2OneAvatarField = { ...buildM2OFieldDescription(Many2OneAvatarField), displayName: _t("Many2one with a picture") };

registry.category("fields").add("many2one_avatar", many2OneAvatarField).add("many2one_avatar_user", many2OneAvatarField);
