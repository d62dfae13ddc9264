import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { _t } from "@web/core/l10n/translation";
import { isX2Many } from "./active_fields";
import { isUnset } from "./values";

/** What keeps a record from being saved, and how to say it. */

/** @param {any} record @param {string} name @param {"required"|"readonly"|"invisible"} modifier */
export function hasModifier(record, name, modifier) {
    const expression = record.activeFields[name][modifier];
    return Boolean(expression) && evaluateBooleanExpr(expression, record.evalContext);
}

/**
 * The fields of a record that a value is missing in, or whose lines are incomplete.
 *
 * @param {any} record
 * @param {{silent: boolean}} options marks nothing
 * @returns {string[]}
 */
export function missingFields(record, options) {
    return record.fieldNames.filter((/** @type {string} */ name) => {
        const field = record.fields[name];
        if (!field || hasModifier(record, name, "invisible")) {
            return false;
        }
        if (isX2Many(field) && record.data[name] && !record.data[name]._checkValidity(options)) {
            return true;
        }
        return hasModifier(record, name, "required") && isUnset(field, record.data[name]);
    });
}

/**
 * What to do about the invalid fields of a record, in words.
 *
 * @param {any} record
 * @returns {string}
 */
export function describeInvalid(record) {
    const label = (/** @type {string} */ name) => record.fields[name]?.string || name;
    const names = record.invalidFields;
    const isMissing = (/** @type {string} */ name) => record.fields[name] && isUnset(record.fields[name], record.data[name]);
    const missing = names.filter(isMissing).map(label);
    const others = names.filter((/** @type {string} */ name) => !isMissing(name)).map(label);
    const parts = [];
    if (missing.length) {
        parts.push(_t("fill in %s", missing.join(", ")));
    }
    if (others.length) {
        parts.push(_t("check %s", others.join(", ")));
    }
    return parts.join("; ");
}
