import { user } from "@web/core/user";
import { isX2Many } from "./active_fields";
import { evaluableValue } from "./values";

/** What Python expressions of a view see. */

/**
 * The names that every Python expression of a view may use besides the fields.
 *
 * @param {any} config
 */
export function getBasicEvalContext(config) {
    const { uid, allowed_company_ids: companies } = config.context;
    return {
        context: config.context,
        uid: uid ?? user.userId,
        allowed_company_ids: companies,
        current_company_id: config.currentCompanyId ?? user.activeCompany?.id ?? companies?.[0],
    };
}

/**
 * The values of a record for expressions, once with the ids of new lines and once without.
 *
 * @param {any} record
 * @returns {{plain: any, virtual: any}}
 */
export function evalContextsOf(record) {
    const basic = {
        ...getBasicEvalContext(record.config),
        id: record.resId,
        active_id: record.resId,
        active_ids: record.resId ? [record.resId] : [],
        active_model: record.resModel,
    };
    /** @type {any} */
    const plain = { ...basic };
    /** @type {any} */
    const virtual = { ...basic };
    for (const name of record.fieldNames) {
        const field = record.fields[name];
        const value = record.data[name];
        if (!field || value === undefined) {
            continue;
        }
        if (isX2Many(field)) {
            virtual[name] = value.currentIds;
            plain[name] = virtual[name].filter((/** @type {any} */ id) => typeof id === "number");
        } else {
            plain[name] = virtual[name] = evaluableValue(field, value);
        }
    }
    return { plain, virtual };
}
