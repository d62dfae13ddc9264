import { Domain } from "@web/core/domain";
import { getDomainDisplayedOperators } from "@web/core/domain_selector/domain_selector_operator_editor";
import { useService } from "@web/core/utils/hooks";

/** @param {Record<string, any>} fieldDefs */
export function getDefaultCondition(fieldDefs) {
    const name = ["display_name", "name"].find((each) => fieldDefs[each]?.searchable) || Object.keys(fieldDefs).find((each) => fieldDefs[each].searchable) || "id";
    const [operator] = getDomainDisplayedOperators(fieldDefs[name]);
    return /** @type {any} */ ([name, operator, fieldDefs[name]?.type === "boolean" ? true : ""]);
}

/** @param {Record<string, any>} fieldDefs */
export function getDefaultDomain(fieldDefs) {
    return new Domain([getDefaultCondition(fieldDefs)]).toString();
}

/** A function that gives a domain to start with for a model. */
export function useGetDefaultLeafDomain() {
    const fieldService = useService("field");
    return async (/** @type {string} */ resModel) => getDefaultDomain(await fieldService.loadFields(resModel));
}
