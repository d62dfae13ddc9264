import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { sortBy } from "@web/core/utils/arrays";
import { ActionMenus } from "../action_menus/action_menus";

const cogMenuRegistry = registry.category("cogMenu");

/** One menu behind an icon: actions, reports, and what other modules add to views. */
export class CogMenu extends ActionMenus {
    static template = "web.CogMenu";
    static components = { ...ActionMenus.components };
    static props = { ...ActionMenus.props };

    /** @param {any} props */
    async loadRegistryItems(props) {
        const items = [];
        for (const item of cogMenuRegistry.getAll()) {
            if (!("isDisplayed" in item) || (await item.isDisplayed(this.env))) {
                items.push({ key: item.Component.name, Component: item.Component, groupNumber: item.groupNumber, props: {} });
            }
        }
        const others = await super.loadRegistryItems(props);
        return sortBy([...items, ...others], (/** @type {any} */ item) => item.groupNumber || 0);
    }

    get hasItems() {
        return this.actionItems.length + this.printItems.length + this.registryItems.length > 0;
    }

    get title() {
        return _t("More actions");
    }
}
