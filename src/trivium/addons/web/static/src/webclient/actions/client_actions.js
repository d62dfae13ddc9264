import { Component, markup, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { registry } from "@web/core/registry";
import { escape, sprintf } from "@web/core/utils/strings";
import { rpcBus } from "@web/core/network/rpc";

const actionRegistry = registry.category("actions");

/**
 * Shows a message; the action may name another one to go on with.
 * @param {any} env
 * @param {any} action
 */
export function displayNotificationAction(env, action) {
    const params = action.params || {};
    const { title, type = "info", sticky = false, className = "", next } = params;
    const links = (params.links || []).map((link) => markup(`<a href="${escape(link.url)}" target="_blank" rel="noopener">${escape(link.label)}</a>`));
    const message = links.length ? markup(sprintf(escape(params.message), ...links.map(String))) : params.message;
    env.services.notification.add(message, { className, sticky, title, type });
    return next;
}
actionRegistry.add("display_notification", displayNotificationAction);

/** Raises an error as if the server had just answered with it. @param {any} _env @param {any} action */
function displayExceptionAction(_env, action) {
    const error = new Error(action.params?.data?.message || action.params?.message || "");
    return Promise.reject(Object.assign(error, { data: action.params?.data, exceptionName: action.params?.data?.name }));
}
actionRegistry.add("display_exception", displayExceptionAction);

/** Loads the page again; the menu to go to may be named. @param {any} env @param {any} action */
function reload(env, action) {
    const { menu_id: menuId, action_id: actionId } = action.params || {};
    const state = actionId ? { action: actionId, actionStack: [{ action: actionId }] } : menuId ? {} : router.current;
    if (menuId) {
        browser.sessionStorage.setItem("menu_id", String(menuId));
    }
    env.bus.trigger("CLEAR-CACHES");
    router.pushState(state, { replace: true, reload: true });
}
actionRegistry.add("reload", reload);

/** Waits until the server is there again (it may be starting), then opens the client. */
async function home() {
    for (;;) {
        try {
            const answer = await browser.fetch("/web/webclient/version_info", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
            if (answer.ok) {
                break;
            }
        } catch {
            // not there yet
        }
        await new Promise((resolve) => browser.setTimeout(resolve, 250));
    }
    browser.location.assign("/");
}
actionRegistry.add("home", home);

/** What was kept of the user's rights and languages is not true any more. */
function reloadContext(env, action) {
    reload(env, action);
}
actionRegistry.add("reload_context", reloadContext);

/** Shows the current page again with what the server has now. @param {any} env */
async function softReload(env) {
    rpcBus.trigger("CLEAR-CACHES");
    const controller = env.services.action.currentController;
    if (controller) {
        await env.services.action.restore(controller.jsId);
    }
}
actionRegistry.add("soft_reload", softReload);

/** A page with nothing on it. */
class BlankComponent extends Component {
    static template = xml`<div class="o_action"/>`;
    static props = ["*"];
}
actionRegistry.add("menu", BlankComponent);
