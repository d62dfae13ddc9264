/**
 * What a page gives to the modules before they run.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

globalThis.luxon = require("../node_modules/luxon/build/cjs-browser/luxon.js");
globalThis.odoo = {
    debug: "",
    csrf_token: "token",
    __session_info__: {
        uid: 2,
        name: "Mira",
        username: "mira",
        is_admin: true,
        is_system: true,
        is_internal_user: true,
        user_context: { lang: "en_US", tz: "Europe/Brussels", uid: 2 },
        user_settings: { id: 1 },
        user_companies: { current_company: 1, allowed_companies: { 1: { id: 1, name: "Home", sequence: 1, child_ids: [], parent_id: false } }, disallowed_ancestor_companies: {} },
        groups: {},
        currencies: { 1: { name: "EUR", symbol: "€", position: "after", digits: [69, 2] }, 2: { name: "USD", symbol: "$", position: "before", digits: [69, 2] } },
        view_info: {},
    },
};

// what browsers have and the test's document has not
globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
};
window.matchMedia ??= () => ({ matches: false, addEventListener() {}, removeEventListener() {} });
Element.prototype.scrollTo ??= () => {};
window.scrollTo = () => {};
document.elementsFromPoint ??= () => [];
// nothing has a size here: everything that is in the document counts as visible
HTMLElement.prototype.getClientRects = function () {
    return this.isConnected ? [{}] : [];
};

const { translatedTerms, translationLoaded } = await import("@web/core/l10n/translation");
translatedTerms[translationLoaded] = true;

const { localization } = await import("@web/core/l10n/localization");
Object.assign(localization, {
    dateFormat: "MM/dd/yyyy",
    timeFormat: "HH:mm:ss",
    shortTimeFormat: "HH:mm",
    dateTimeFormat: "MM/dd/yyyy HH:mm:ss",
    decimalPoint: ".",
    direction: "ltr",
    grouping: [3, 0],
    multiLang: false,
    thousandsSep: ",",
    weekStart: 7,
    code: "en",
});
luxon.Settings.defaultZone = "Europe/Brussels";
luxon.Settings.defaultLocale = "en";
