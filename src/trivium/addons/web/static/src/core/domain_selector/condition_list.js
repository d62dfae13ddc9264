import { Domain } from "@web/core/domain";

/**
 * Domains that people make by choosing: conditions that must all hold, or of which one must.
 * @typedef {{path: string, operator: string, value: any}} Line
 * @typedef {{connector: "&" | "|", lines: Line[]}} ConditionList
 */

/**
 * A domain as such a list, or null when it is more than that.
 * @param {string} domain
 * @returns {ConditionList | null}
 */
export function readDomain(domain) {
    let list;
    try {
        list = new Domain(domain).toList({});
    } catch {
        // names in it only mean something where it is used
        return null;
    }
    const operators = list.filter((item) => typeof item === "string");
    const connector = operators[0] === "|" ? "|" : "&";
    if (operators.some((operator) => operator !== connector)) {
        return null;
    }
    const conditions = list.filter((item) => Array.isArray(item));
    if (conditions.some(([path]) => typeof path !== "string")) {
        return null;
    }
    return { connector, lines: conditions.map(([path, operator, value]) => ({ path, operator, value })) };
}

/** @param {ConditionList} list */
export function writeDomain({ connector, lines }) {
    const signs = Array.from({ length: Math.max(0, lines.length - 1) }, () => connector);
    return new Domain(/** @type {any} */ ([...signs, ...lines.map(({ path, operator, value }) => [path, operator, value])])).toString();
}
