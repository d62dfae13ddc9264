import { markRaw } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";
import { WarningDialog } from "@web/core/errors/error_dialogs";
import { Model } from "../model";
import { getFieldContext, getFieldsSpec } from "./active_fields";
import { DynamicGroupList } from "./dynamic_group_list";
import { DynamicRecordList } from "./dynamic_record_list";
import { FetchRecordError } from "./errors";
import { Group } from "./group";
import { fieldNameOf, getAggregateSpecifications } from "./groups";
import { getBasicEvalContext } from "./eval_context";
import { Record } from "./record";
import { StaticList } from "./static_list";

const DEFAULT_HOOKS = {
    onWillLoadRoot: () => {},
    onRootLoaded: () => {},
    onWillSaveRecord: () => {},
    onRecordSaved: () => {},
    onRecordChanged: () => {},
    onInvalidRecord: () => {},
    onWillSetInvalidField: () => {},
    onAskMultiSaveConfirmation: () => true,
};

/**
 * Records, lists and groups of a view, loaded from and saved to the server.
 *
 * `root` is a record (form), a list of records, or a list of groups, by what `config` asks for.
 */
export class RelationalModel extends Model {
    static services = ["action", "dialog", "notification", "orm"];
    static Record = Record;
    static Group = Group;
    static DynamicRecordList = DynamicRecordList;
    static DynamicGroupList = DynamicGroupList;
    static StaticList = StaticList;
    static DEFAULT_LIMIT = 80;
    static DEFAULT_COUNT_LIMIT = 10000;
    static DEFAULT_GROUP_LIMIT = 80;
    /** How many groups may come unfolded at once. */
    static MAX_NUMBER_OPENED_GROUPS = 10;

    /**
     * @param {any} params
     * @param {any} services
     */
    setup(params, { action, dialog, notification, orm }) {
        this.action = markRaw(action);
        this.dialog = markRaw(dialog);
        this.notification = markRaw(notification);
        this.orm = markRaw(orm);
        this.mutex = markRaw(new Mutex());
        this.urgentSave = false;
        this.initialLimit = params.limit || this._constants.DEFAULT_LIMIT;
        this.initialGroupsLimit = params.groupsLimit;
        this.initialCountLimit = params.countLimit || this._constants.DEFAULT_COUNT_LIMIT;
        this.activeIdsLimit = params.activeIdsLimit || 20000;
        this.multiEdit = params.multiEdit;
        this.defaultOrderBy = params.defaultOrderBy;
        this.defaultGroupBy = params.defaultGroupBy;
        this.openGroupsByDefault = params.openGroupsByDefault || false;
        this.maxGroupByDepth = params.maxGroupByDepth;
        this.groupByInfo = params.groupByInfo || {};
        this.hooks = markRaw({ ...DEFAULT_HOOKS, ...params.hooks });
        /** @type {any} */
        this.config = {
            ...params.config,
            openGroupsByDefault: this.openGroupsByDefault,
            isRoot: true,
        };
        /** @type {any} */
        this.root = null;
        this._loadCount = 0;
        if (params.state?.config) {
            this._restored = params.state.config;
        }
    }

    get _constants() {
        return /** @type {typeof RelationalModel} */ (this.constructor);
    }

    /** What a view keeps to come back to this place. */
    exportState() {
        const { offset, limit, orderBy, groupBy, resId, resIds } = this.root?.config || this.config;
        return { config: { offset, limit, orderBy, groupBy, resId, resIds } };
    }

    /** Whether there is anything to show. */
    hasData() {
        return this.root?.hasData ?? Boolean(this.root?.records?.length);
    }

    // ------------------------------------------------------------------ loading

