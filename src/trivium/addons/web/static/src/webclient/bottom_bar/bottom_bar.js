import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { BurgerMenu } from "@web/webclient/burger_menu/burger_menu";

const CREATE_BUTTONS = ".o_list_button_add, .o-kanban-button-new, .o_form_button_create, .o-calendar-button-new";

/** The bar at the lower edge of a phone. Addons add to it in the registry `bottom_bar`: `{Component, props}`. */
export class BottomBar extends Component {
    static template = "web.BottomBar";
    static props = {};

    setup() {
        this.ui = useState(useService("ui"));
        this.sheet = useService("bottom_sheet");
        this.items = registry.category("bottom_bar").getAll();
    }

    /** @param {MouseEvent} ev */
    openMenu(ev) {
        this.sheet.add(ev.currentTarget, BurgerMenu, {}, { env: this.__owl__.childEnv, role: "dialog" });
    }

    search() {
        this.env.bus.trigger("MOBILE:SEARCH");
    }

    create() {
        const button = /** @type {HTMLElement | null} */ ([...document.querySelectorAll(`.o_action_manager :is(${CREATE_BUTTONS})`)].at(-1) ?? null);
        if (button) {
            button.click();
        } else {
            this.env.services.command.openMainPalette({ searchValue: "/" });
        }
    }
}
