import { makeContext } from "@web/core/context";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { evaluateExpr } from "@web/core/py_js/py";
import { constructDateDomain, INTERVAL_OPTIONS, rankInterval } from "./utils/dates";
import { stringToOrderBy } from "./utils/order_by";

/**
 * What the chosen search items mean: domain, context, groupings, order and facets.
 *
 * A query is a list of `{searchItemId, ...}`: with `generatorId` (a period), `intervalId` (of a date grouping) or
 * `autocompleteValue` (of a field). Items of one group widen each other, groups narrow each other.
 */

/**
 * @typedef {{searchItemId: number, generatorId?: string, isImplied?: boolean, intervalId?: string, autocompleteValue?: any}} QueryElement
 * @typedef {{id: number, activeItems: {searchItemId: number, elements: QueryElement[]}[]}} ActiveGroup
 */

/**
 * @param {QueryElement[]} query
 * @param {Object<number, any>} searchItems
 * @returns {ActiveGroup[]}
 */
export function activeGroups(query, searchItems) {
    /** @type {Map<number, ActiveGroup>} */
    const groups = new Map();
    for (const element of query) {
        const { groupId } = searchItems[element.searchItemId];
        if (!groups.has(groupId)) {
            groups.set(groupId, { id: groupId, activeItems: [] });
        }
        const { activeItems } = /** @type {ActiveGroup} */ (groups.get(groupId));
        const active = activeItems.find((each) => each.searchItemId === element.searchItemId);
        if (active) {
            active.elements.push(element);
        } else {
            activeItems.push({ searchItemId: element.searchItemId, elements: [element] });
        }
    }
    return [...groups.values()];
}

/**
 * @param {any} item
 * @param {QueryElement[]} elements
 * @param {{referenceMoment: any, evalContext: any}} surroundings
 * @returns {Domain}
 */
export function itemDomain(item, elements, { referenceMoment, evalContext }) {
    switch (item.type) {
        case "field":
        case "field_property":
            return fieldDomain(item, elements, evalContext);
        case "dateFilter": {
            const periods = elements.map((element) => /** @type {string} */ (element.generatorId));
            const { domain } = constructDateDomain(referenceMoment, item, periods);
            return Domain.and([new Domain(item.domain || "[]"), domain]);
        }
        case "filter":
        case "favorite":
            return new Domain(item.domain || "[]");
        default:
            return new Domain([]);
    }
}

/** @param {any} item @param {QueryElement[]} elements @param {any} evalContext */
function fieldDomain(item, elements, evalContext) {
    const domains = elements.map(({ autocompleteValue: { label, value, operator } }) => {
        if (item.filterDomain) {
            const names = { ...evalContext, self: String(label).trim(), raw_value: value };
            return new Domain(new Domain(item.filterDomain).toList(names));
        }
        return new Domain([[item.fieldName, operator, value]]);
    });
    return Domain.or(domains);
}

/**
 * @param {ActiveGroup[]} groups
 * @param {Object<number, any>} searchItems
 * @param {any} surroundings
 */
export function queryDomain(groups, searchItems, surroundings) {
    return Domain.and(
        groups.map((group) =>
            Domain.or(
                group.activeItems
                    .map(({ searchItemId, elements }) => itemDomain(searchItems[searchItemId], elements, surroundings))
                    .filter((domain, _index, all) => all.length === 1 || domain.toString() !== "[]"),
            ),
        ),
    );
}

/**
 * @param {ActiveGroup[]} groups
 * @param {Object<number, any>} searchItems
 * @param {any} evalContext
 * @returns {any[]} contexts, the last one wins
 */
export function queryContexts(groups, searchItems, evalContext) {
    const contexts = [];
    for (const { activeItems } of groups) {
        for (const { searchItemId, elements } of activeItems) {
            const item = searchItems[searchItemId];
            if (["groupBy", "dateGroupBy"].includes(item.type)) {
                continue;
            }
            contexts.push(itemContext(item, elements, evalContext));
        }
    }
    return contexts.filter(Boolean);
}

/** @param {any} item @param {QueryElement[]} elements @param {any} evalContext */
function itemContext(item, elements, evalContext) {
    if (item.type === "favorite") {
        const { group_by: _groupBy, ...rest } = typeof item.context === "string" ? makeContext([item.context], evalContext) : item.context || {};
        return rest;
    }
    if (!item.context || item.context === "{}") {
        return null;
    }
    if (item.type === "field") {
        const self = elements.map((element) => element.autocompleteValue.value);
        return makeContext([item.context], { ...evalContext, self });
    }
    return makeContext([item.context], evalContext);
}

