import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** Menus as a tree whose branches open and close. */
export class MenuTree extends Component {
    static template = "web.MenuTree";
    static props = { menus: Array, level: { type: Number, optional: true }, onSelected: { type: Function, optional: true } };
    static defaultProps = { level: 0, onSelected: () => {} };

    setup() {
        this.menuService = useService("menu");
        this.closed = useState({});
    }

    /** @param {any} menu */
    isCurrent(menu) {
        const current = this.menuService.getMenu(this.menuService.getCurrentMenuId());
        // an app may open the same page as one of its menus
        return Boolean(current) && (menu.id === current.id || (current.id === current.appID && menu.actionID === current.actionID && Boolean(menu.actionID)));
    }

    /** @param {any} menu */
    isOpen(menu) {
        // deeper branches are closed until they are asked for, unless the page that is open is in them
        return this.closed[menu.id] === undefined ? this.props.level === 0 || this.holdsCurrent(menu) : !this.closed[menu.id];
    }

    /** @param {any} menu @returns {boolean} */
    holdsCurrent(menu) {
        return menu.childrenTree.some((child) => this.isCurrent(child) || this.holdsCurrent(child));
    }

    /** @param {any} menu */
    toggle(menu) {
        this.closed[menu.id] = this.isOpen(menu);
    }

    /** @param {MouseEvent} ev @param {any} menu */
    async onClick(ev, menu) {
        if (ev.ctrlKey || ev.metaKey) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        await this.menuService.selectMenu(menu);
        this.props.onSelected();
    }
}
MenuTree.components = { MenuTree };
