import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { rpcBus } from "@web/core/network/rpc";

const CURRENT_APP = "menu_id";

/**
 * @typedef {{id: number | "root", name: string, children: number[], appID: number, xmlid: string, actionID: number | false,
 *   actionModel: string | false, actionPath: string | false, webIcon?: any, webIconData?: string, webIconDataMimetype?: string, childrenTree?: any[]}} Menu
 */

async function fetchMenus(reload = false) {
    const response = await browser.fetch(session.load_menus_url || "/web/webclient/load_menus", reload ? { cache: "no-store" } : {});
    if (!response.ok) {
        throw new Error(`The menus cannot be loaded (${response.status})`);
    }
    return response.json();
}

export const menuService = {
    dependencies: ["action"],
    async start(env) {
        /** @type {Record<string, Menu>} */
        let menus = await fetchMenus();
        let currentAppId = Number(browser.sessionStorage.getItem(CURRENT_APP)) || null;
        /** @type {number | null} */
        let currentMenuId = null;

        const getMenu = (/** @type {any} */ id) => menus[id];
        const getApps = () => menus.root.children.map(getMenu).filter(Boolean);

        /** @param {any} id */
        const getMenuAsTree = (id) => {
            const menu = getMenu(id);
            menu.childrenTree ??= menu.children.map(getMenuAsTree);
            return menu;
        };

        /** @param {any} menu */
        const setCurrentMenu = (menu) => {
            const found = typeof menu === "object" ? menu : getMenu(menu);
            if (!found) {
                return;
            }
            currentMenuId = found.id;
            if (found.appID !== currentAppId) {
                currentAppId = found.appID;
                browser.sessionStorage.setItem(CURRENT_APP, String(currentAppId));
            }
            env.bus.trigger("MENUS:APP-CHANGED");
        };

        /** The menu to open: the first with an action below one that has none. @param {any} menu */
        const actionMenu = (menu) => {
            if (menu.actionID) {
                return menu;
            }
            for (const id of menu.children) {
                const found = actionMenu(getMenu(id));
                if (found) {
                    return found;
                }
            }
            return null;
        };

        return {
            getAll: () => Object.values(menus),
            getApps,
            getMenu,
            getCurrentApp: () => (currentAppId ? getMenu(currentAppId) : undefined),
            getCurrentMenuId: () => currentMenuId,
            getMenuAsTree,
            /** The address of a menu's page. @param {any} menu */
            getHref(menu) {
                const target = actionMenu(menu);
                return target ? `/odoo/${target.actionPath || `action-${target.actionID}`}` : "#";
            },
            /** @param {any} menu */
            async selectMenu(menu) {
                const found = typeof menu === "object" ? menu : getMenu(menu);
                const target = actionMenu(found);
                if (!target) {
                    return;
                }
                await env.services.action.doAction(target.actionPath || target.actionID, {
                    clearBreadcrumbs: true,
                    onActionReady: () => setCurrentMenu(target),
                });
            },
            setCurrentMenu,
            async reload() {
                menus = await fetchMenus(true);
                rpcBus.trigger("CLEAR-CACHES", "/web/action/load");
                env.bus.trigger("MENUS:APP-CHANGED");
            },
        };
    },
};

registry.category("services").add("menu", menuService);
