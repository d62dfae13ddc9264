import { EventBus, markRaw, toRaw } from "@odoo/owl";
import { makeContext } from "@web/core/context";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { rpcBus } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { SearchArchParser } from "./search_arch_parser";
import { SearchPanelState } from "./search_panel_state";
import * as Query from "./search_query";
import { getPeriodOptions, INTERVAL_OPTIONS, referenceNow, sortPeriodOptions, yearSelected } from "./utils/dates";
import { FACET_COLORS, FACET_ICONS, GROUPABLE_TYPES } from "./utils/misc";
import { favoriteValues } from "./search_favorite";

const GROUP_TYPES = ["groupBy", "dateGroupBy"];

/**
 * What the user searches for, and what that means for the view.
 *
 * It tells of a change with "update"; views read `domain`, `context`, `groupBy` and `orderBy`.
 */
export class SearchModel extends EventBus {
    /**
     * @param {any} env
     * @param {any} services
     * @param {any} [args]
     */
    constructor(env, services, args) {
        super();
        this.env = env;
        this.setup(services, args);
    }

    /** @param {any} services @param {any} [_args] */
    setup({ orm, view, field, name, dialog, treeProcessor }, _args) {
        this.orm = orm;
        this.viewService = view;
        this.fieldService = field;
        this.nameService = name;
        this.dialog = dialog;
        this.treeProcessor = treeProcessor;
        this.referenceMoment = referenceNow();
        /** @type {Object<number, any>} */
        this.searchItems = {};
        /** @type {Query.QueryElement[]} */
        this.query = [];
        this.nextId = 1;
        this.nextGroupId = 1;
        this.blockNotification = false;
        this.searchPanel = new SearchPanelState(this);
    }

    // ------------------------------------------------------------------ loading

    /** @param {any} config */
    async load(config) {
        const { resModel } = config;
        if (!resModel) {
            throw new Error("A search needs a model (resModel).");
        }
        this.resModel = resModel;
        this.config = config;
        this.searchMenuTypes = new Set(config.searchMenuTypes || ["filter", "groupBy", "favorite"]);
        this.hideCustomGroupBy = Boolean(config.hideCustomGroupBy);
        this.canOrderByCount = Boolean(config.canOrderByCount);
        /** @type {"Asc"|"Desc"|false} */
        this.orderByCount = false;
        this._setGlobals(config);
        await this._loadDescription(config);
        this.display = this._displayOf(config.display);
        const { searchDefaults, searchPanelDefaults } = this._extractDefaults();
        if (config.state) {
            this._importState(config.state);
            this.searchPanel.importState(config.state.searchPanel, this._parse(searchDefaults, searchPanelDefaults));
        } else {
            await this._loadItems(config, searchDefaults, searchPanelDefaults);
        }
        if (this.display.searchPanel) {
            await this.searchPanel.load();
        }
    }

    /** @param {any} config */
    _setGlobals(config) {
        const { context = {}, domain = [], groupBy = [], orderBy = [] } = config;
        this.globalContext = markRaw({ ...toRaw(context) });
        this.globalDomain = domain;
        this.globalGroupBy = groupBy;
        this.globalOrderBy = orderBy;
        this._reset();
    }

    /** @param {any} config */
    async _loadDescription(config) {
        const { searchViewArch, searchViewFields, searchViewId, loadIrFilters } = config;
        if (searchViewArch && searchViewFields) {
            this.searchViewArch = searchViewArch;
            this.searchViewFields = searchViewFields;
            this.searchViewId = searchViewId;
            this.irFilters = config.irFilters || [];
            return;
        }
        if (searchViewId === undefined && !this.viewService) {
            this.searchViewArch = "<search/>";
            this.searchViewFields = searchViewFields || {};
            return;
        }
        const result = await this.viewService.loadViews(
            { resModel: this.resModel, views: [[searchViewId || false, "search"]], context: this.globalContext },
            { actionId: this.env.config?.actionId, loadIrFilters: loadIrFilters || false },
        );
        const search = result.views.search;
        this.searchViewArch = search.arch;
        this.searchViewId = search.id;
        this.searchViewFields = result.fields;
        this.irFilters = config.irFilters || search.irFilters || [];
    }

