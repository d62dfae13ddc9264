import { browser } from "@web/core/browser/browser";
import { strftimeToLuxonFormat } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { translatedForms, translatedTerms, translatedTermsGlobal, translationIsReady, translationLoaded } from "@web/core/l10n/translation";
import { pyToJsLocale } from "@web/core/l10n/utils/locales";
import { registry } from "@web/core/registry";
import { objectToUrlEncodedString } from "@web/core/utils/urls";
import { user } from "@web/core/user";
import { session } from "@web/session";

const { Settings } = luxon;

/** Numbers that languages write with digits of their own. @type {[RegExp, string][]} */
const NUMBERING_SYSTEMS = [
    [/^ar-(sa|sy)\b|^ar$/i, "arab"],
    [/^bn\b/i, "beng"],
    [/^bo\b/i, "tibt"],
    [/^(hi|mr|ne)\b/i, "deva"],
    [/^my\b/i, "mymr"],
    [/^pa\b/i, "guru"],
    [/^ta\b/i, "tamldec"],
];

const STORE = "trivium.translations";

/** @param {string} lang @returns {{hash?: string, data?: any}} what an earlier visit kept */
function stored(lang) {
    try {
        const kept = JSON.parse(browser.localStorage.getItem(STORE) || "{}");
        return kept.lang === lang && kept.version === session.registry_hash ? kept : {};
    } catch {
        browser.localStorage.removeItem(STORE);
        return {};
    }
}

/** The translations and the ways of writing of the user's language; from the browser's store when nothing has changed. @param {string} lang */
async function load(lang) {
    const kept = stored(lang);
    const query = objectToUrlEncodedString({ hash: kept.hash || "", lang });
    const response = await browser.fetch(`${session.translationURL || "/web/webclient/translations"}?${query}`, { cache: "no-store" });
    if (!response.ok) {
        throw new Error(`The translations cannot be loaded (${response.status})`);
    }
    const answer = await response.json();
    const data = answer.modules || answer.lang_parameters ? answer : kept.data;
    if (data !== kept.data) {
        const record = JSON.stringify({ lang, hash: answer.hash, version: session.registry_hash, data });
        try {
            browser.localStorage.setItem(STORE, record);
        } catch {
            // a full store only means that they are loaded again next time
            browser.localStorage.removeItem(STORE);
        }
    }
    return data;
}

/** @param {any} modules `{module: {messages: [{id, string, forms?, places?}]}}` */
function addTerms(modules) {
    for (const [module, { messages }] of Object.entries(modules || {})) {
        translatedTerms[module] = Object.fromEntries(messages.map(({ id, string }) => [id, string]));
        Object.assign(translatedTermsGlobal, translatedTerms[module]);
        translatedForms[module] = Object.fromEntries(messages.filter(({ forms }) => forms).map(({ id, forms, places }) => [id, { forms, places }]));
    }
    translatedTerms[translationLoaded] = true;
}

export const localizationService = {
    async start() {
        const lang = user.context.lang || document.documentElement.lang.replace("-", "_") || "en_US";
        const { lang_parameters: parameters, modules, multi_lang: multiLang } = await load(lang);
        addTerms(modules);
        const locale = pyToJsLocale(lang) || browser.navigator.language;
        Settings.defaultLocale = locale;
        Settings.defaultNumberingSystem = NUMBERING_SYSTEMS.find(([pattern]) => pattern.test(locale))?.[1] ?? "latn";
        if (user.tz) {
            Settings.defaultZone = user.tz;
        }
        Settings.defaultWeekSettings = { firstDay: parameters.week_start, minimalDays: 4, weekend: [6, 7] };
        const dateFormat = strftimeToLuxonFormat(parameters.date_format);
        const timeFormat = strftimeToLuxonFormat(parameters.time_format);
        const shortTimeFormat = strftimeToLuxonFormat(parameters.short_time_format || parameters.time_format.replace(/:%S/, ""));
        const grouping = typeof parameters.grouping === "string" ? JSON.parse(parameters.grouping) : parameters.grouping;
        Object.assign(localization, {
            dateFormat,
            timeFormat,
            shortTimeFormat,
            dateTimeFormat: `${dateFormat} ${timeFormat}`,
            decimalPoint: parameters.decimal_point,
            direction: parameters.direction,
            grouping,
            multiLang,
            thousandsSep: parameters.thousands_sep,
            weekStart: parameters.week_start,
            code: locale,
        });
        document.documentElement.lang = locale;
        document.documentElement.dir = parameters.direction;
        translationIsReady.resolve(true);
        return localization;
    },
};

registry.category("services").add("localization", localizationService);
