import { UserMenu } from "@web/webclient/user_menu/user_menu";

/** The user's menu as a list in a sheet. */
export class BurgerUserMenu extends UserMenu {
    static template = "web.BurgerUserMenu";
    static props = { close: { type: Function, optional: true } };

    /** @param {any} element */
    select(element) {
        this.props.close?.();
        element.callback();
    }
}