    _extractDefaults() {
        /** @type {any} */
        const searchDefaults = {};
        /** @type {any} */
        const searchPanelDefaults = {};
        /** @type {any} */
        const context = {};
        for (const [key, value] of Object.entries(this.globalContext)) {
            const match = /^(search_default_|searchpanel_default_)(.*)$/.exec(key);
            if (!match) {
                context[key] = value;
            } else if (match[1] === "search_default_") {
                searchDefaults[match[2]] = value;
            } else {
                searchPanelDefaults[match[2]] = value;
            }
        }
        this.globalContext = markRaw(context);
        return { searchDefaults, searchPanelDefaults };
    }

    /** @param {any} searchDefaults @param {any} searchPanelDefaults */
    _parse(searchDefaults, searchPanelDefaults) {
        const description = { arch: this.searchViewArch, irFilters: this.irFilters };
        return new SearchArchParser(description, /** @type {any} */ (this.searchViewFields), searchDefaults, searchPanelDefaults).parse();
    }

    /** @param {any} config @param {any} searchDefaults @param {any} searchPanelDefaults */
    async _loadItems(config, searchDefaults, searchPanelDefaults) {
        const parsed = this._parse(searchDefaults, searchPanelDefaults);
        await Promise.all(parsed.labels.map((load) => load(this.orm)));
        for (const group of parsed.preSearchItems) {
            this._addGroup(group);
        }
        this._addDynamicFilters(config.dynamicFilters || []);
        const defaultFavorite = this._addFavorites(config);
        this.searchPanel.setup(parsed);
        if (config.activateFavorite !== false && defaultFavorite) {
            this.toggleSearchItem(defaultFavorite);
        } else {
            this._activateDefaults();
        }
    }

    /** @param {any[]} items @returns {number[]} their ids */
    _addGroup(items) {
        const isGroupBy = GROUP_TYPES.includes(items[0]?.type);
        const groupId = isGroupBy ? this._groupByGroupId() : this.nextGroupId++;
        const groupNumber = this.nextGroupId++;
        return items.map((item) => {
            const id = this.nextId++;
            this.searchItems[id] = { ...item, id, groupId, groupNumber: item.groupNumber ?? groupNumber };
            return id;
        });
    }

    /** All groupings share one facet. */
    _groupByGroupId() {
        this.groupByGroupId ??= this.nextGroupId++;
        return this.groupByGroupId;
    }

    /** @param {{description: string, domain: any[], is_default?: boolean}[]} filters */
    _addDynamicFilters(filters) {
        if (filters.length) {
            this._addGroup(filters.map((filter) => ({ ...filter, type: "filter", domain: new Domain(filter.domain).toString(), isDefault: true })));
        }
    }

    /** @param {any} config @returns {number|null} the one to start with */
    _addFavorites(config) {
        let found = null;
        const context = config.context || {};
        for (const irFilter of this.irFilters || []) {
            const favorite = Query.favoriteItem(irFilter);
            const [id] = this._addGroup([favorite]);
            const mayActivate = config.activateFavorite ?? !("search_disable_custom_filters" in context);
            if (favorite.isDefault && mayActivate) {
                found = id;
            }
        }
        return found;
    }

    _activateDefaults() {
        const defaults = Object.values(this.searchItems).filter((item) => item.isDefault && item.type !== "favorite");
        defaults.sort((a, b) => (a.defaultRank ?? 0) - (b.defaultRank ?? 0));
        this.blockNotification = true;
        for (const item of defaults) {
            this._activateDefault(item);
        }
        this.blockNotification = false;
        this._reset();
    }

