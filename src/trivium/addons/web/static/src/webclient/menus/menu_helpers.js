/**
 * The apps, and all menus below them with the names of those above.
 * @param {any} menuTree the menu "root" as a tree
 */
export function computeAppsAndMenuItems(menuTree) {
    const apps = [];
    const menuItems = [];
    const visit = (menu, parents) => {
        const common = { label: menu.name, id: menu.id, xmlid: menu.xmlid, actionID: menu.actionID, appID: menu.appID, href: `/odoo/${menu.actionPath || `action-${menu.actionID}`}` };
        if (menu.id !== "root" && menu.id === menu.appID) {
            apps.push({ ...common, webIconData: menu.webIconData, webIconDataMimetype: menu.webIconDataMimetype });
        } else if (menu.actionID) {
            menuItems.push({ ...common, parents: parents.join(" / "), menuID: menu.id });
        }
        for (const child of menu.childrenTree || []) {
            visit(child, menu.id === "root" ? [] : [...parents, menu.name]);
        }
    };
    visit(menuTree, []);
    return { apps, menuItems };
}

/**
 * Puts apps into an order that the user has chosen; those that it does not name come last.
 * @param {{xmlid: string}[]} apps sorted in place
 * @param {string[]} order external ids
 */
export function reorderApps(apps, order) {
    const rank = ({ xmlid }) => (order.includes(xmlid) ? order.indexOf(xmlid) : Infinity);
    apps.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}
