import { Component, useRef, useState } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Keeps the present search under a name. */
export class CustomFavoriteItem extends Component {
    static template = "web.CustomFavoriteItem";
    static components = { CheckBox };
    static props = {};

    setup() {
        this.notification = useService("notification");
        this.input = useRef("description");
        this.state = useState({
            isOpen: false,
            description: this.env.config?.getDisplayName?.() || "",
            isDefault: false,
            isShared: false,
        });
    }

    async save() {
        const description = this.state.description.trim();
        const names = this.env.searchModel
            .getSearchItems((/** @type {any} */ item) => item.type === "favorite")
            .map((/** @type {any} */ item) => item.description);
        if (!description || names.includes(description)) {
            this.notification.add(
                description ? _t("A favourite of this name exists already. Choose another name.") : _t("Give the favourite a name."),
                { type: "danger" },
            );
            this.input.el?.focus();
            return;
        }
        const { isDefault, isShared } = this.state;
        await this.env.searchModel.createNewFavorite({ description, isDefault, isShared });
        Object.assign(this.state, { isOpen: false, isDefault: false, isShared: false });
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.save();
        }
        ev.stopPropagation();
    }
}

registry.category("favoriteMenu").add("custom-favorite-item", { Component: CustomFavoriteItem, groupNumber: 3 }, { sequence: 0 });