    /** @param {any} [params] search parameters or parts of the config */
    async load(params = {}) {
        const config = this._nextConfig(params);
        this._loadCount += 1;
        const ticket = this._loadCount;
        await this.hooks.onWillLoadRoot(config);
        const data = await this._loadData(config);
        if (ticket !== this._loadCount) {
            return;
        }
        this.config = config;
        this.root = this.makeDataPoint(config, data);
        await this.hooks.onRootLoaded(this.root);
        this.notify();
    }

    /** @param {any} params */
    _nextConfig(params) {
        const known = ["context", "domain", "groupBy", "orderBy", "resId", "resIds", "mode", "offset", "limit", "fields", "activeFields"];
        const picked = Object.fromEntries(known.filter((key) => params[key] !== undefined).map((key) => [key, params[key]]));
        const config = { ...this.config, ...picked, ...this._takeRestored(params) };
        if (config.isMonoRecord) {
            if ("resId" in params && !params.resId) {
                config.mode = "edit";
            }
            return config;
        }
        const isNewSearch = ["domain", "groupBy", "context"].some((key) => key in params);
        if (isNewSearch && !this._isRestoring) {
            config.offset = params.offset || 0;
        }
        config.groupBy = this._groupByOf(config.groupBy);
        config.orderBy = this._orderByOf(config, params);
        config.limit ??= config.groupBy.length ? this._groupsLimit(config) : this.initialLimit;
        if (config.groupBy.length !== (this.config.groupBy || []).length && !params.limit) {
            config.limit = config.groupBy.length ? this._groupsLimit(config) : this.initialLimit;
        }
        config.groupLimit = this.initialLimit;
        config.countLimit = Math.max(this.initialCountLimit, (config.offset || 0) + config.limit);
        return config;
    }

    /** Where the user left this view the last time. @param {any} params */
    _takeRestored(params) {
        const restored = this._restored;
        this._restored = null;
        this._isRestoring = Boolean(restored);
        if (!restored) {
            return {};
        }
        const { offset, limit, orderBy, resId, resIds } = restored;
        const kept = this.config.isMonoRecord ? { resId, resIds } : { offset, limit, orderBy };
        if (this.config.isMonoRecord && params.resId && params.resId !== resId) {
            return {};
        }
        return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
    }

    /** @param {string[]} [groupBy] */
    _groupByOf(groupBy = []) {
        const wanted = groupBy.length ? groupBy : this.defaultGroupBy ? [this.defaultGroupBy].flat() : [];
        return this.maxGroupByDepth ? wanted.slice(0, this.maxGroupByDepth) : [...wanted];
    }

    /** @param {any} config @param {any} params */
    _orderByOf(config, params) {
        if (params.orderBy?.length) {
            return params.orderBy;
        }
        return config.orderBy?.length ? config.orderBy : this.defaultOrderBy || [];
    }

    /** @param {any} _config */
    _groupsLimit(_config) {
        return this.initialGroupsLimit || this._constants.DEFAULT_GROUP_LIMIT;
    }

    /** @param {any} config */
    async _loadData(config) {
        if (config.isMonoRecord) {
            const evalContext = getBasicEvalContext(config);
            if (!config.resId) {
                return this.loadNewRecord(config, { evalContext });
            }
            const [values] = await this.loadRecords({ ...config, resIds: [config.resId] }, evalContext);
            return values;
        }
        return config.groupBy?.length ? this.loadGroupedList(config) : this.loadUngroupedList(config);
    }

    /** @param {any} config @param {any} data */
    makeDataPoint(config, data) {
        const { Record: RecordClass, DynamicGroupList: GroupList, DynamicRecordList: RecordList } = this._constants;
        if (config.isMonoRecord) {
            return new RecordClass(this, config, data);
        }
        return config.groupBy?.length ? new GroupList(this, config, asGroups(data)) : new RecordList(this, config, data);
    }

