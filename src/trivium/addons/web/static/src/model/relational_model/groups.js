import { _t } from "@web/core/l10n/translation";

/** Reading of what `web_read_group` answers, and the order of records. */

export const AGGREGATABLE_FIELD_TYPES = ["float", "integer", "monetary"];

let lastId = 0;

/** @param {string} [prefix] */
export function getId(prefix = "") {
    lastId += 1;
    return `${prefix}_${lastId}`;
}

/**
 * What `web_read_group` is asked to aggregate for these fields.
 *
 * @param {Object<string, any>} fields
 * @returns {string[]}
 */
export function getAggregateSpecifications(fields) {
    const specifications = [];
    const currencies = new Set();
    for (const field of Object.values(fields)) {
        if (!field.aggregator || !AGGREGATABLE_FIELD_TYPES.includes(field.type) || field.name === "id") {
            continue;
        }
        specifications.push(`${field.name}:${field.aggregator}`);
        if (field.type === "monetary" && fields[field.currency_field]) {
            currencies.add(field.currency_field);
        }
    }
    for (const currency of currencies) {
        specifications.push(`${currency}:array_agg_distinct`);
    }
    return specifications;
}

/** @param {string} groupBySpec e.g. `create_date:month` */
export function fieldNameOf(groupBySpec) {
    return groupBySpec.split(":")[0].split(".")[0];
}

/**
 * The words and values that describe one group.
 *
 * @param {any} groupData
 * @param {string} groupBySpec
 * @param {Object<string, any>} fields
 */
export function extractInfoFromGroupData(groupData, groupBySpec, fields) {
    const name = groupBySpec.split(":")[0];
    const field = fields[name] || fields[fieldNameOf(groupBySpec)];
    const raw = groupData[groupBySpec];
    const rawValue = Array.isArray(raw) ? raw[0] : raw;
    return {
        count: groupData.__count ?? 0,
        domain: groupData.__extra_domain || [],
        rawValue: raw,
        serverValue: rawValue,
        value: rawValue,
        range: dateRange(groupData.__extra_domain, field),
        displayName: groupLabel(field, raw, groupBySpec),
        isFoldedByServer: Boolean(groupData.__fold),
        aggregates: extractAggregates(groupData),
        records: groupData.__records,
        groups: groupData.__groups,
        values: groupData.__values || {},
    };
}

/** @param {any} groupData */
function extractAggregates(groupData) {
    /** @type {Object<string, any>} */
    const aggregates = {};
    for (const [key, value] of Object.entries(groupData)) {
        const [name, operation] = key.split(":");
        if (operation && /^(sum|avg|min|max|count|count_distinct|bool_and|bool_or|array_agg_distinct|array_agg|sum_currency)$/.test(operation)) {
            aggregates[name] = value;
        }
    }
    return aggregates;
}

/** @param {any} field @param {any} raw @param {string} groupBySpec */
function groupLabel(field, raw, groupBySpec) {
    if (field?.type === "boolean") {
        return raw ? _t("Yes") : _t("No");
    }
    if (raw === false || raw === null || raw === undefined) {
        return ["many2many"].includes(field?.type) || ["tags"].includes(field?.type) ? _t("None") : _t("Not set");
    }
    if (Array.isArray(raw)) {
        return raw[1] || _t("Unnamed");
    }
    if (field?.type === "selection") {
        return field.selection.find((/** @type {any} */ option) => option[0] === raw)?.[1] ?? String(raw);
    }
    const part = groupBySpec.split(":")[1];
    return part === "month_number" ? monthName(Number(raw)) : String(raw);
}

/** @param {number} month 1 to 12 */
function monthName(month) {
    return new Date(Date.UTC(2020, month - 1, 1)).toLocaleString(undefined, { month: "long", timeZone: "UTC" });
}

/** The dates between which a group lies, in the form of the server. @param {any[]} [domain] @param {any} [field] */
function dateRange(domain, field) {
    if (!domain || !["date", "datetime"].includes(field?.type)) {
        return null;
    }
    const find = (/** @type {string} */ operator) =>
        domain.find((leaf) => Array.isArray(leaf) && leaf[0] === field.name && leaf[1] === operator)?.[2];
    const [from, to] = [find(">="), find("<")];
    return from || to ? { from, to } : null;
}

/**
 * The value that a record gets when it moves into a group.
 *
 * @param {any} field
 * @param {any} value
 */
export function getGroupServerValue(field, value) {
    if (field.type === "many2many") {
        return value ? [[6, 0, [value]]] : [];
    }
    return value;
}

/**
 * Move a record among its siblings and write the new order.
 *
 * Where the order field was never filled in, all visible records are renumbered; otherwise only the stretch
 * between the two places changes.
 *
 * @template {{resId: any, id: string}} T
 * @param {{records: T[], resModel?: string, movedId: string, targetId: string|null, fieldName?: string,
 *   asc?: boolean, getSequence: (record: T) => any, getResId?: (record: T) => any}} options
 * @returns {{records: T[], changed: T[], offset: number}}
 */
export function computeResequence({ records, movedId, targetId, asc = true, getSequence }) {
    const from = records.findIndex((record) => record.id === movedId);
    const order = [...records];
    const [moved] = order.splice(from, 1);
    const to = targetId ? order.findIndex((record) => record.id === targetId) + 1 : 0;
    order.splice(to, 0, moved);
    const sequences = records.map(getSequence);
    const isUsable = sequences.every(
        (value, index) => typeof value === "number" && (index === 0 || (asc ? value > sequences[index - 1] : value < sequences[index - 1])),
    );
    const first = isUsable ? Math.min(from, to) : 0;
    const last = isUsable ? Math.max(from, to) : order.length - 1;
    const stretch = order.slice(first, last + 1);
    const known = sequences.slice(first, last + 1).filter((value) => typeof value === "number");
    const offset = known.length ? Math.min(...known) : 0;
    return { records: order, changed: asc ? stretch : [...stretch].reverse(), offset };
}

/**
 * Move a record and write the order to the server.
 *
 * @param {any} options as `computeResequence`, with `orm`, `resModel`, `fieldName`, `context` and `specification`
 */
export async function resequence(options) {
    const { orm, resModel, fieldName = "sequence", context = {}, specification = {} } = options;
    const { records, changed, offset } = computeResequence(options);
    const ids = changed.map((/** @type {any} */ record) => record.resId);
    const values = await orm.call(resModel, "web_resequence", [ids, specification], {
        field_name: fieldName,
        offset,
        context,
    });
    return { records, changed, values };
}