/**
 * @param {ActiveGroup[]} groups
 * @param {Object<number, any>} searchItems
 * @returns {string[]}
 */
export function queryGroupBys(groups, searchItems) {
    const specs = [];
    for (const { activeItems } of groups) {
        for (const { searchItemId, elements } of activeItems) {
            specs.push(...itemGroupBys(searchItems[searchItemId], elements));
        }
    }
    return specs;
}

/** @param {any} item @param {QueryElement[]} elements */
export function itemGroupBys(item, elements) {
    switch (item.type) {
        case "groupBy":
            return [item.fieldName];
        case "dateGroupBy":
            return elements
                .map((element) => /** @type {string} */ (element.intervalId))
                .sort((a, b) => rankInterval(a) - rankInterval(b))
                .map((interval) => `${item.fieldName}:${interval}`);
        case "favorite":
            return item.groupBys || [];
        default:
            return [];
    }
}

/** @param {ActiveGroup[]} groups @param {Object<number, any>} searchItems */
export function queryOrderBy(groups, searchItems) {
    return groups.flatMap(({ activeItems }) => activeItems.flatMap(({ searchItemId }) => searchItems[searchItemId].orderBy || []));
}

/**
 * The words of one facet of the search bar.
 *
 * @param {ActiveGroup} group
 * @param {Object<number, any>} searchItems
 * @param {any} referenceMoment
 */
export function groupFacet(group, searchItems, referenceMoment) {
    /** @type {any} */
    const facet = { groupId: group.id, values: [], separator: _t("or") };
    for (const { searchItemId, elements } of group.activeItems) {
        const item = searchItems[searchItemId];
        describeItem(facet, item, elements, referenceMoment);
    }
    return facet;
}

/** @param {any} facet changed in place @param {any} item @param {QueryElement[]} elements @param {any} referenceMoment */
function describeItem(facet, item, elements, referenceMoment) {
    switch (item.type) {
        case "field":
        case "field_property":
            facet.type = "field";
            facet.title = item.description;
            facet.values.push(...elements.map((element) => element.autocompleteValue.label));
            break;
        case "groupBy":
            facet.type = "groupBy";
            facet.separator = ">";
            facet.values.push(item.description);
            break;
        case "dateGroupBy":
            facet.type = "groupBy";
            facet.separator = ">";
            for (const spec of itemGroupBys(item, elements)) {
                facet.values.push(`${item.description}: ${INTERVAL_OPTIONS[spec.split(":")[1]].description}`);
            }
            break;
        case "dateFilter": {
            const periods = elements.map((element) => /** @type {string} */ (element.generatorId));
            facet.type = "filter";
            facet.values.push(`${item.description}: ${constructDateDomain(referenceMoment, item, periods).description}`);
            break;
        }
        default:
            facet.type = item.type;
            facet.values.push(item.description);
    }
}

/**
 * A favourite as the server keeps it, as a search item.
 *
 * @param {any} irFilter
 */
export function favoriteItem(irFilter) {
    const context = evaluateLoosely(irFilter.context, {});
    const users = irFilter.user_ids || [];
    return {
        type: "favorite",
        description: irFilter.name,
        domain: irFilter.domain || "[]",
        context,
        groupBys: [context.group_by || []].flat(),
        orderBy: readSort(irFilter.sort),
        userIds: users,
        userId: users.length === 1 ? users[0] : false,
        isDefault: Boolean(irFilter.is_default),
        serverSideId: irFilter.id,
        removable: true,
        groupNumber: users.length === 1 ? 1 : 2,
    };
}

/** @param {any} context @param {any} fallback */
function evaluateLoosely(context, fallback) {
    if (typeof context !== "string") {
        return context || fallback;
    }
    return evaluateExpr(context, { uid: false, context: {} }) || fallback;
}

/** The `sort` of a favourite is a JSON list such as `["name desc"]`. @param {string} [sort] */
function readSort(sort) {
    if (!sort || sort === "[]") {
        return [];
    }
    return JSON.parse(sort.replace(/'/g, '"')).flatMap((/** @type {any} */ term) => (typeof term === "string" ? stringToOrderBy(term) : [term]));
}
