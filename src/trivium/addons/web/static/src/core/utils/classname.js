/**
 * @param {string | string[] | Record<string, any> | undefined} classes
 * @returns {Record<string, boolean>}
 */
function toObject(classes) {
    if (!classes) {
        return {};
    }
    if (Array.isArray(classes)) {
        return Object.assign({}, ...classes.map(toObject));
    }
    if (typeof classes === "object") {
        const split = Object.entries(classes).flatMap(([names, on]) => names.split(/\s+/).map((name) => [name, Boolean(on)]));
        return Object.fromEntries(split.filter(([name]) => name));
    }
    return Object.fromEntries(
        String(classes)
            .split(/\s+/)
            .filter(Boolean)
            .map((name) => [name, true])
    );
}

/**
 * @param {HTMLElement} el
 * @param {...any} classes
 */
export function addClassesToElement(el, ...classes) {
    for (const [name, on] of Object.entries(mergeClasses(...classes))) {
        el.classList.toggle(name, on);
    }
}

/**
 * Strings, arrays and objects of class names as one object `{name: boolean}`, the later ones winning.
 * @param {...any} classes
 * @returns {Record<string, boolean>}
 */
export function mergeClasses(...classes) {
    return Object.assign({}, ...classes.map(toObject));
}
