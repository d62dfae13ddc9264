import { registry } from "@web/core/registry";
import { session } from "@web/session";

const viewRegistry = registry.category("views");

/**
 * @typedef {{id: number | false, type: string, name: string, icon: string, multiRecord: boolean, isMobileFriendly: boolean}} ViewDescription
 */

/** @param {string} type */
const fallbackName = (type) => type[0].toUpperCase() + type.slice(1);

/**
 * The views of an action that the client can show.
 * @param {any} action
 * @returns {ViewDescription[]}
 */
export function viewsOf(action) {
    return action.views
        .filter(([, type]) => type !== "search" && viewRegistry.contains(type))
        .map(([id, type]) => {
            const view = viewRegistry.get(type);
            const info = session.view_info?.[type] || {};
            return {
                id,
                type,
                name: info.display_name || view.display_name || fallbackName(type),
                icon: view.icon || info.icon || "oi oi-view-list",
                multiRecord: view.multiRecord ?? info.multi_record ?? true,
                isMobileFriendly: view.isMobileFriendly ?? ["kanban", "form", "calendar"].includes(type),
            };
        });
}

/**
 * The view to start with: the one asked for, the first; on a phone the first that suits it.
 * @param {any} action
 * @param {{viewType?: string, isSmall?: boolean, resId?: any}} [options]
 * @returns {ViewDescription}
 */
export function chooseView(action, { viewType, isSmall, resId } = {}) {
    const views = viewsOf(action);
    if (!views.length) {
        const types = action.views.map(([, type]) => type).filter((type) => type !== "search");
        throw new Error(`The action "${action.name || action.id}" has no view that can be shown (${types.join(", ") || "none"})`);
    }
    const asked = views.find((view) => view.type === viewType);
    if (asked) {
        return asked;
    }
    if (resId) {
        const single = views.find((view) => !view.multiRecord);
        if (single) {
            return single;
        }
    }
    const [first] = views;
    if (isSmall && first.multiRecord) {
        return views.find((view) => view.multiRecord && (view.type === action.mobile_view_mode || view.isMobileFriendly)) || first;
    }
    return first;
}

/**
 * The entries of the view switcher.
 * @param {any} action
 * @param {ViewDescription} current
 */
export function switcherEntries(action, current) {
    const keys = { list: "l", kanban: "k", graph: "g", pivot: "p" };
    const entries = viewsOf(action)
        .filter((view) => view.multiRecord === current.multiRecord)
        .map((view) => ({ ...view, accessKey: keys[view.type], active: view.type === current.type }));
    return entries.length > 1 ? entries : [];
}

/**
 * What the component of a view is given.
 * @param {ViewDescription} view
 * @param {any} action
 * @param {any} props asked for by whoever does the action
 */
export function viewProps(view, action, props) {
    const { target } = action;
    const result = {
        ...props,
        context: { ...action.context, ...props.context },
        display: { mode: target === "new" ? "inDialog" : target, controlPanel: target === "new" ? false : undefined },
        domain: props.domain || action.domain || [],
        loadActionMenus: target !== "new" && target !== "inline",
        loadIrFilters: action.views.some(([, type]) => type === "search"),
        resModel: action.res_model,
        type: view.type,
        views: action.views,
        noContentHelp: action.help || undefined,
        limit: action.limit || undefined,
    };
    if (result.display.controlPanel === undefined) {
        delete result.display.controlPanel;
    }
    if (typeof result.context.group_by === "string" && result.context.group_by) {
        result.groupBy ??= [result.context.group_by];
    } else if (Array.isArray(result.context.group_by) && result.context.group_by.length) {
        result.groupBy ??= result.context.group_by;
    }
    if (view.type === "form") {
        if (target === "new") {
            result.mode ??= "edit";
        }
        result.resId = "resId" in props ? props.resId : action.res_id || undefined;
        result.resIds = props.resIds || (result.resId ? [result.resId] : []);
    }
    for (const name of ["noContentHelp", "limit"]) {
        if (result[name] === undefined) {
            delete result[name];
        }
    }
    return result;
}
