import { _t } from "@web/core/l10n/translation";

const LABELS = () => ({
    "=": _t("is"),
    "!=": _t("is not"),
    ">": _t("is greater than"),
    "<": _t("is less than"),
    ">=": _t("is at least"),
    "<=": _t("is at most"),
    ilike: _t("contains"),
    "not ilike": _t("does not contain"),
    in: _t("is one of"),
    "not in": _t("is none of"),
    set: _t("is set"),
    "not set": _t("is not set"),
    child_of: _t("is below"),
    parent_of: _t("is above"),
});

const DATE_LABELS = () => ({ ">": _t("is after"), "<": _t("is before"), ">=": _t("is from"), "<=": _t("is until") });

const BY_TYPE = {
    boolean: ["=", "!="],
    selection: ["=", "!=", "set", "not set"],
    char: ["ilike", "not ilike", "=", "!=", "set", "not set"],
    text: ["ilike", "not ilike", "=", "!=", "set", "not set"],
    html: ["ilike", "not ilike", "set", "not set"],
    date: ["=", "!=", ">", "<", ">=", "<=", "set", "not set"],
    datetime: [">", "<", ">=", "<=", "set", "not set"],
    integer: ["=", "!=", ">", "<", ">=", "<="],
    float: ["=", "!=", ">", "<", ">=", "<="],
    monetary: ["=", "!=", ">", "<", ">=", "<="],
    many2one: ["ilike", "not ilike", "set", "not set"],
    many2many: ["ilike", "not ilike", "set", "not set"],
    one2many: ["ilike", "not ilike", "set", "not set"],
};

/** @param {any} fieldDef @returns {string[]} */
export function getDomainDisplayedOperators(fieldDef) {
    return BY_TYPE[fieldDef?.type] || ["=", "!=", "set", "not set"];
}

/** @param {string} operator @param {string} [type] */
export function getOperatorLabel(operator, type = "") {
    const own = ["date", "datetime"].includes(type) ? DATE_LABELS()[operator] : null;
    return own || LABELS()[operator] || operator;
}