    /** @param {any} item */
    _activateDefault(item) {
        switch (item.type) {
            case "dateFilter":
                for (const generatorId of item.defaultGeneratorIds) {
                    this.toggleDateFilter(item.id, generatorId);
                }
                break;
            case "dateGroupBy":
                this.toggleDateGroupBy(item.id);
                break;
            case "field":
                this.addAutoCompletionValues(item.id, item.defaultAutocompleteValue);
                break;
            default:
                this.toggleSearchItem(item.id);
        }
    }

    /** @param {any} config */
    async reload(config = {}) {
        this._setGlobals({ ...this.config, ...config });
        this._extractDefaults();
        this.display = this._displayOf(config.display);
        if (this.display.searchPanel) {
            await this.searchPanel.load();
        }
    }

    /** @param {any} [display] */
    _displayOf(display = {}) {
        const { viewTypes } = this.searchPanel.info || { viewTypes: [] };
        const viewType = this.env.config?.viewType;
        const hasSections = /<searchpanel/.test(this.searchViewArch || "");
        return {
            controlPanel: "controlPanel" in display ? display.controlPanel && { ...display.controlPanel } : {},
            searchPanel: display.searchPanel !== false && hasSections && (!viewTypes.length || viewTypes.includes(viewType)),
            banner: true,
        };
    }

    // ------------------------------------------------------------------ what it means

    _reset() {
        this._cached = null;
    }

    get _surroundings() {
        return { referenceMoment: this.referenceMoment, evalContext: this.domainEvalContext };
    }

    get domainEvalContext() {
        return { ...user.evalContext, ...this.globalContext, context: this.globalContext };
    }

    get _result() {
        if (!this._cached) {
            const groups = Query.activeGroups(this.query, this.searchItems);
            this._cached = {
                groups,
                domain: Query.queryDomain(groups, this.searchItems, this._surroundings),
                contexts: Query.queryContexts(groups, this.searchItems, this.domainEvalContext),
                groupBy: Query.queryGroupBys(groups, this.searchItems),
                orderBy: Query.queryOrderBy(groups, this.searchItems),
            };
        }
        return this._cached;
    }

    /** @returns {any[]} */
    get domain() {
        const domain = Domain.and([this.globalDomain, this._result.domain, this.searchPanel.domain]);
        return domain.toList(this.domainEvalContext);
    }

    get domainString() {
        return Domain.and([this.globalDomain, this._result.domain, this.searchPanel.domain]).toString();
    }

    /** @returns {any} */
    get context() {
        const { group_by: _groupBy, ...globalContext } = this.globalContext;
        const context = makeContext([user.context, globalContext, ...this._result.contexts, this.searchPanel.context]);
        return context;
    }

    /** @returns {string[]} */
    get groupBy() {
        const { groupBy } = this._result;
        if (groupBy.length) {
            return groupBy;
        }
        const fromContext = [this.globalContext.group_by || []].flat();
        return this.globalGroupBy.length ? [...this.globalGroupBy] : this._hasTouchedGroupBy ? [] : fromContext;
    }

    /** @returns {{name: string, asc: boolean}[]} */
    get orderBy() {
        if (this.orderByCount && this.groupBy.length) {
            return [{ name: "__count", asc: this.orderByCount === "Asc" }];
        }
        const { orderBy } = this._result;
        return orderBy.length ? orderBy : this.globalOrderBy;
    }

    get facets() {
        return this._result.groups.map((group) => {
            const facet = Query.groupFacet(group, this.searchItems, this.referenceMoment);
            const icon = facet.type === "groupBy" && this.orderByCount ? `groupBy${this.orderByCount}` : facet.type;
            return {
                ...facet,
                icon: /** @type {any} */ (FACET_ICONS)[icon],
                color: /** @type {any} */ (FACET_COLORS)[facet.type],
                domain: this._facetDomain(group),
            };
        });
    }

    /** @param {Query.ActiveGroup} group */
    _facetDomain(group) {
        return Query.queryDomain([group], this.searchItems, this._surroundings).toString();
    }

    get hasSelection() {
        return this.query.length > 0;
    }

    // ------------------------------------------------------------------ what can be chosen

