import { Component, onMounted, onWillUnmount, useRef } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { useRegistry } from "@web/core/registry_hook";
import { ErrorHandler } from "@web/core/utils/components";
import { useService } from "@web/core/utils/hooks";

const systrayRegistry = registry.category("systray");

/** A menu of the bar that opens others. */
export class MenuDropdown extends Dropdown {}

/** The top bar: its left part is drawn over by the page's own breadcrumbs and search, its right part is the systray. */
export class NavBar extends Component {
    static template = "web.NavBar";
    static components = { Dropdown, DropdownItem, ErrorHandler, MenuDropdown };
    static props = {};

    setup() {
        this.menuService = useService("menu");
        this.entries = useRegistry(systrayRegistry);
        this.systray = useRef("systray");
        this.failed = new Set();
        const observer = new ResizeObserver(() => this.measure());
        onMounted(() => {
            observer.observe(this.systray.el);
            this.measure();
        });
        onWillUnmount(() => {
            observer.disconnect();
            document.documentElement.style.removeProperty("--t-systray-w");
        });
    }

    /** The page's breadcrumbs and search must end where the systray starts. */
    measure() {
        const width = this.systray.el ? Math.ceil(this.systray.el.getBoundingClientRect().width) : 0;
        document.documentElement.style.setProperty("--t-systray-w", `${width}px`);
    }

    get currentApp() {
        return this.menuService.getCurrentApp();
    }

    /** The systray's items: the highest sequence is at the left. */
    get systrayItems() {
        return this.entries.entries
            .map(([key, value]) => ({ key, ...value }))
            .filter((item) => !this.failed.has(item.key) && (!("isDisplayed" in item) || item.isDisplayed(this.env)))
            .reverse();
    }

    /** @param {Error} error @param {any} item */
    handleItemError(error, item) {
        // an item that fails goes, the bar stays
        this.failed.add(item.key);
        Promise.reject(error);
        this.render();
    }
}
