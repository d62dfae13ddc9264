import { DEFAULT_INTERVAL, INTERVAL_OPTIONS } from "./dates";

const PARTS = ["year_number", "quarter_number", "month_number", "iso_week_number", "day_of_year", "day_of_month", "day_of_week", "hour_number", "minute_number", "second_number"];

/**
 * Read a description of a grouping such as `create_date:month`.
 *
 * @param {string} description
 * @param {Object<string, any>} [fields] to check it against
 * @returns {{fieldName: string, interval: string|null, spec: string, toJSON: () => string}}
 */
export function getGroupBy(description, fields) {
    const [fieldName, given] = description.split(":");
    const field = fields?.[fieldName];
    if (fields && !field) {
        throw new Error(`Cannot group by "${fieldName}": there is no such field.`);
    }
    const takesInterval = field ? ["date", "datetime"].includes(field.type) : Boolean(given);
    if (given && field && !takesInterval) {
        throw new Error(`Cannot group "${fieldName}" by ${given}: it is no date.`);
    }
    if (given && !(given in INTERVAL_OPTIONS) && !PARTS.includes(given)) {
        throw new Error(`Cannot group "${fieldName}" by "${given}": there is no such interval.`);
    }
    const interval = takesInterval ? given || DEFAULT_INTERVAL : null;
    const spec = interval ? `${fieldName}:${interval}` : fieldName;
    return { fieldName, interval, spec, toJSON: () => spec };
}
