/** What tests import as `@odoo/hoot-mock`: the world around the page, as a test wants it. */
import { after } from "@web/../tests/_framework/hoot/suites";
import { clock } from "@web/../tests/_framework/boot";

export * from "@web/../tests/_framework/hoot/time";

/** @param {any} target @param {string} name @param {PropertyDescriptor} descriptor */
function replace(target, name, descriptor) {
    const before = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { configurable: true, ...descriptor });
    after(() => (before ? Object.defineProperty(target, name, before) : delete target[name]));
}

const RealDate = Date;

/** Has the clock show a time from now on. @param {string | Date} date such as "2026-03-01 10:00:00", in UTC where `zone` is 0 @param {number | string} [zone] */
export function mockDate(date, zone) {
    if (zone !== undefined) {
        mockTimeZone(zone);
    }
    const settings = luxon.Settings;
    const start = typeof date === "string" ? luxon.DateTime.fromSQL(date, { zone: settings.defaultZone }).toMillis() : Number(date);
    const begun = performance.now();
    const now = () => start + Math.floor(performance.now() - begun);
    const MockDate = class extends RealDate {
        /** @param {...any} args */
        constructor(...args) {
            // @ts-ignore - the arguments are those of Date
            super(...(args.length ? args : [now()]));
        }
        static now = now;
    };
    const { now: before } = settings;
    settings.now = now;
    window.Date = /** @type {any} */ (MockDate);
    after(() => {
        window.Date = RealDate;
        settings.now = before;
    });
}

/** @param {number | string} zone hours east of Greenwich, or a name */
export function mockTimeZone(zone) {
    const before = luxon.Settings.defaultZone;
    luxon.Settings.defaultZone = typeof zone === "number" ? `UTC${zone < 0 ? "" : "+"}${zone}` : zone;
    after(() => (luxon.Settings.defaultZone = before));
}

/** @param {string} locale such as "fr-BE" */
export function mockLocale(locale) {
    const before = luxon.Settings.defaultLocale;
    luxon.Settings.defaultLocale = locale;
    replace(navigator, "language", { value: locale });
    after(() => (luxon.Settings.defaultLocale = before));
}

/** @param {string} name "android", "ios", "linux", "mac", "windows", or a whole user agent */
export function mockUserAgent(name) {
    replace(navigator, "userAgent", { value: name });
}

/** @param {boolean} isTouch */
export function mockTouch(isTouch) {
    replace(window, "ontouchstart", isTouch ? { value: null } : { value: undefined });
    replace(navigator, "maxTouchPoints", { value: isTouch ? 1 : 0 });
}

/** @param {string} name @param {string} state "granted", "denied" or "prompt" */
export function mockPermission(name, state) {
    const query = navigator.permissions.query.bind(navigator.permissions);
    replace(navigator.permissions, "query", { value: async (/** @type {any} */ asked) => (asked.name === name ? { name, state, addEventListener() {} } : query(asked)) });
}

/** @param {(url: string, init?: RequestInit) => any} answer a Response, or what is its JSON */
export function mockFetch(answer) {
    const fetching = async (input, init) => {
        const value = await answer(String(input?.url ?? input), init);
        return value instanceof Response ? value : new Response(JSON.stringify(value ?? null), { headers: { "Content-Type": "application/json" } });
    };
    replace(window, "fetch", { value: fetching, writable: true });
}

/** @param {(url: string, data: any) => any} callback */
export function mockSendBeacon(callback) {
    replace(navigator, "sendBeacon", { value: (url, data) => callback(url, data) !== false });
}

/** @param {(pattern: any) => any} callback */
export function mockVibrate(callback) {
    replace(navigator, "vibrate", { value: callback });
}

/** @param {Record<string, any>} values such as `{ "prefers-color-scheme": "dark" }` */
export function mockMatchMedia(values) {
    const real = window.matchMedia.bind(window);
    const match = (query) => {
        const name = Object.keys(values).find((each) => query.includes(each));
        return name ? { matches: query.includes(String(values[name])), media: query, addEventListener() {}, removeEventListener() {} } : real(query);
    };
    replace(window, "matchMedia", { value: match });
}

/** Pictures a second do not matter here: time passes as fast as tests let it. */
export const setFrameRate = () => clock.wait(0);
