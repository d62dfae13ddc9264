import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { AppIcon } from "@web/webclient/rail/app_icon";
import { DefaultCommandItem, lookup } from "@web/core/commands/command_palette";
import { computeAppsAndMenuItems } from "@web/webclient/menus/menu_helpers";

/** Menus shown for a search: the best ones, not everything that has these letters. */
const MOST_FOUND = 12;

class AppIconCommand extends Component {
    static template = "web.AppIconCommand";
    static components = { AppIcon };
    static props = { app: { type: Object, optional: true }, name: { type: String, optional: true }, ...DefaultCommandItem.props };
}

const commandCategories = registry.category("command_categories");
commandCategories.add("apps", { namespace: "/", name: _t("Apps") }, { sequence: 10 });
commandCategories.add("menu_items", { namespace: "/", name: _t("Menus") }, { sequence: 20 });

registry.category("command_setup").add("/", { debounceDelay: 0, emptyMessage: _t("No menu has this name"), name: _t("Menus"), placeholder: _t("Search a menu") });

registry.category("command_provider").add("menu", {
    namespace: "/",
    provide: async (env, options) => {
        const { menu: menuService } = env.services;
        let { apps, menuItems } = computeAppsAndMenuItems(menuService.getMenuAsTree("root"));
        if (options.searchValue) {
            apps = lookup(options.searchValue, apps, (app) => app.label);
            menuItems = lookup(options.searchValue, menuItems, (item) => `${item.label} / ${item.parents}`);
        }
        const shown = options.searchValue ? menuItems.slice(0, MOST_FOUND) : menuItems;
        /** @type {any[]} */
        const commands = apps.map((app) => ({
            Component: AppIconCommand,
            action: () => menuService.selectMenu(app.id),
            category: "apps",
            name: app.label,
            href: app.href,
            props: { app },
        }));
        for (const item of shown) {
            commands.push({
                action: () => menuService.selectMenu(item.menuID),
                category: "menu_items",
                name: `${item.parents} / ${item.label}`,
                href: item.href,
            });
        }
        return commands;
    },
});
