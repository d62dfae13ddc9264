/** @type {WeakMap<Event, Set<string>>} */
const marks = new WeakMap();

/**
 * @param {Event} ev
 * @param {string} markName
 */
export function isEventHandled(ev, markName) {
    return Boolean(marks.get(ev)?.has(markName));
}

/**
 * Tells later listeners of the same event that somebody has dealt with it.
 * @param {Event} ev
 * @param {string} markName
 */
export function markEventHandled(ev, markName) {
    if (!marks.has(ev)) {
        marks.set(ev, new Set());
    }
    marks.get(ev).add(markName);
}
