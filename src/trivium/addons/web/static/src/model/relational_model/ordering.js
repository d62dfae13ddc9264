/** Order of records: what a click on a column head means, and comparing in memory. */

/**
 * The order after one more click on a column: ascending, then descending.
 *
 * @param {{name: string, asc: boolean}[]} orderBy
 * @param {string} fieldName
 */
export function nextOrderBy(orderBy, fieldName) {
    if (orderBy.length && orderBy[0].name === fieldName) {
        return [{ name: fieldName, asc: !orderBy[0].asc }, ...orderBy.slice(1)];
    }
    return [{ name: fieldName, asc: true }, ...orderBy.filter((order) => order.name !== fieldName)];
}

/** @param {any} value @param {any} field */
function sortable(value, field) {
    if (value === false || value === undefined || value === null) {
        return null;
    }
    switch (field?.type) {
        case "many2one":
            return value.display_name || "";
        case "reference":
        case "many2one_reference":
            return value.displayName || value.resId;
        case "one2many":
        case "many2many":
            return value.count;
        case "selection":
            return field.selection.findIndex((/** @type {any} */ option) => option[0] === value);
        case "date":
        case "datetime":
            return value.toMillis();
        default:
            return value;
    }
}

/** @param {any} left @param {any} right */
function compare(left, right) {
    if (left === right) {
        return 0;
    }
    // What is not set comes last in ascending order, as in PostgreSQL.
    if (left === null || right === null) {
        return left === null ? 1 : -1;
    }
    return typeof left === "string" ? left.localeCompare(String(right)) : left < right ? -1 : 1;
}

/**
 * @param {{name: string, asc: boolean}[]} orderBy
 * @param {Object<string, any>} fields
 * @returns {(left: any, right: any) => number}
 */
export function compareRecords(orderBy, fields) {
    return (left, right) => {
        for (const { name, asc } of orderBy) {
            const field = fields[name];
            const result = compare(sortable(left.data[name], field), sortable(right.data[name], field));
            if (result) {
                return asc ? result : -result;
            }
        }
        return 0;
    };
}

/** Whether records can be put in order by writing this field. @param {any} field */
export function isFieldSortable(field) {
    return Boolean(field) && ["integer", "float"].includes(field.type);
}
