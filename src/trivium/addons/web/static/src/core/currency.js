import { rpc } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { formatFloat, humanNumber } from "@web/core/utils/numbers";
import { nbsp } from "@web/core/utils/strings";
import { session } from "@web/session";

/** Currencies by id: `{name, symbol, position: "before" | "after", digits}`. @type {Record<number, any>} */
export const currencies = session.currencies || {};
delete session.currencies;

/** @param {number} id */
export function getCurrency(id) {
    return currencies[id];
}

/** Rates of all currencies against the company's. @returns {Promise<Record<number, number>>} */
export async function getCurrencyRates() {
    const model = "res.currency";
    const method = "read";
    const records = await rpc(`/web/dataset/call_kw/${model}/${method}`, {
        model,
        method,
        args: [Object.keys(currencies).map(Number), ["inverse_rate"]],
        kwargs: { context: user.context },
    });
    return Object.fromEntries(records.map((record) => [record.id, record.inverse_rate]));
}

/**
 * @param {number} amount
 * @param {number} currencyId
 * @param {{digits?: [number, number], noSymbol?: boolean, trailingZeros?: boolean, humanReadable?: boolean, data?: any}} [options]
 */
export function formatCurrency(amount, currencyId, options = {}) {
    const currency = getCurrency(currencyId);
    const digits = options.digits || currency?.digits;
    const number = options.humanReadable
        ? humanNumber(amount, { decimals: digits ? digits[1] : 2 })
        : formatFloat(amount, { digits, trailingZeros: options.trailingZeros });
    if (!currency || options.noSymbol) {
        return number;
    }
    const parts = [currency.symbol, number];
    return (currency.position === "after" ? parts.reverse() : parts).join(nbsp);
}
