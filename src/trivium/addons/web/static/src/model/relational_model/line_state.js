import { parseServerValue, serializeValue } from "./values";

/**
 * What happened to the lines of a list since they were read.
 *
 * @typedef {{linked: Set<any>, removed: Map<any, "delete"|"unlink">, pending: Map<any, any>}} LineState
 */

/** @returns {LineState} */
export function emptyState() {
    return { linked: new Set(), removed: new Map(), pending: new Map() };
}

/** @param {LineState} state @returns {LineState} */
export function cloneState({ linked, removed, pending }) {
    return { linked: new Set(linked), removed: new Map(removed), pending: new Map(pending) };
}

/**
 * Values that the server computed for a line that was never shown, as it takes them back.
 *
 * @param {any} values
 * @param {Object<string, any>} fields
 */
export function serializeValues(values, fields) {
    return Object.fromEntries(
        Object.entries(values || {}).map(([name, value]) => {
            const field = fields[name];
            return [name, Array.isArray(value) || !field ? value : serializeValue(field, parseServerValue(field, value))];
        }),
    );
}
