import { markup } from "@odoo/owl";
import { makeContext } from "@web/core/context";
import { Domain } from "@web/core/domain";
import { rpc, rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { omit } from "@web/core/utils/objects";

const actionRegistry = registry.category("actions");

let nextActionId = 0;

/** The definitions of actions, as far as the server was asked for them. @type {Map<string, Promise<any>>} */
const definitions = new Map();

rpcBus.addEventListener("CLEAR-CACHES", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (!detail || detail === "/web/action/load" || detail.includes?.("/web/action/load")) {
        definitions.clear();
    }
});

/** Values of the context that change what an action is; the others are none of its business. */
const LOADING_KEYS = ["active_id", "active_ids", "active_model"];

/**
 * The definition of an action: given as it is, by the tag of a client action, or by id, external id or path.
 * @param {any} request
 * @param {Record<string, any>} [context]
 * @returns {Promise<any>}
 */
export async function loadAction(request, context = {}) {
    if (request && typeof request === "object") {
        return { ...request };
    }
    if (typeof request === "string" && actionRegistry.contains(request)) {
        return { target: "current", tag: request, type: "ir.actions.client" };
    }
    if (typeof request !== "string" && typeof request !== "number") {
        throw new Error(`No valid action: ${JSON.stringify(request)}`);
    }
    const relevant = Object.fromEntries(LOADING_KEYS.filter((key) => key in context).map((key) => [key, context[key]]));
    const params = { action_id: request, context: { ...user.context, ...context } };
    const key = JSON.stringify([request, relevant, user.context.lang, user.context.allowed_company_ids]);
    if (!definitions.has(key)) {
        const call = rpc("/web/action/load", params);
        definitions.set(key, call);
        call.catch(() => definitions.delete(key));
    }
    const action = await definitions.get(key);
    if (!action) {
        return { type: "ir.actions.act_window_close" };
    }
    return { ...action };
}

/** What is not for the actions that come after: the context of one search only. */
const TRANSIENT = /^(?:(?:default_|search_default_|show_).+|.+_view_ref|group_by|active_id|active_ids|orderedBy)$/;

/** @param {Record<string, any>} context */
export function withoutTransientKeys(context) {
    return omit(context, ...Object.keys(context).filter((key) => TRANSIENT.test(key)));
}

/**
 * Makes a definition ready for use: its context and domain are evaluated, its views are a list.
 * @param {any} definition
 * @param {Record<string, any>} [additionalContext]
 */
export function prepareAction(definition, additionalContext = {}) {
    const action = { ...definition, _originalAction: JSON.stringify(definition) };
    const known = { ...user.context, ...additionalContext };
    try {
        action.context = makeContext([known, definition.context || {}, additionalContext], known);
        for (const name of ["lang", "tz", "uid", "allowed_company_ids"]) {
            if (!(name in additionalContext)) {
                delete action.context[name];
            }
        }
    } catch (error) {
        throw new Error(`The context of the action "${definition.name || definition.id}" cannot be evaluated: ${error.message}`, { cause: error });
    }
    if (action.domain) {
        action.domain = typeof action.domain === "string" ? new Domain(action.domain).toList({ ...known, ...action.context, context: action.context, uid: user.userId }) : action.domain;
    }
    if (action.help) {
        const text = String(action.help);
        const content = document.createElement("div");
        content.innerHTML = text;
        action.help = content.textContent.trim() ? markup(text) : false;
    }
    action.jsId = `action_${++nextActionId}`;
    action.name ??= action.display_name;
    if (action.type === "ir.actions.act_window" || action.type === "ir.actions.act_url" || action.type === "ir.actions.client") {
        action.target ||= "current";
    }
    if (action.type === "ir.actions.act_window") {
        prepareViews(action);
    }
    return action;
}

/** @param {any} action */
function prepareViews(action) {
    const views = (action.views || (action.view_mode || "list,form").split(",").map((mode) => [false, mode.trim()])).map(([id, type]) => [id, type === "tree" ? "list" : type]);
    if (!views.some(([, type]) => type === "search")) {
        const id = Array.isArray(action.search_view_id) ? action.search_view_id[0] : action.search_view_id;
        views.push([id || false, "search"]);
    }
    action.views = views;
    action.controllers = {};
    action.globalState ??= {};
}
