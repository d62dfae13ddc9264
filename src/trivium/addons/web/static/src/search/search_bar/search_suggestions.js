import { deserializeDate, deserializeDateTime, parseDate, parseDateTime, serializeDate, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { fuzzyTest } from "@web/core/utils/search";
import { parseFloat as parseLocalFloat, parseInteger } from "@web/views/fields/parsers";
import { formatDate, formatDateTime } from "@web/views/fields/formatters";
import { defaultOperator } from "../search_arch_parser";

/** What the search bar proposes for a typed text. */

/**
 * @typedef {{id: number, searchItemId: number, preposition?: string, description: string, label: string, value?: any,
 *   operator?: string, isParent?: boolean, isExpanded?: boolean, isChild?: boolean, loadMore?: boolean,
 *   isToggle?: boolean, isActive?: boolean, kind?: string, [key: string]: any}} Suggestion
 */

/** @param {string} text @param {(text: string) => any} parse */
function tryParse(text, parse) {
    try {
        return parse(text);
    } catch (error) {
        // The text is no such value: there is nothing to propose for this field.
        if (error instanceof Error) {
            return undefined;
        }
        throw error;
    }
}

/** @type {Object<string, (text: string, item: any) => {label: string, value: any, operator: string}[]>} */
const PROPOSALS = {
    boolean: (text, item) =>
        [
            { label: _t("Yes"), value: true, operator: item.operator || "=" },
            { label: _t("No"), value: false, operator: item.operator || "=" },
        ].filter((option) => fuzzyTest(text.toLowerCase(), option.label.toString().toLowerCase())),
    selection: (text, item) =>
        item.selection
            .filter((/** @type {any} */ option) => fuzzyTest(text.toLowerCase(), option[1].toLowerCase()))
            .map((/** @type {any} */ option) => ({ label: option[1], value: option[0], operator: item.operator || "=" })),
    integer: (text, item) => numberProposal(text, item, parseInteger),
    float: (text, item) => numberProposal(text, item, parseLocalFloat),
    monetary: (text, item) => numberProposal(text, item, parseLocalFloat),
    date: (text, item) => dateProposal(text, item, parseDate, serializeDate, (value) => formatDate(deserializeDate(value))),
    datetime: (text, item) => dateProposal(text, item, parseDateTime, serializeDateTime, (value) => formatDateTime(deserializeDateTime(value))),
    many2one: (text, item) => [{ label: text, value: text, operator: item.operator && item.operator !== "child_of" ? item.operator : "ilike" }],
};

/** @param {string} text @param {any} item @param {(text: string) => any} parse */
function numberProposal(text, item, parse) {
    const value = tryParse(text, parse);
    return value === undefined || Number.isNaN(value) ? [] : [{ label: text, value, operator: item.operator || "=" }];
}

/** @param {string} text @param {any} item @param {any} parse @param {any} serialize @param {(value: string) => string} format */
function dateProposal(text, item, parse, serialize, format) {
    const parsed = tryParse(text, parse);
    if (!parsed) {
        return [];
    }
    const value = serialize(parsed);
    return [{ label: format(value), value, operator: item.operator || "=" }];
}

/** @param {string} text @param {any} item */
function proposalsFor(text, item) {
    const propose = PROPOSALS[item.fieldType];
    return propose ? propose(text, item) : [{ label: text, value: text, operator: item.operator || defaultOperator(item.fieldType) }];
}

/**
 * @param {string} text
 * @param {any[]} searchItems active and possible
 * @param {{expanded: Set<number>, children: Map<number, any>}} state
 * @returns {Suggestion[]}
 */
export function suggestionsFor(text, searchItems, { expanded, children }) {
    const trimmed = text.trim();
    if (!trimmed) {
        return [];
    }
    /** @type {Suggestion[]} */
    const suggestions = [];
    let id = 0;
    for (const item of searchItems) {
        if (item.type !== "field" || item.fieldType === "properties") {
            continue;
        }
        for (const proposal of proposalsFor(trimmed, item)) {
            const isParent = item.fieldType === "many2one";
            suggestions.push({
                id: id++,
                searchItemId: item.id,
                description: item.description,
                isParent,
                isExpanded: expanded.has(item.id),
                isExact: ["boolean", "selection"].includes(item.fieldType),
                ...proposal,
            });
            if (isParent && expanded.has(item.id)) {
                for (const child of childSuggestions(item, children.get(item.id))) {
                    suggestions.push({ id: id++, ...child });
                }
            }
        }
    }
    for (const item of matchingToggles(trimmed, searchItems)) {
        suggestions.push({ id: id++, searchItemId: item.id, description: item.description, label: item.description, isToggle: true, isActive: item.isActive, kind: item.type });
    }
    return suggestions;
}

/** @param {any} item @param {{records: any[], hasMore: boolean}|undefined} found */
function childSuggestions(item, found) {
    if (!found) {
        return [];
    }
    if (!found.records.length) {
        return [{ searchItemId: item.id, description: item.description, label: _t("Nothing found"), isChild: true, isDisabled: true }];
    }
    const children = found.records.map((record) => ({
        searchItemId: item.id,
        description: item.description,
        label: record[1],
        value: record[0],
        operator: item.operator && item.operator !== "ilike" ? item.operator : "=",
        isChild: true,
    }));
    if (found.hasMore) {
        children.push(/** @type {any} */ ({ searchItemId: item.id, description: item.description, label: _t("Show more"), isChild: true, loadMore: true }));
    }
    return children;
}

/** Filters and groupings whose name fits. @param {string} text @param {any[]} searchItems */
function matchingToggles(text, searchItems) {
    return searchItems
        .filter((item) => ["filter", "groupBy", "dateGroupBy", "favorite"].includes(item.type))
        .filter((item) => item.description && fuzzyTest(text.toLowerCase(), String(item.description).toLowerCase()))
        .slice(0, 6);
}
