import { browser } from "@web/core/browser/browser";
import { isMacOS } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

function shortcutsItem(env) {
    return {
        type: "item",
        id: "shortcuts",
        description: _t("Go to, and commands"),
        icon: "fa-keyboard-o",
        hotkey: isMacOS() ? "⌘ K" : "Ctrl K",
        hide: env.isSmall,
        callback: () => env.services.command.openMainPalette(),
        sequence: 20,
    };
}

/** @param {any} env */
export function preferencesItem(env) {
    return {
        type: "item",
        id: "preferences",
        description: _t("My preferences"),
        icon: "fa-sliders",
        callback: async () => {
            const action = await env.services.orm.call("res.users", "action_get");
            action.res_id = user.userId;
            env.services.action.doAction(action);
        },
        sequence: 40,
    };
}

function supportItem() {
    const url = session.support_url;
    return {
        type: "item",
        id: "support",
        description: _t("Help"),
        icon: "fa-question-circle",
        href: url,
        hide: !url,
        callback: () => browser.open(url, "_blank"),
        sequence: 30,
    };
}

/** The account of who runs the system at their supplier, where there is one. @param {any} env */
export function odooAccountItem(env) {
    return {
        type: "item",
        id: "account",
        description: _t("My account"),
        icon: "fa-user",
        hide: !session.account_url,
        callback: () => {
            rpc("/web/session/account")
                .then((url) => browser.open(url, "_blank"))
                .catch(() => env.services.notification.add(_t("The account cannot be opened now."), { type: "warning" }));
        },
        sequence: 60,
    };
}

function logOutItem() {
    const route = "/web/session/logout";
    return {
        type: "item",
        id: "logout",
        description: _t("Log out"),
        icon: "fa-sign-out",
        href: `${browser.location.origin}${route}`,
        callback: () => {
            browser.navigator.serviceWorker?.controller?.postMessage("user_logout");
            browser.sessionStorage.clear(); // what was open, whether the server can be reached or not
            browser.location.href = route;
        },
        sequence: 70,
    };
}

function separator() {
    return { type: "separator", sequence: 65 };
}

registry
    .category("user_menuitems")
    .add("shortcuts", shortcutsItem)
    .add("support", supportItem)
    .add("preferences", preferencesItem)
    .add("odoo_account", odooAccountItem)
    .add("separator", separator)
    .add("log_out", logOutItem);
