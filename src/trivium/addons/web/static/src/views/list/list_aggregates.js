import { registry } from "@web/core/registry";
import { computeAggregatedValue, isNumeric } from "../utils";

const formatters = registry.category("formatters");
const KINDS = ["sum", "avg", "max", "min"];

/** @param {any} column @param {any} field */
function currencyFieldOf(column, field) {
    return column.options?.currency_field || field.currency_field || "currency_id";
}

/**
 * A total in words. Amounts in several currencies have none.
 *
 * @param {any} column
 * @param {any} field
 * @param {number} value
 * @param {Object<string, any>} [aggregates] with the currencies
 */
export function formatAggregate(column, field, value, aggregates = {}) {
    const formatter = formatters.get(column.widget, null) || formatters.get(field.type);
    /** @type {any} */
    const options = { digits: column.attrs?.digits ? JSON.parse(column.attrs.digits) : field.digits, field };
    if (field.type === "monetary" || column.widget === "monetary") {
        const currencies = (aggregates[currencyFieldOf(column, field)] || []).filter(Boolean);
        if (currencies.length > 1) {
            return "—";
        }
        [options.currencyId] = currencies;
    }
    return formatter(value, options);
}

/** @param {any} column @param {any} list */
function valuesOf(column, list) {
    const { name } = column;
    const currencyField = currencyFieldOf(column, list.fields[name]);
    const { selection } = list;
    if (list.isGrouped && !selection.length) {
        const groups = list.groups.filter((/** @type {any} */ group) => name in group.aggregates);
        return {
            values: groups.map((/** @type {any} */ group) => group.aggregates[name] || 0),
            currencies: [...new Set(groups.flatMap((/** @type {any} */ group) => group.aggregates[currencyField] || []))],
        };
    }
    const records = selection.length ? selection : list.records;
    return {
        values: records.map((/** @type {any} */ record) => record.data[name] || 0),
        currencies: [...new Set(records.map((/** @type {any} */ record) => record.data[currencyField]?.id).filter(Boolean))],
    };
}

/** Whether a column asks for a total. @param {any} column */
export function hasTotal(column) {
    return Boolean(column.attrs) && KINDS.some((kind) => column.attrs[kind]);
}

/**
 * The total of a column: of the chosen records, else of all that are shown.
 *
 * @param {any} column
 * @param {any} list
 * @returns {{value: string, help: string}|null}
 */
export function columnTotal(column, list) {
    const kind = column.type === "field" && isNumeric(list.fields[column.name]) && KINDS.find((name) => column.attrs[name]);
    if (!kind) {
        return null;
    }
    const { values, currencies } = valuesOf(column, list);
    if (!values.length) {
        return null;
    }
    const field = list.fields[column.name];
    const total = computeAggregatedValue(values, kind);
    return { value: formatAggregate(column, field, total, { [currencyFieldOf(column, field)]: currencies }), help: column.attrs[kind] };
}