    /** @param {(item: any) => boolean} [predicate] */
    getSearchItems(predicate) {
        const items = [];
        for (const item of Object.values(this.searchItems)) {
            const enriched = this._enrich(item);
            if (enriched && (!predicate || predicate(enriched))) {
                items.push(enriched);
            }
        }
        return items.sort((a, b) => a.groupNumber - b.groupNumber);
    }

    /** @param {any} item */
    _enrich(item) {
        if (item.invisible && evaluateBooleanExpr(item.invisible, this.domainEvalContext)) {
            return null;
        }
        const elements = this.query.filter((element) => element.searchItemId === item.id);
        const enriched = { ...item, isActive: elements.length > 0 };
        if (item.type === "dateFilter") {
            const chosen = elements.map((element) => element.generatorId);
            enriched.options = sortPeriodOptions(getPeriodOptions(this.referenceMoment, item.optionsParams)).map((option) => ({
                ...option,
                isActive: chosen.includes(option.id),
            }));
        } else if (item.type === "dateGroupBy") {
            const chosen = elements.map((element) => element.intervalId);
            enriched.options = Object.values(INTERVAL_OPTIONS).map((option) => ({ ...option, isActive: chosen.includes(option.id) }));
        }
        return enriched;
    }

    /** Fields that the user may group by. */
    get groupableFields() {
        return Object.entries(/** @type {any} */ (this.searchViewFields) || {})
            .filter(([name, field]) => field.groupable !== false && GROUPABLE_TYPES.includes(field.type) && field.store !== false && name !== "id")
            .map(([name, field]) => ({ ...field, name }))
            .sort((a, b) => a.string.localeCompare(b.string));
    }

    // ------------------------------------------------------------------ choosing

    /** @param {number} searchItemId */
    toggleSearchItem(searchItemId) {
        const item = this.searchItems[searchItemId];
        switch (item.type) {
            case "dateFilter":
            case "field":
                return;
            case "dateGroupBy":
                return this.toggleDateGroupBy(searchItemId);
            case "favorite":
                this._toggleFavorite(searchItemId);
                break;
            default:
                this._toggle({ searchItemId });
        }
        this._noteGroupBy(item);
        this._notify();
    }

    /** @param {any} item */
    _noteGroupBy(item) {
        if (GROUP_TYPES.includes(item.type)) {
            this._hasTouchedGroupBy = true;
        }
    }

    /** @param {Query.QueryElement} element */
    _toggle(element) {
        const index = this.query.findIndex((each) =>
            ["searchItemId", "generatorId", "intervalId"].every((key) => /** @type {any} */ (each)[key] === /** @type {any} */ (element)[key]),
        );
        if (index >= 0) {
            this.query.splice(index, 1);
            return false;
        }
        this.query.push(element);
        return true;
    }

    /** A favourite stands alone. @param {number} searchItemId */
    _toggleFavorite(searchItemId) {
        const isActive = this.query.some((element) => element.searchItemId === searchItemId);
        this.query = isActive ? this.query.filter((element) => element.searchItemId !== searchItemId) : [{ searchItemId }];
        this._hasTouchedGroupBy = true;
    }

    /**
     * Choose a period. Months and quarters need a year: one is chosen with the first and goes with the last.
     *
     * @param {number} searchItemId
     * @param {string} [generatorId]
     */
    toggleDateFilter(searchItemId, generatorId) {
        const item = this.searchItems[searchItemId];
        for (const id of generatorId ? [generatorId] : item.defaultGeneratorIds) {
            this._togglePeriod(item, id);
        }
        this._notify();
    }

