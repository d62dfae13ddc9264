import { Domain } from "@web/core/domain";
import { makeContext } from "@web/core/context";

/** The sections of a search panel, their values, and what is chosen in them. */
export class SearchPanelState {
    /** @param {any} searchModel */
    constructor(searchModel) {
        this.searchModel = searchModel;
        /** @type {Map<number, any>} */
        this.sections = new Map();
        /** @type {any} */
        this.info = null;
    }

    /** @param {{sections: [number, any][], searchPanelInfo: any}} parsed */
    setup({ sections, searchPanelInfo }) {
        this.sections = new Map(sections);
        this.info = searchPanelInfo;
    }

    /** @param {(section: any) => boolean} [predicate] */
    getSections(predicate) {
        const sections = [...this.sections.values()].map((section) => ({ ...section, empty: !hasValues(section) }));
        return predicate ? sections.filter(predicate) : sections;
    }

    get categories() {
        return [...this.sections.values()].filter((section) => section.type === "category");
    }

    get filters() {
        return [...this.sections.values()].filter((section) => section.type === "filter");
    }

    /** @returns {Domain} */
    get domain() {
        return Domain.and([this._categoryDomain(), this._filterDomain()]);
    }

    get context() {
        /** @type {any} */
        const context = {};
        for (const { fieldName, activeValueId } of this.categories) {
            if (activeValueId) {
                context[`searchpanel_default_${fieldName}`] = activeValueId;
            }
        }
        return context;
    }

    /** @param {number} [exceptId] */
    _categoryDomain(exceptId) {
        const leaves = this.categories
            .filter((category) => category.activeValueId && category.id !== exceptId)
            .map((category) => new Domain([[category.fieldName, category.parentField ? "child_of" : "=", category.activeValueId]]));
        return Domain.and(leaves);
    }

    /** @param {number} [exceptId] */
    _filterDomain(exceptId) {
        const domains = this.filters
            .filter((filter) => filter.id !== exceptId)
            .map((filter) => [...filter.values.values()].filter((value) => value.checked).map((value) => value.id).length ? this._oneFilterDomain(filter) : null)
            .filter(Boolean);
        return Domain.and(/** @type {any} */ (domains));
    }

    /** @param {any} filter */
    _oneFilterDomain(filter) {
        /** @type {Map<any, any[]>} */
        const byGroup = new Map();
        for (const value of filter.values.values()) {
            if (value.checked) {
                byGroup.set(value.group_id ?? null, [...(byGroup.get(value.group_id ?? null) || []), value.id]);
            }
        }
        return Domain.and([...byGroup.values()].map((ids) => new Domain([[filter.fieldName, "in", ids]])));
    }

    /** Read the values of all sections, with the numbers of records that they would leave. */
    async load() {
        await Promise.all([...this.sections.values()].map((section) => this._loadSection(section)));
    }

    /** @param {any} section */
    async _loadSection(section) {
        const { searchModel } = this;
        const method = section.type === "category" ? "search_panel_select_range" : "search_panel_select_multi_range";
        const evalContext = { ...searchModel.domainEvalContext, ...Object.fromEntries(this.categories.map((each) => [each.fieldName, each.activeValueId])) };
        const searchDomain = Domain.and([searchModel.globalDomain, searchModel._result.domain]).toList(searchModel.domainEvalContext);
        const result = await searchModel.orm.call(searchModel.resModel, method, [section.fieldName], {
            category_domain: this._categoryDomain(section.id).toList(),
            filter_domain: this._filterDomain(section.id).toList(),
            search_domain: searchDomain,
            comodel_domain: new Domain(section.domain).toList(evalContext),
            enable_counters: section.enableCounters,
            expand: section.expand,
            limit: section.limit,
            context: makeContext([searchModel.context]),
            ...(section.type === "category" ? { hierarchize: section.hierarchize } : { group_by: section.groupBy || false, group_domain: {} }),
        });
        if (result.error_msg) {
            section.errorMsg = result.error_msg;
            return;
        }
        if (section.type === "category") {
            fillCategory(section, result);
        } else {
            fillFilter(section, result.values);
        }
    }

    /** @param {number} sectionId @param {any} valueId */
    toggleCategoryValue(sectionId, valueId) {
        this.sections.get(sectionId).activeValueId = valueId;
    }

    /** @param {number} sectionId @param {any[]} valueIds @param {boolean|null} force */
    toggleFilterValues(sectionId, valueIds, force) {
        const { values } = this.sections.get(sectionId);
        for (const id of valueIds) {
            const value = values.get(id);
            value.checked = force === null ? !value.checked : force;
        }
    }

    /** @param {number[]} sectionIds */
    clear(sectionIds) {
        for (const id of sectionIds) {
            const section = this.sections.get(id);
            if (section.type === "category") {
                section.activeValueId = false;
            } else {
                section.values.forEach((/** @type {any} */ value) => {
                    value.checked = false;
                });
            }
        }
    }

    exportState() {
        return [...this.sections.values()].map((section) => ({
            id: section.id,
            activeValueId: section.activeValueId,
            checked: section.type === "filter" ? [...section.values.values()].filter((value) => value.checked).map((value) => value.id) : [],
        }));
    }

    /** @param {any[]} state @param {any} parsed */
    importState(state, parsed) {
        this.setup(parsed);
        for (const { id, activeValueId, checked } of state || []) {
            const section = this.sections.get(id);
            if (section?.type === "category") {
                section.activeValueId = activeValueId;
            } else if (section) {
                section.checkedBefore = new Set(checked);
            }
        }
    }
}

/** @param {any} section */
function hasValues(section) {
    return section.type === "category" ? section.values.size > 1 : section.values.size > 0;
}

/** @param {any} category @param {{parent_field: string|false, values: any[]}} result */
function fillCategory(category, { parent_field: parentField, values }) {
    category.parentField = parentField && category.hierarchize ? parentField : false;
    category.values = new Map([[false, { ...category.values.get(false), childrenIds: [] }]]);
    for (const value of values) {
        category.values.set(value.id, { ...value, childrenIds: [], parentId: parentIdOf(value, category.parentField) });
    }
    category.rootIds = [false];
    for (const value of category.values.values()) {
        if (value.id === false) {
            continue;
        }
        const parent = value.parentId && category.values.get(value.parentId);
        (parent ? parent.childrenIds : category.rootIds).push(value.id);
    }
    if (!category.values.has(category.activeValueId)) {
        category.activeValueId = false;
    }
}

/** @param {any} value @param {string|false} parentField */
function parentIdOf(value, parentField) {
    const parent = parentField && value[parentField];
    return Array.isArray(parent) ? parent[0] : parent || false;
}

/** @param {any} filter @param {any[]} values */
function fillFilter(filter, values) {
    const checked = filter.checkedBefore || new Set([...filter.values.values()].filter((value) => value.checked).map((value) => value.id));
    filter.checkedBefore = null;
    filter.values = new Map(values.map((value) => [value.id, { ...value, checked: checked.has(value.id) }]));
}
