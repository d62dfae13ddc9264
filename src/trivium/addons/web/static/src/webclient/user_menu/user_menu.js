import { Component, useState } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownGroup } from "@web/core/dropdown/dropdown_group";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { imageUrl } from "@web/core/utils/urls";

const userMenuRegistry = registry.category("user_menuitems");

/** The entries of the user's menu, as they are registered. @param {any} env */
export function userMenuElements(env) {
    return userMenuRegistry
        .getAll()
        .map((make) => make(env))
        .filter((item) => !("show" in item) || item.show())
        .sort((a, b) => (a.sequence ?? 100) - (b.sequence ?? 100));
}

/** Who is logged in, how the client looks for them, and the way out. */
export class UserMenu extends Component {
    static template = "web.UserMenu";
    static components = { DropdownGroup, Dropdown, DropdownItem, CheckBox };
    static props = {};

    setup() {
        this.appearance = useState(useService("appearance"));
        this.userName = user.name;
        this.login = user.login;
        this.dbName = this.env.debug ? odoo.info?.db : "";
        this.source = user.partnerId ? imageUrl("res.partner", user.partnerId, "avatar_128", { unique: user.writeDate }) : null;
    }

    getElements() {
        return userMenuElements(this.env);
    }
}

export const systrayItem = { Component: UserMenu };
registry.category("systray").add("web.user_menu", systrayItem, { sequence: 0 });
