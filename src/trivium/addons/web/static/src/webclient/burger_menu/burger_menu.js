import { Component, useState } from "@odoo/owl";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { AppIcon } from "@web/webclient/rail/app_icon";
import { MenuTree } from "@web/webclient/rail/menu_tree";
import { BurgerUserMenu } from "@web/webclient/burger_menu/burger_user_menu/burger_user_menu";
import { MobileSwitchCompanyMenu } from "@web/webclient/burger_menu/mobile_switch_company_menu/mobile_switch_company_menu";

/** The menus of a phone: the open app's, the other apps, companies, and the user's. */
export class BurgerMenu extends Component {
    static template = "web.BurgerMenu";
    static components = { AppIcon, MenuTree, BurgerUserMenu, MobileSwitchCompanyMenu };
    static props = { close: { type: Function, optional: true } };

    setup() {
        this.menuService = useService("menu");
        this.state = useState({ showsUser: false });
        this.hasCompanies = user.allowedCompanies.length > 1;
    }

    get currentApp() {
        const app = this.menuService.getCurrentApp();
        return app && this.menuService.getMenuAsTree(app.id);
    }

    get apps() {
        return this.menuService.getApps();
    }

    /** @param {MouseEvent} ev @param {any} app */
    async open(ev, app) {
        ev.preventDefault();
        ev.stopPropagation();
        await this.menuService.selectMenu(app);
        this.props.close?.();
    }
}
