import { rpc } from "@web/core/network/rpc";
import { pick } from "@web/core/utils/objects";

/** What the address says of one controller. @param {any} controller */
export function entryOf(controller) {
    const { action, props } = controller;
    if (controller.virtual) {
        return controller.entry;
    }
    const entry = {};
    if (action.type === "ir.actions.client") {
        entry.action = action.path || action.id || action.tag;
    } else {
        entry.action = action.path || action.id || action.xml_id;
    }
    if (!entry.action) {
        delete entry.action;
        if (action.res_model) {
            entry.model = action.res_model;
        }
    }
    const resId = controller.currentState?.resId ?? props?.resId;
    if (controller.view?.type === "form" || (action.type === "ir.actions.client" && resId)) {
        entry.resId = resId || "new";
    }
    if (action.context?.active_id) {
        entry.active_id = action.context.active_id;
    }
    entry.displayName = controller.displayName;
    return entry;
}

/**
 * The state of the address for a stack of controllers.
 * @param {any[]} stack
 * @param {(controller: any) => string} defaultViewType
 */
export function stateOf(stack, defaultViewType) {
    const actionStack = stack.map(entryOf);
    const last = stack.at(-1);
    /** @type {Record<string, any>} */
    const state = { actionStack, ...pick(actionStack.at(-1) || {}, "action", "resId", "active_id", "model") };
    if (last?.view && last.view.type !== "form" && last.view.type !== defaultViewType(last)) {
        state.view_type = last.view.type;
    }
    return state;
}

/**
 * Controllers for the actions that an address names before its last: made when somebody goes back to them.
 * @param {Record<string, any>[]} entries
 * @returns {Promise<any[]>}
 */
export async function virtualControllers(entries) {
    if (!entries.length) {
        return [];
    }
    const asked = entries.filter((entry) => !entry.displayName);
    const names = asked.length ? await rpc("/web/action/load_breadcrumbs", { actions: asked.map((entry) => pick(entry, "action", "model", "resId", "active_id")) }, { silent: true }) : [];
    const nameOf = new Map(asked.map((entry, index) => [entry, names[index]]));
    return entries
        .filter((entry) => !nameOf.get(entry)?.error)
        .map((entry, index) => ({
            jsId: `controller_virtual_${Date.now()}_${index}`,
            virtual: true,
            entry,
            displayName: entry.displayName || nameOf.get(entry)?.display_name || "",
            action: { type: "ir.actions.act_window" },
            props: {},
        }));
}

/**
 * What to do to show an entry of an address.
 * @param {Record<string, any>} entry
 * @param {string} [viewType]
 * @returns {{request: any, options: any} | null}
 */
export function requestOf(entry, viewType) {
    const options = {};
    if (entry.active_id) {
        options.additionalContext = { active_id: entry.active_id, active_ids: [entry.active_id] };
    }
    const resId = entry.resId === "new" ? false : entry.resId;
    if (entry.resId) {
        options.props = { resId };
        options.viewType = "form";
    } else if (viewType) {
        options.viewType = viewType;
    }
    if (entry.action) {
        return { request: entry.action, options };
    }
    if (entry.model) {
        const views = entry.resId ? [[false, "form"]] : [[false, viewType || "list"], [false, "form"]];
        return { request: { type: "ir.actions.act_window", res_model: entry.model, views, target: "current", name: entry.displayName, ...(resId ? { res_id: resId } : {}) }, options };
    }
    return null;
}
