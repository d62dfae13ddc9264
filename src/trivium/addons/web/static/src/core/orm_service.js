import { rpc, rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/** The commands of values of one2many and many2many fields. */
export const x2ManyCommands = {
    CREATE: 0,
    create: (virtualID, values) => [x2ManyCommands.CREATE, virtualID || false, withoutId(values)],
    UPDATE: 1,
    update: (id, values) => [x2ManyCommands.UPDATE, id, withoutId(values)],
    DELETE: 2,
    delete: (id) => [x2ManyCommands.DELETE, id, false],
    UNLINK: 3,
    unlink: (id) => [x2ManyCommands.UNLINK, id, false],
    LINK: 4,
    link: (id) => [x2ManyCommands.LINK, id, false],
    CLEAR: 5,
    clear: () => [x2ManyCommands.CLEAR, false, false],
    SET: 6,
    set: (ids) => [x2ManyCommands.SET, false, ids],
};

/** @param {Record<string, any>} values */
function withoutId({ id: _id, ...values }) {
    return values;
}

/** Methods after which answers that were kept may be wrong. */
export const UPDATE_METHODS = ["unlink", "create", "write", "web_save", "web_save_multi", "web_resequence", "action_archive", "action_unarchive"];

/** @param {any} ids */
function checkIds(ids) {
    if (!Array.isArray(ids) || !ids.every((id) => Number.isInteger(id) || typeof id === "string")) {
        throw new Error(`Not a list of ids: ${JSON.stringify(ids)}`);
    }
}

/** @param {any} list @param {string} what */
function checkArray(list, what) {
    if (!Array.isArray(list)) {
        throw new Error(`${what} must be a list: ${JSON.stringify(list)}`);
    }
}

/** @param {any} object @param {string} what */
function checkObject(object, what) {
    if (typeof object !== "object" || object === null || Array.isArray(object)) {
        throw new Error(`${what} must be an object: ${JSON.stringify(object)}`);
    }
}

/** The methods of models, by remote call. */
export class ORM {
    constructor() {
        this.rpc = rpc;
        /** @type {boolean} */
        this._silent = false;
        /** @type {any} */
        this._cache = false;
    }

    /** The same, without a sign that something is loading. */
    get silent() {
        return Object.assign(Object.create(this), { _silent: true });
    }

    /** The same, with answers kept. @param {any} [options] */
    cache(options = {}) {
        return Object.assign(Object.create(this), { _cache: options });
    }

    /**
     * @param {string} model
     * @param {string} method
     * @param {any[]} [args]
     * @param {Record<string, any>} [kwargs]
     * @returns {Promise<any>}
     */
    call(model, method, args = [], kwargs = {}) {
        if (typeof model !== "string" || !model) {
            throw new Error(`Invalid model name: ${model}`);
        }
        const params = { model, method, args, kwargs: { ...kwargs, context: { ...user.context, ...kwargs.context } } };
        return this.rpc(`/web/dataset/call_kw/${model}/${method}`, params, { silent: this._silent, cache: this._cache });
    }

    /** @param {string} model @param {any[]} records @param {Record<string, any>} [kwargs] */
    create(model, records, kwargs = {}) {
        checkArray(records, "The records");
        for (const record of records) {
            checkObject(record, "A record");
        }
        return this.call(model, "create", [records], kwargs);
    }

    /** @param {string} model @param {number[]} ids @param {string[]} [fields] @param {Record<string, any>} [kwargs] */
    read(model, ids, fields, kwargs = {}) {
        checkIds(ids);
        return ids.length ? this.call(model, "read", [ids, fields], kwargs) : Promise.resolve([]);
    }

    /** @param {string} model @param {any} domain @param {string[]} groupby @param {string[]} aggregates @param {Record<string, any>} [kwargs] */
    formattedReadGroup(model, domain, groupby, aggregates, kwargs = {}) {
        checkArray(domain, "The domain");
        checkArray(groupby, "The grouping");
        return this.call(model, "formatted_read_group", [], { ...kwargs, domain, groupby, aggregates });
    }

    /** @param {string} model @param {any} domain @param {string[][]} groupingSets @param {string[]} aggregates @param {Record<string, any>} [kwargs] */
    formattedReadGroupingSets(model, domain, groupingSets, aggregates, kwargs = {}) {
        checkArray(domain, "The domain");
        return this.call(model, "formatted_read_grouping_sets", [], { ...kwargs, domain, grouping_sets: groupingSets, aggregates });
    }

    /** @param {string} model @param {any} domain @param {string[]} groupby @param {string[]} aggregates @param {Record<string, any>} [kwargs] */
    webReadGroup(model, domain, groupby, aggregates, kwargs = {}) {
        checkArray(domain, "The domain");
        checkArray(groupby, "The grouping");
        return this.call(model, "web_read_group", [], { ...kwargs, domain, groupby, aggregates });
    }

    /** @param {string} model @param {any} domain @param {Record<string, any>} [kwargs] */
    search(model, domain, kwargs = {}) {
        checkArray(domain, "The domain");
        return this.call(model, "search", [domain], kwargs);
    }

    /** @param {string} model @param {any} domain @param {string[]} [fields] @param {Record<string, any>} [kwargs] */
    searchRead(model, domain, fields, kwargs = {}) {
        checkArray(domain, "The domain");
        return this.call(model, "search_read", [], { ...kwargs, domain, fields });
    }

    /** @param {string} model @param {any} domain @param {Record<string, any>} [kwargs] */
    searchCount(model, domain, kwargs = {}) {
        checkArray(domain, "The domain");
        return this.call(model, "search_count", [domain], kwargs);
    }

    /** @param {string} model @param {number[]} ids @param {Record<string, any>} [kwargs] */
    unlink(model, ids, kwargs = {}) {
        checkIds(ids);
        return ids.length ? this.call(model, "unlink", [ids], kwargs) : Promise.resolve(true);
    }

    /** @param {string} model @param {any} domain @param {Record<string, any>} [kwargs] */
    webSearchRead(model, domain, kwargs = {}) {
        checkArray(domain, "The domain");
        return this.call(model, "web_search_read", [], { ...kwargs, domain });
    }

    /** @param {string} model @param {number[]} ids @param {Record<string, any>} [kwargs] */
    webRead(model, ids, kwargs = {}) {
        checkIds(ids);
        return this.call(model, "web_read", [ids], kwargs);
    }

    /** @param {string} model @param {number[]} ids @param {Record<string, any>} [kwargs] `field_name`, `offset`, `specification` */
    webResequence(model, ids, kwargs = {}) {
        checkIds(ids);
        return this.call(model, "web_resequence", [ids], { ...kwargs, specification: kwargs.specification || {} });
    }

    /** @param {string} model @param {number[]} ids @param {Record<string, any>} data @param {Record<string, any>} [kwargs] */
    webSave(model, ids, data, kwargs = {}) {
        checkIds(ids);
        checkObject(data, "The values");
        return this.call(model, "web_save", [ids, data], kwargs);
    }

    /** @param {string} model @param {number[]} ids @param {Record<string, any>[]} data @param {Record<string, any>} [kwargs] */
    webSaveMulti(model, ids, data, kwargs = {}) {
        checkIds(ids);
        checkArray(data, "The values");
        return this.call(model, "web_save_multi", [ids, data], kwargs);
    }

    /** @param {string} model @param {number[]} ids @param {Record<string, any>} data @param {Record<string, any>} [kwargs] */
    write(model, ids, data, kwargs = {}) {
        checkIds(ids);
        checkObject(data, "The values");
        return this.call(model, "write", [ids, data], kwargs);
    }
}

/** A change of these models' records changes what was kept about views, menus and actions too. */
const DEFINITIONS = ["ir.actions.act_window", "ir.ui.view", "ir.ui.menu", "ir.filters", "res.groups", "ir.model", "ir.model.fields"];

rpcBus.addEventListener("RPC:RESPONSE", (event) => {
    const { data, error } = /** @type {CustomEvent} */ (event).detail;
    const { model, method } = data?.params || {};
    if (!error && UPDATE_METHODS.includes(method)) {
        rpcBus.trigger("CLEAR-CACHES", DEFINITIONS.includes(model) ? null : ["web_search_read", "web_read", "web_read_group", "formatted_read_group", "search_read", "read"]);
    }
});

export const ormService = {
    async: [
        "call",
        "create",
        "formattedReadGroup",
        "formattedReadGroupingSets",
        "read",
        "search",
        "searchCount",
        "searchRead",
        "unlink",
        "webRead",
        "webReadGroup",
        "webResequence",
        "webSave",
        "webSaveMulti",
        "webSearchRead",
        "write",
    ],
    start() {
        return new ORM();
    },
};

registry.category("services").add("orm", ormService);