    /** @param {any} config with `resIds` @param {any} evalContext @returns {Promise<any[]>} */
    async loadRecords({ resModel, resIds, activeFields, fields, context }, evalContext) {
        const specification = getFieldsSpec(activeFields, fields, { ...getBasicEvalContext({ context }), ...evalContext });
        const records = await this.orm.call(resModel, "web_read", [resIds], {
            specification,
            context: { bin_size: true, ...context },
        });
        if (records.length !== resIds.length) {
            const found = records.map((/** @type {any} */ record) => record.id);
            throw new FetchRecordError(resIds.filter((/** @type {number} */ id) => !found.includes(id)));
        }
        return records;
    }

    /** The values that a new record starts with. @param {any} config @param {{evalContext?: any, values?: any}} options */
    async loadNewRecord(config, { evalContext = {}, values = {} } = {}) {
        const result = await this.requestOnchange(config, { resId: false, values, names: [], evalContext });
        return result.value;
    }

    /**
     * Ask the server what follows from a change, and show its warning.
     *
     * @param {any} config
     * @param {{resId: number|false, values: any, names: string[], evalContext: any}} request
     */
    async requestOnchange({ resModel, activeFields, fields, context }, { resId, values, names, evalContext }) {
        const specification = getFieldsSpec(
            activeFields,
            fields,
            { ...getBasicEvalContext({ context }), ...evalContext },
            { withInvisible: true },
        );
        const result = await this.orm.call(resModel, "onchange", [resId ? [resId] : [], values, names, specification], {
            context,
        });
        if (result.warning) {
            this.showOnchangeWarning(result.warning);
        }
        return result;
    }

    /** @param {{title?: string, message: string, type?: string, className?: string, sticky?: boolean}} warning */
    showOnchangeWarning({ title, message, type, className, sticky }) {
        if (type === "notification") {
            this.notification.add(message, { title, className, sticky, type: "warning" });
            return;
        }
        this.dialog.add(WarningDialog, { title: title || _t("Please note"), message });
    }

    /** @param {any} config @returns {Promise<{records: any[], length: number}>} */
    async loadUngroupedList(config) {
        const { resModel, activeFields, fields, domain, context, offset, limit, orderBy, countLimit } = config;
        const evalContext = getBasicEvalContext(config);
        return this.orm.call(resModel, "web_search_read", [], {
            domain: new Domain(domain || []).toList(evalContext),
            specification: getFieldsSpec(activeFields, fields, evalContext),
            offset: offset || 0,
            limit,
            order: orderToText(orderBy),
            count_limit: countLimit ? countLimit + 1 : undefined,
            context: { bin_size: true, ...context },
        });
    }

    /** @param {any} config @returns {Promise<{groups: any[], length: number}>} */
    async loadGroupedList(config) {
        const { resModel, activeFields, fields, domain, context, offset, limit, groupBy, openGroups } = config;
        const evalContext = getBasicEvalContext(config);
        const shown = Object.fromEntries(Object.keys(activeFields).map((name) => [name, fields[name]]).filter(([, field]) => field));
        const aggregates = [...new Set(["__count", ...getAggregateSpecifications(shown)])];
        const specification = getFieldsSpec(activeFields, fields, evalContext);
        const kwargs = {
            domain: new Domain(domain || []).toList(evalContext),
            groupby: groupBy,
            aggregates,
            offset: offset || 0,
            limit,
            order: this._groupOrder(config, aggregates),
            auto_unfold: Boolean(config.openGroupsByDefault) && !openGroups,
            opening_info: openingInfo(openGroups, config, this._groupOrderText(config)),
            unfold_read_specification: specification,
            unfold_read_default_limit: config.groupLimit || this.initialLimit,
            groupby_read_specification: this._groupByReadSpecification(groupBy),
            context: { bin_size: true, ...context },
        };
        const result = await this.orm.call(resModel, "web_read_group", [], kwargs);
        return this._fillOpenGroups(result, config, openGroups);
    }

    /** @param {any} config */
    _groupOrderText(config) {
        return orderToText(config.orderBy);
    }

