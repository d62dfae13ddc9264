import { markup } from "@odoo/owl";
import { formatDate as formatLocalDate, formatDateTime as formatLocalDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { getCurrency } from "@web/core/currency";
import { humanNumber, insertThousandsSep, formatFloat as formatNumber } from "@web/core/utils/numbers";
import { humanSize, isBinarySize } from "@web/core/utils/binary";

/** Values in the words and figures of the user. */

/** @param {any} value */
function isUnset(value) {
    return value === false || value === null || value === undefined;
}

/** @param {any} attrs @param {any} options */
function digitsOf(attrs = {}, options = {}) {
    if (options.digits) {
        return { digits: options.digits };
    }
    return attrs.digits ? { digits: JSON.parse(attrs.digits) } : {};
}

/** @param {any} info of a field node */
function numberOptions({ attrs = {}, options = {} }) {
    const { human_readable: humanReadable, decimals } = options;
    return { ...digitsOf(attrs, options), ...(humanReadable ? { humanReadable, decimals: decimals || 0 } : {}) };
}

/** @param {string|false} value base64, or the size of the file */
export function formatBinary(value) {
    if (!value) {
        return "";
    }
    return isBinarySize(value) ? value : humanSize(Math.floor((value.length / 4) * 3));
}

/** @param {boolean} value */
export function formatBoolean(value) {
    return markup(
        `<div class="o-checkbox d-inline-block me-2"><input type="checkbox" class="form-check-input" disabled="disabled" ${value ? "checked" : ""}/></div>`,
    );
}

/** @param {string|false} value @param {{isPassword?: boolean}} [options] */
export function formatChar(value, options) {
    const text = value ? String(value) : "";
    return options?.isPassword ? "*".repeat(text.length) : text;
}

/** @param {any} value a luxon date or false @param {any} [options] */
export function formatDate(value, options = {}) {
    return value ? formatLocalDate(value, options) : "";
}
formatDate.extractOptions = (/** @type {any} */ { options = {} }) => (options.numeric ? { numeric: true } : {});

/** @param {any} value a luxon date or false @param {any} [options] */
export function formatDateTime(value, options = {}) {
    if (!value) {
        return "";
    }
    return options.showTime === false ? formatLocalDate(value, options) : formatLocalDateTime(value, options);
}
formatDateTime.extractOptions = (/** @type {any} */ { options = {} }) => {
    const picked = /** @type {any} */ ({});
    if (options.show_seconds !== undefined) {
        picked.showSeconds = options.show_seconds;
    }
    if (options.show_time !== undefined) {
        picked.showTime = options.show_time;
    }
    if (options.show_date !== undefined) {
        picked.showDate = options.show_date;
    }
    return picked;
};

/**
 * @param {number|false} value
 * @param {{digits?: [number, number], humanReadable?: boolean, decimals?: number, minDigits?: number, trailingZeros?: boolean,
 *   field?: any, thousandsSep?: string, decimalPoint?: string, noSymbol?: boolean}} [options]
 */
export function formatFloat(value, options = {}) {
    if (isUnset(value)) {
        return "";
    }
    const { field, ...rest } = options;
    const digits = rest.digits || field?.digits;
    return formatNumber(/** @type {number} */ (value), /** @type {any} */ ({ ...rest, ...(digits ? { digits } : {}) }));
}
formatFloat.extractOptions = (/** @type {any} */ info) => numberOptions(info);

/** @param {number|false} value @param {any} [options] with `factor` */
export function formatFloatFactor(value, options = {}) {
    return isUnset(value) ? "" : formatFloat(/** @type {number} */ (value) * (options.factor || 1), options);
}
formatFloatFactor.extractOptions = (/** @type {any} */ info) => ({ ...numberOptions(info), factor: info.options?.factor });

/**
 * Hours as `02:30`.
 *
 * @param {number|false} value
 * @param {{noLeadingZeroHour?: boolean, displaySeconds?: boolean, numeric?: boolean}} [options]
 */
export function formatFloatTime(value, options = {}) {
    if (isUnset(value)) {
        return "";
    }
    const number = /** @type {number} */ (value);
    const total = Math.round(Math.abs(number) * 3600);
    const rounded = options.displaySeconds ? total : Math.round(total / 60) * 60;
    const hours = Math.floor(rounded / 3600);
    const minutes = Math.floor((rounded % 3600) / 60);
    const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
    const sign = number < 0 && rounded > 0 ? "-" : "";
    const seconds = options.displaySeconds ? `:${two(rounded % 60)}` : "";
    return `${sign}${options.noLeadingZeroHour ? hours : two(hours)}:${two(minutes)}${seconds}`;
}
formatFloatTime.extractOptions = (/** @type {any} */ { options = {} }) => ({ displaySeconds: options.displaySeconds });

/** @param {any} value */
export function formatHtml(value) {
    return value || "";
}

/** @param {number|false} value @param {any} [options] */
export function formatInteger(value, options = {}) {
    if (isUnset(value)) {
        return "";
    }
    if (options.isPassword) {
        return "*".repeat(String(value).length);
    }
    if (options.humanReadable) {
        return humanNumber(/** @type {number} */ (value), options);
    }
    const { grouping, thousandsSep } = localization;
    return insertThousandsSep(Number(value).toFixed(0), options.thousandsSep ?? thousandsSep, options.grouping || grouping);
}
formatInteger.extractOptions = (/** @type {any} */ info) => numberOptions(info);

/** @param {any} value */
export function formatJson(value) {
    return value ? JSON.stringify(value) : "";
}

/** @param {any} value @param {{escape?: boolean}} [_options] */
export function formatMany2one(value, _options) {
    if (!value) {
        return "";
    }
    const name = Array.isArray(value) ? value[1] : value.display_name;
    return name || _t("Unnamed");
}

/** @param {any} value */
export function formatMany2oneReference(value) {
    return value ? String(value.displayName || value.resId || "") : "";
}

/**
 * An amount of money in its currency.
 *
 * @param {number|false} value
 * @param {{currencyId?: number, currencyField?: string, data?: any, field?: any, digits?: [number, number],
 *   noSymbol?: boolean, humanReadable?: boolean, trailingZeros?: boolean}} [options]
 */
export function formatMonetary(value, options = {}) {
    if (isUnset(value)) {
        return "";
    }
    const { currencyId: given, currencyField, data, field, noSymbol, ...rest } = options;
    const name = currencyField || field?.currency_field || "currency_id";
    const found = given || data?.[name];
    const currencyId = Array.isArray(found) ? found[0] : found?.id ?? found;
    const currency = currencyId ? getCurrency(currencyId) : null;
    const digits = currency?.digits || rest.digits || [16, 2];
    const amount = formatNumber(/** @type {number} */ (value), /** @type {any} */ ({ ...rest, digits }));
    if (!currency || noSymbol) {
        return amount;
    }
    return currency.position === "before" ? `${currency.symbol}\u00a0${amount}` : `${amount}\u00a0${currency.symbol}`;
}
formatMonetary.extractOptions = (/** @type {any} */ info) => ({
    ...numberOptions(info),
    noSymbol: info.options?.no_symbol,
    currencyField: info.options?.currency_field,
});

/** @param {number|false} value a fraction @param {any} [options] */
export function formatPercentage(value, options = {}) {
    const number = formatFloat((value || 0) * 100, { trailingZeros: false, ...options });
    return options.noSymbol ? number : `${number}%`;
}
formatPercentage.extractOptions = (/** @type {any} */ info) => numberOptions(info);

/** @param {any} value */
export function formatReference(value) {
    return value ? value.displayName || `${value.resModel},${value.resId}` : "";
}

/** @param {any} value @param {{selection?: any[], field?: any}} [options] */
export function formatSelection(value, options = {}) {
    const selection = options.selection || options.field?.selection || [];
    return selection.find((/** @type {any} */ option) => option[0] === value)?.[1] ?? "";
}

/** @param {string|false} value */
export function formatText(value) {
    return value ? String(value) : "";
}

/** @param {any} value a list or ids */
export function formatX2many(value) {
    const count = value?.currentIds?.length ?? value?.length ?? 0;
    if (!count) {
        return _t("No records");
    }
    return count === 1 ? _t("1 record") : _t("%s records", count);
}

/** @param {any[]} value */
function formatProperties(value) {
    return (value || []).map((property) => property.string).join(", ");
}

registry
    .category("formatters")
    .add("binary", formatBinary)
    .add("boolean", formatBoolean)
    .add("char", formatChar)
    .add("date", formatDate)
    .add("datetime", formatDateTime)
    .add("float", formatFloat)
    .add("float_factor", formatFloatFactor)
    .add("float_time", formatFloatTime)
    .add("html", formatHtml)
    .add("integer", formatInteger)
    .add("json", formatJson)
    .add("many2one", formatMany2one)
    .add("many2one_reference", formatMany2oneReference)
    .add("one2many", formatX2many)
    .add("many2many", formatX2many)
    .add("monetary", formatMonetary)
    .add("percentage", formatPercentage)
    .add("properties", formatProperties)
    .add("properties_definition", formatProperties)
    .add("reference", formatReference)
    .add("selection", formatSelection)
    .add("text", formatText);
