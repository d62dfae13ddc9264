import { Component, onWillDestroy, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { usePopover } from "@web/core/popover/popover_hook";
import { useBus, useService } from "@web/core/utils/hooks";
import { AppIcon } from "@web/webclient/rail/app_icon";
import { MenuTree } from "@web/webclient/rail/menu_tree";

const STORE = "trivium.rail";
const WIDE = 1200;

/** The menu tree of an app beside the collapsed rail. */
class RailFlyout extends Component {
    static template = "web.RailFlyout";
    static components = { MenuTree };
    static props = { app: Object, close: { type: Function, optional: true } };
}

/** The rail at the left: the apps and, under the open one, its menus. */
export class Rail extends Component {
    static template = "web.Rail";
    static components = { AppIcon, MenuTree };
    static props = {};

    setup() {
        this.menuService = useService("menu");
        this.command = useService("command");
        const kept = browser.localStorage.getItem(STORE);
        this.state = useState({ isExpanded: kept ? kept === "expanded" : browser.innerWidth >= WIDE });
        this.flyout = usePopover(RailFlyout, { position: "right-start", popoverClass: "o_rail_flyout", arrow: false });
        useBus(this.env.bus, "MENUS:APP-CHANGED", () => {
            this.flyout.close();
            this.render();
        });
        this.apply();
        onWillDestroy(() => document.documentElement.style.removeProperty("--t-rail-w"));
    }

    get apps() {
        return this.menuService.getApps();
    }

    get currentApp() {
        const app = this.menuService.getCurrentApp();
        return app && this.menuService.getMenuAsTree(app.id);
    }

    apply() {
        document.documentElement.style.setProperty("--t-rail-w", this.state.isExpanded ? "220px" : "56px");
    }

    toggle() {
        this.state.isExpanded = !this.state.isExpanded;
        browser.localStorage.setItem(STORE, this.state.isExpanded ? "expanded" : "collapsed");
        this.apply();
    }

    search() {
        this.command.openMainPalette({ searchValue: "/" });
    }

    /** @param {MouseEvent} ev @param {any} app */
    onAppClick(ev, app) {
        if (ev.ctrlKey || ev.metaKey) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const isOpen = this.currentApp?.id === app.id;
        if (isOpen && !this.state.isExpanded && this.currentApp.childrenTree.length) {
            this.flyout.open(/** @type {HTMLElement} */ (ev.currentTarget), { app: this.currentApp });
            return;
        }
        this.menuService.selectMenu(app);
    }
}
