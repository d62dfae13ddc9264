/**
 * How the user's language writes dates, times and numbers. Filled by the localization service before the client starts.
 * @typedef {{dateFormat: string, timeFormat: string, shortTimeFormat: string, dateTimeFormat: string, decimalPoint: string,
 *   direction: "ltr" | "rtl", grouping: number[], multiLang: boolean, thousandsSep: string, weekStart: number, code: string}} Localization
 */

const notReady = () => {
    throw new Error("The localization is asked for before the localization service has started");
};

/** @type {Localization} */
export const localization = /** @type {any} */ (
    new Proxy(/** @type {any} */ ({}), {
        get(target, key) {
            if (key in target || typeof key === "symbol" || key === "then") {
                return Reflect.get(target, key);
            }
            return notReady();
        },
    })
);
