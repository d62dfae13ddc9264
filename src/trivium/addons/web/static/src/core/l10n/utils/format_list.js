import { user } from "@web/core/user";

const STYLES = {
    standard: { type: "conjunction", style: "long" },
    "standard-short": { type: "conjunction", style: "short" },
    or: { type: "disjunction", style: "long" },
    "or-short": { type: "disjunction", style: "short" },
    unit: { type: "unit", style: "long" },
    "unit-short": { type: "unit", style: "short" },
    "unit-narrow": { type: "unit", style: "narrow" },
};

/**
 * "a, b and c" in the user's language.
 * @param {Iterable<any>} values
 * @param {{localeCode?: string, style?: keyof typeof STYLES}} [options]
 */
export function formatList(values, { localeCode, style = "standard" } = {}) {
    const locale = localeCode?.replace(/_/g, "-") || user.lang || "en-US";
    return new Intl.ListFormat(locale, /** @type {any} */ (STYLES[style])).format([...values].map(String));
}
