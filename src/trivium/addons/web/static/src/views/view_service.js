import { registry } from "@web/core/registry";
import { rpcBus } from "@web/core/network/rpc";

/** Writing to these models changes views. */
const VIEW_MODELS = ["ir.ui.view", "ir.filters", "ir.model.fields", "ir.actions.act_window", "ir.actions.server", "ir.actions.report"];

/**
 * @typedef {{arch: string, id: number|false, toolbar?: any, irFilters?: any[], custom_view_id?: number|null}} ViewDescription
 */

/** Descriptions of views, asked of the server once. */
export const viewService = {
    dependencies: ["orm"],
    async: ["loadViews"],

    /** @param {any} env @param {{orm: any}} services */
    start(env, { orm }) {
        /** @type {Map<string, Promise<any>>} */
        const cache = new Map();
        const forget = () => cache.clear();
        env.bus?.addEventListener("CLEAR-CACHES", forget);
        rpcBus.addEventListener("CLEAR-CACHES", forget);
        rpcBus.addEventListener("RPC:RESPONSE", (/** @type {any} */ ev) => {
            const { data, error } = ev.detail || {};
            const params = data?.params;
            if (!error && VIEW_MODELS.includes(params?.model) && ["create", "write", "unlink", "web_save", "create_filter"].includes(params.method)) {
                forget();
            }
        });

        /**
         * @param {{resModel: string, views: [number|false, string][], context?: any}} params
         * @param {{actionId?: any, loadActionMenus?: boolean, loadIrFilters?: boolean, embeddedActionId?: any,
         *   embeddedParentResId?: any}} [options]
         * @returns {Promise<{views: Object<string, ViewDescription>, fields: any, relatedModels: any}>}
         */
        function loadViews({ resModel, views, context = {} }, options = {}) {
            const { actionId, loadActionMenus = false, loadIrFilters = false, embeddedActionId, embeddedParentResId } = options;
            const relevant = contextOfViews(context);
            const serverOptions = {
                action_id: typeof actionId === "number" ? actionId : false,
                embedded_action_id: embeddedActionId || false,
                embedded_parent_res_id: embeddedParentResId || false,
                load_filters: loadIrFilters,
                toolbar: loadActionMenus && !("no_toolbar" in context),
                mobile: Boolean(env.isSmall),
            };
            const key = JSON.stringify([resModel, views, relevant, serverOptions]);
            let found = cache.get(key);
            if (!found) {
                found = orm
                    .call(resModel, "get_views", [], { views, options: serverOptions, context: relevant })
                    .then((/** @type {any} */ result) => describe(result, resModel));
                cache.set(key, /** @type {any} */ (found));
                /** @type {any} */ (found).catch(() => cache.delete(key));
            }
            return /** @type {any} */ (found);
        }
        return { loadViews };
    },
};

/** Keys of a context that say which view to take. @param {any} context */
function contextOfViews(context) {
    const entries = Object.entries(context).filter(([key]) => key === "lang" || key.endsWith("_view_ref") || key === "studio");
    return Object.fromEntries(entries);
}

/** @param {any} result of `get_views` @param {string} resModel */
function describe({ models, views }, resModel) {
    /** @type {Object<string, any>} */
    const relatedModels = {};
    for (const [model, { fields }] of Object.entries(models)) {
        relatedModels[model] = { fields: withNames(fields) };
    }
    /** @type {Object<string, ViewDescription>} */
    const descriptions = {};
    for (const [type, view] of Object.entries(views)) {
        const { arch, id, toolbar, filters, custom_view_id: customViewId } = /** @type {any} */ (view);
        descriptions[type] = {
            arch,
            id,
            custom_view_id: customViewId ?? null,
            ...(toolbar ? { actionMenus: toolbar } : {}),
            ...(filters ? { irFilters: filters } : {}),
        };
    }
    return { fields: relatedModels[resModel].fields, relatedModels, views: descriptions };
}

/** @param {Object<string, any>} fields */
function withNames(fields) {
    return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { ...field, name }]));
}

registry.category("services").add("view", viewService);