    /** @param {any} item @param {string} generatorId */
    _togglePeriod(item, generatorId) {
        const searchItemId = item.id;
        const isCustom = generatorId.startsWith("custom_");
        const isChosen = (/** @type {Query.QueryElement} */ element) => element.searchItemId === searchItemId;
        this.query = this.query.filter((element) => !isChosen(element) || /** @type {string} */ (element.generatorId).startsWith("custom_") === isCustom);
        const isAdded = this._toggle({ searchItemId, generatorId });
        if (isCustom) {
            return;
        }
        const periods = this.query.filter(isChosen).map((element) => /** @type {string} */ (element.generatorId));
        if (isAdded && !yearSelected(periods)) {
            const options = getPeriodOptions(this.referenceMoment, item.optionsParams);
            const option = options.find((each) => each.id === generatorId);
            this.query.push({ searchItemId, generatorId: option?.defaultYearId || "year", isImplied: true });
        } else if (!isAdded && !this._isPeriodMeant(this.query.filter(isChosen))) {
            this.query = this.query.filter((element) => !isChosen(element));
        }
    }

    /** Months need a year; a year that came with them means nothing without them. @param {Query.QueryElement[]} elements */
    _isPeriodMeant(elements) {
        const years = elements.filter((element) => /** @type {string} */ (element.generatorId).startsWith("year"));
        return years.length > 0 && (elements.length > years.length || years.some((element) => !element.isImplied));
    }

    /** @param {number} searchItemId @param {string} [intervalId] */
    toggleDateGroupBy(searchItemId, intervalId) {
        const item = this.searchItems[searchItemId];
        this._toggle({ searchItemId, intervalId: intervalId || item.defaultIntervalId });
        this._noteGroupBy(item);
        this._notify();
    }

    /**
     * Search a field for a value.
     *
     * @param {number} searchItemId
     * @param {{label: string, value: any, operator: string}} autocompleteValue
     */
    addAutoCompletionValues(searchItemId, autocompleteValue) {
        const item = this.searchItems[searchItemId];
        if (!["field", "field_property"].includes(item.type)) {
            return;
        }
        const known = this.query.find(
            (element) =>
                element.searchItemId === searchItemId &&
                element.autocompleteValue.value === autocompleteValue.value &&
                element.autocompleteValue.operator === autocompleteValue.operator,
        );
        if (known) {
            known.autocompleteValue.label = autocompleteValue.label;
        } else {
            this.query.push({ searchItemId, autocompleteValue });
        }
        this._notify();
    }

    clearQuery() {
        this.query = [];
        this._hasTouchedGroupBy = true;
        this.orderByCount = false;
        this._notify();
    }

    /** @param {number} groupId */
    deactivateGroup(groupId) {
        this.query = this.query.filter((element) => this.searchItems[element.searchItemId].groupId !== groupId);
        this._hasTouchedGroupBy ||= groupId === this.groupByGroupId;
        if (groupId === this.groupByGroupId) {
            this.orderByCount = false;
        }
        this._notify();
    }

    switchGroupBySort() {
        this.orderByCount = this.orderByCount === "Desc" ? "Asc" : "Desc";
        this._notify();
    }

    /** @param {{description: string, domain: any, [key: string]: any}[]} prefilters @returns {number[]} */
    createNewFilters(prefilters) {
        if (!prefilters.length) {
            return [];
        }
        const ids = this._addGroup(
            prefilters.map((filter) => ({ type: "filter", context: "{}", ...filter, domain: new Domain(filter.domain).toString() })),
        );
        for (const searchItemId of ids) {
            this.query.push({ searchItemId });
        }
        this._notify();
        return ids;
    }

    /** @param {string} fieldName @param {{interval?: string, invisible?: boolean}} [options] */
    createNewGroupBy(fieldName, { interval, invisible } = {}) {
        const field = /** @type {any} */ (this.searchViewFields)[fieldName];
        const isDate = ["date", "datetime"].includes(field.type);
        const known = Object.values(this.searchItems).find((item) => GROUP_TYPES.includes(item.type) && item.fieldName === fieldName && !item.invisible);
        const [id] = known
            ? [known.id]
            : this._addGroup([
                  {
                      type: isDate ? "dateGroupBy" : "groupBy",
                      description: field.string || fieldName,
                      fieldName,
                      fieldType: field.type,
                      ...(invisible ? { invisible: "True" } : { custom: true }),
                      ...(isDate ? { defaultIntervalId: interval || "month" } : {}),
                  },
              ]);
        return isDate ? this.toggleDateGroupBy(id, interval) : this.toggleSearchItem(id);
    }

