import { onWillStart, onWillUpdateProps, useComponent, useEnv, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** @type {WeakMap<object, Map<string, Promise<any>>>} */
const caches = new WeakMap();

/**
 * Load what a field needs besides its value (all stages of a status bar, all options of a radio).
 *
 * The calls are shared by the fields of a model.
 *
 * @param {(orm: any, props: any) => Promise<any>} loadData
 */
export function useSpecialData(loadData) {
    const component = useComponent();
    const env = useEnv();
    const orm = useService("orm");
    const result = useState({ data: /** @type {any} */ ([]) });
    const owner = env.model || component.props.record.model;
    if (!caches.has(owner)) {
        caches.set(owner, new Map());
    }
    const cache = /** @type {Map<string, Promise<any>>} */ (caches.get(owner));
    const cachedOrm = {
        ...orm,
        /** @param {string} model @param {string} method @param {any[]} [args] @param {any} [kwargs] */
        call: (model, method, args = [], kwargs = {}) => {
            const key = JSON.stringify([model, method, args, kwargs]);
            if (!cache.has(key)) {
                const call = orm.call(model, method, args, kwargs);
                cache.set(key, call);
                call.catch(() => cache.delete(key));
            }
            return cache.get(key);
        },
    };
    const load = async (/** @type {any} */ props) => {
        result.data = await loadData(cachedOrm, props);
    };
    onWillStart(() => load(component.props));
    onWillUpdateProps((nextProps) => load(nextProps));
    return result;
}

/**
 * All records that a many2one may take, as `[id, name]`.
 *
 * @param {any} orm
 * @param {any} props of a field, with `domain` and `context`
 * @param {number} [limit]
 */
export async function loadRelatedOptions(orm, { record, name, domain, context }, limit) {
    const { relation } = record.fields[name];
    const domainList = typeof domain === "function" ? domain() : domain;
    return orm.call(relation, "name_search", [], { name: "", domain: domainList || [], context: context || {}, ...(limit ? { limit } : { limit: 1000 }) });
}