    /** Only fields that are grouped by or aggregated can order groups. @param {any} config @param {string[]} aggregates */
    _groupOrder({ orderBy = [], groupBy }, aggregates) {
        const terms = [];
        for (const { name, asc } of orderBy) {
            const direction = asc ? "ASC" : "DESC";
            const aggregate = aggregates.find((each) => each.startsWith(`${name}:`) && !each.includes("array_agg"));
            if (fieldNameOf(groupBy[0]) === name) {
                terms.push(`${groupBy[0]} ${direction}`);
            } else if (aggregate) {
                terms.push(`${aggregate} ${direction}`);
            } else if (name === "__count") {
                terms.push(`__count ${direction}`);
            }
        }
        return terms.length ? terms.join(", ") : undefined;
    }

    /** @param {string[]} groupBy */
    _groupByReadSpecification(groupBy) {
        const specification = {};
        for (const spec of groupBy) {
            const info = this.groupByInfo[fieldNameOf(spec)];
            if (info) {
                specification[spec] = getFieldsSpec(info.activeFields, info.fields, {});
            }
        }
        return Object.keys(specification).length ? specification : undefined;
    }

    /** Groups to open that the server did not open. @param {any} result @param {any} config @param {any[]} [openGroups] */
    async _fillOpenGroups(result, config, openGroups) {
        if (!openGroups?.length || config.groupBy.length > 1) {
            return result;
        }
        const spec = config.groupBy[0];
        const keys = new Set(openGroups.map((value) => JSON.stringify(value)));
        const missing = result.groups.filter((/** @type {any} */ group) => {
            const value = Array.isArray(group[spec]) ? group[spec][0] : group[spec];
            return !group.__records && keys.has(JSON.stringify(value));
        });
        await Promise.all(
            missing.map(async (/** @type {any} */ group) => {
                const domain = [...config.domain, ...group.__extra_domain];
                const data = await this.loadUngroupedList({ ...config, domain, offset: 0, limit: config.groupLimit });
                group.__records = data.records;
            }),
        );
        return result;
    }

    // ------------------------------------------------------------------ for datapoints

    /** Let inputs hand over what is still being typed. */
    async askLocalChanges() {
        if (this.urgentSave) {
            return;
        }
        /** @type {Promise<any>[]} */
        const proms = [];
        this.bus.trigger("NEED_LOCAL_CHANGES", { proms });
        await Promise.all(proms);
        await this.mutex.getUnlockedDef();
    }

    /** @param {any} record @param {string} fieldName */
    getFieldContext(record, fieldName) {
        return getFieldContext(record, fieldName);
    }

    /**
     * Send a call that outlives the page.
     *
     * @param {string} resModel @param {string} method @param {any[]} args @param {any} kwargs
     */
    async sendUrgently(resModel, method, args, kwargs) {
        const route = `/web/dataset/call_kw/${resModel}/${method}`;
        const body = JSON.stringify({
            jsonrpc: "2.0",
            method: "call",
            params: { model: resModel, method, args, kwargs },
        });
        const blob = new Blob([body], { type: "application/json" });
        if (!navigator.sendBeacon(route, blob)) {
            await rpc(route, { model: resModel, method, args, kwargs });
        }
        return [];
    }
}

/** @param {{name: string, asc: boolean}[]} [orderBy] */
export function orderToText(orderBy = []) {
    return orderBy.map(({ name, asc }) => `${name} ${asc ? "ASC" : "DESC"}`).join(", ");
}

/** @param {any} data */
function asGroups(data) {
    return data.groups ? data : { groups: data.records || [], length: data.length };
}

/**
 * How the server is told which groups to open.
 *
 * @param {any[]|undefined} openGroups values @param {any} config @param {string} _order
 */
function openingInfo(openGroups, config, _order) {
    if (!openGroups) {
        return undefined;
    }
    return openGroups.map((value) => ({
        value,
        folded: false,
        offset: 0,
        limit: config.groupLimit,
    }));
}
