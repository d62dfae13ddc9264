/**
 * @typedef {{name: string, asc: boolean}} OrderTerm
 */

/** @param {OrderTerm[]} orderBy @returns {string} as `search` takes it */
export function orderByToString(orderBy) {
    return orderBy.map(({ name, asc }) => `${name} ${asc ? "ASC" : "DESC"}`).join(", ");
}

/** @param {string|null|undefined} text e.g. `name desc, id` @returns {OrderTerm[]} */
export function stringToOrderBy(text) {
    if (!text) {
        return [];
    }
    return text
        .split(",")
        .map((term) => term.trim().split(/\s+/))
        .filter(([name]) => name)
        .map(([name, direction]) => ({ name, asc: (direction || "asc").toLowerCase() !== "desc" }));
}