    /**
     * Add a domain that was made elsewhere, in the place of a facet where one is given.
     *
     * @param {any} domain
     * @param {number} [groupId]
     */
    async splitAndAddDomain(domain, groupId) {
        if (groupId) {
            this.query = this.query.filter((element) => this.searchItems[element.searchItemId].groupId !== groupId);
        }
        const text = new Domain(domain).toString();
        this.createNewFilters([{ description: _t("Custom filter"), domain: text }]);
    }

    // ------------------------------------------------------------------ favourites

    /**
     * Keep the present search.
     *
     * @param {{description: string, isDefault: boolean, isShared: boolean, embeddedActionId?: number}} params
     */
    async createNewFavorite({ description, isDefault, isShared, embeddedActionId }) {
        const irFilter = favoriteValues(this, { description, isDefault, isShared, embeddedActionId });
        const created = await this.orm.call("ir.filters", "create_filter", [irFilter]);
        const serverSideId = Array.isArray(created) ? created[0] : created;
        rpcBus.trigger("CLEAR-CACHES", "get_views");
        const [id] = this._addGroup([Query.favoriteItem({ ...irFilter, id: serverSideId })]);
        this.query = [{ searchItemId: id }];
        this._hasTouchedGroupBy = true;
        this._notify();
        return serverSideId;
    }

    /** @param {number} favoriteId */
    async deleteFavorite(favoriteId) {
        const { serverSideId } = this.searchItems[favoriteId];
        await this.orm.call("ir.filters", "unlink", [[serverSideId]]);
        rpcBus.trigger("CLEAR-CACHES", "get_views");
        this.query = this.query.filter((element) => element.searchItemId !== favoriteId);
        delete this.searchItems[favoriteId];
        this._notify();
    }

    // ------------------------------------------------------------------ state

    exportState() {
        return {
            searchItems: structuredCloneLoose(this.searchItems),
            query: structuredCloneLoose(this.query),
            nextId: this.nextId,
            nextGroupId: this.nextGroupId,
            groupByGroupId: this.groupByGroupId,
            hasTouchedGroupBy: this._hasTouchedGroupBy,
            searchPanel: this.searchPanel.exportState(),
        };
    }

    /** @param {any} state */
    _importState(state) {
        this.searchItems = structuredCloneLoose(state.searchItems);
        this.query = structuredCloneLoose(state.query);
        this.nextId = state.nextId;
        this.nextGroupId = state.nextGroupId;
        this.groupByGroupId = state.groupByGroupId;
        this._hasTouchedGroupBy = state.hasTouchedGroupBy;
        this._reset();
    }

    // ------------------------------------------------------------------ search panel

    /** @param {(section: any) => boolean} [predicate] */
    getSections(predicate) {
        return this.searchPanel.getSections(predicate);
    }

    get searchPanelInfo() {
        return this.searchPanel.info;
    }

    /** @param {number} sectionId @param {any} valueId */
    toggleCategoryValue(sectionId, valueId) {
        this.searchPanel.toggleCategoryValue(sectionId, valueId);
        this._notify();
    }

    /** @param {number} sectionId @param {any[]} valueIds @param {boolean|null} [force] */
    toggleFilterValues(sectionId, valueIds, force = null) {
        this.searchPanel.toggleFilterValues(sectionId, valueIds, force);
        this._notify();
    }

    /** @param {number[]} sectionIds */
    clearSections(sectionIds) {
        this.searchPanel.clear(sectionIds);
        this._notify();
    }

    /** Search again with the same terms. */
    search() {
        this._notify();
    }

    async _notify() {
        this._reset();
        if (this.blockNotification) {
            return;
        }
        if (this.display?.searchPanel) {
            await this.searchPanel.load();
        }
        this.trigger("update");
    }
}

/** @template T @param {T} value @returns {T} */
function structuredCloneLoose(value) {
    return JSON.parse(JSON.stringify(value));
}

