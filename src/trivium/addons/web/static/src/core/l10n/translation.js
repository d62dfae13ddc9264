import { Deferred } from "@web/core/utils/concurrency";
import { htmlSprintf, isMarkup } from "@web/core/utils/html";
import { sprintf } from "@web/core/utils/strings";

export const translationLoaded = Symbol("translationLoaded");

/** Terms by module: `{module: {source: translation}}`. */
export const translatedTerms = /** @type {any} */ ({ [translationLoaded]: false });

/** Terms of all modules together, used where a text does not say whose it is. @type {Record<string, string>} */
export const translatedTermsGlobal = Object.create(null);

/** Forms of texts that depend on a number, by module: `{module: {singular: {forms, places}}}`. @type {Record<string, Record<string, {forms: string[], places: string}>>} */
export const translatedForms = Object.create(null);

export const translationIsReady = new Deferred();

/** @param {any[]} values */
const hasMarkup = (values) => values.some((value) => isMarkup(value) || (value?.constructor === Object && Object.values(value).some(isMarkup)));

/**
 * @param {string} source
 * @param {string | undefined} context a module's name
 */
function lookup(source, context) {
    return (context && translatedTerms[context]?.[source]) || translatedTermsGlobal[source] || source;
}

/** A text translated only when it is shown, for those written before the translations are there. */
export class TranslatedString extends String {
    /**
     * @param {string} source
     * @param {any[]} substitutions
     * @param {string} [context]
     */
    constructor(source, substitutions, context) {
        super(source);
        this.lazy = !translatedTerms[translationLoaded];
        this.substitutions = substitutions;
        this.context = context;
    }

    valueOf() {
        const source = super.valueOf();
        if (this.lazy && !translatedTerms[translationLoaded]) {
            throw new Error(`The text "${source}" is shown before the translations are loaded`);
        }
        return substitute(lookup(source, this.context), this.substitutions);
    }

    toString() {
        return this.valueOf();
    }
}

/**
 * @param {string} text
 * @param {any[]} values
 * @returns {any}
 */
function substitute(text, values) {
    if (!values.length) {
        return text;
    }
    return hasMarkup(values) ? htmlSprintf(text, ...values) : sprintf(text, ...values);
}

/**
 * The text in the user's language, with `%s` or `%(name)s` filled in; markup among the values makes the result markup.
 * @param {string} source
 * @param {...any} substitutions
 * @returns {string}
 */
export function _t(source, ...substitutions) {
    return appTranslateFn(source, undefined, ...substitutions);
}

/**
 * @param {string} source
 * @param {string} [moduleName]
 * @param {...any} substitutions
 * @returns {any}
 */
export function appTranslateFn(source, moduleName, ...substitutions) {
    if (!translatedTerms[translationLoaded]) {
        return new TranslatedString(source, substitutions, moduleName);
    }
    return substitute(lookup(source, moduleName), substitutions);
}

/**
 * The form of a text that a number asks for, in the user's language, with `%s` or `%(name)s` filled in.
 * `_n("%s line", "%s lines", count, count)`
 * @param {string} singular
 * @param {string} plural
 * @param {number} number what decides
 * @param {...any} substitutions
 * @returns {any}
 */
export function _n(singular, plural, number, ...substitutions) {
    const found = Object.values(translatedForms).find((texts) => singular in texts)?.[singular];
    const whole = Math.abs(Math.trunc(number));
    // from 200 on the last two digits decide, as the places of 100 to 199 say
    const form = found?.forms[Number(found.places[whole < 200 ? whole : 100 + (whole % 100)])];
    return substitute(form ?? (number === 1 ? singular : plural), substitutions);
}

/** The older name for a text translated late. */
export const _lt = _t;

/**
 * @param {any} orm
 * @returns {Promise<[string, string][]>} installed languages: code and name
 */
export async function loadLanguages(orm) {
    loadLanguages.installed ??= await orm.call("res.lang", "get_installed");
    return loadLanguages.installed;
}
/** @type {any} */
loadLanguages.installed = null;

