import { EventBus, markRaw, onWillDestroy, onWillStart, onWillUpdateProps, useComponent } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { SEARCH_KEYS } from "../search/search_keys";

/**
 * What a view shows, loaded by search parameters.
 *
 * A model tells with `notify()` that the view has to look again.
 */
export class Model {
    /** @type {string[]} */
    static services = [];

    /**
     * @param {any} env
     * @param {any} params
     * @param {any} services
     */
    constructor(env, params, services) {
        this.env = markRaw(env);
        this.orm = markRaw(services.orm);
        this.bus = markRaw(new EventBus());
        this.isReady = false;
        /** @type {any} */
        this.loadError = null;
        this.whenReady = new Promise((resolve) => {
            this._setReady = () => {
                this.isReady = true;
                resolve(undefined);
            };
        });
        this.setup(params, services);
    }

    /** @param {any} _params @param {any} _services */
    setup(_params, _services) {}

    /** @param {any} _searchParams @returns {Promise<void>} */
    async load(_searchParams) {}

    /** Whether there is anything to show. */
    hasData() {
        return true;
    }

    exportState() {
        return {};
    }

    /** Load for the first time, or again after that failed. @param {any} [searchParams] */
    async reload(searchParams = this._wanted) {
        this._wanted = searchParams;
        this.loadError = null;
        try {
            await this.load(searchParams);
            this._setReady();
        } catch (error) {
            this.loadError = error;
        }
        this.notify();
    }

    notify() {
        this.bus.trigger("update");
    }
}

/** @param {any} props */
function searchParamsOf(props) {
    /** @type {any} */
    const params = {};
    for (const key of SEARCH_KEYS) {
        if (key in props) {
            params[key] = props[key];
        }
    }
    return params;
}

/** @param {any} left @param {any} right */
function differ(left, right) {
    return JSON.stringify(left) !== JSON.stringify(right);
}

/**
 * Make the model of a view, load it, and load it again when the search changes.
 *
 * @param {any} ModelClass
 * @param {any} params
 * @param {{beforeFirstLoad?: () => any, lazy?: boolean, onUpdate?: (event: any) => any}} [options]
 */
export function useModel(ModelClass, params, options = {}) {
    const component = useComponent();
    /** @type {any} */
    const services = {};
    for (const name of ModelClass.services) {
        services[name] = useService(name);
    }
    services.orm ||= useService("orm");
    const model = new ModelClass(component.env, { ...params, state: params.state || component.props.state?.modelState }, services);
    const keepLast = new KeepLast();
    const onUpdate = options.onUpdate || (() => component.render(true));
    // From the start on: an answer may come before the component is in the page.
    model.bus.addEventListener("update", onUpdate);
    onWillDestroy(() => model.bus.removeEventListener("update", onUpdate));
    onWillStart(async () => {
        await options.beforeFirstLoad?.();
        if (!options.lazy) {
            await model.load(searchParamsOf(component.props));
            model._setReady();
            return;
        }
        // The frame of the view appears while the data is under way; what goes wrong is said in the view.
        model.reload(searchParamsOf(component.props));
    });
    onWillUpdateProps(async (nextProps) => {
        const next = searchParamsOf(nextProps);
        if (!model.isReady) {
            await keepLast.add(model.reload(next));
        } else if (differ(searchParamsOf(component.props), next)) {
            // What was shown stays when the search fails; the error service tells why.
            await keepLast.add(model.load(next).catch((/** @type {any} */ error) => {
                Promise.reject(error);
            }));
        }
    });
    return model;
}

/**
 * As `useModel`; an empty view explains itself in words rather than with made-up records.
 *
 * @param {any} ModelClass
 * @param {any} params
 * @param {any} [options]
 */
export function useModelWithSampleData(ModelClass, params, options) {
    return useModel(ModelClass, params, options);
}

/** @param {string} name @param {any} definition of one property @param {any} relatedPropertyField */
export function _makeFieldFromPropertyDefinition(name, definition, relatedPropertyField) {
    return {
        ...definition,
        name,
        propertyName: definition.name,
        relation: definition.comodel,
        relatedPropertyField,
        groupable: false,
        sortable: true,
        searchable: true,
        store: true,
    };
}

/**
 * Add the properties that records of a model may have to its fields, named `<field>.<property>`.
 *
 * @param {any} orm
 * @param {string} resModel
 * @param {Object<string, any>} fields changed in place
 * @param {any} context
 * @param {{name: string, definition_record: string, definition_record_field: string}[]} propertyFields
 */
export async function addPropertyFieldDefs(orm, resModel, fields, context, propertyFields) {
    for (const field of propertyFields) {
        const parent = fields[field.definition_record];
        if (!parent) {
            continue;
        }
        const records = await orm.call(parent.relation, "search_read", [], {
            domain: [[field.definition_record_field, "!=", false]],
            fields: ["display_name", field.definition_record_field],
            context,
        });
        for (const record of records) {
            for (const definition of record[field.definition_record_field] || []) {
                const name = `${field.name}.${definition.name}`;
                fields[name] = {
                    ..._makeFieldFromPropertyDefinition(name, definition, { name: field.name }),
                    record_id: record.id,
                    record_name: record.display_name,
                };
            }
        }
    }
}
