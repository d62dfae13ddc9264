/** What tests import as `@odoo/hoot-dom`. */
export * from "@web/../tests/_framework/hoot/interaction";
export * from "@web/../tests/_framework/hoot/query";
export * from "@web/../tests/_framework/hoot/time";

import { after } from "@web/../tests/_framework/hoot/suites";

/** Listens until the test ends. @param {EventTarget} target @param {string} type @param {any} listener @param {any} [options] */
export function on(target, type, listener, options) {
    const remove = () => target.removeEventListener(type, listener, options);
    target.addEventListener(type, listener, options);
    after(remove);
    return remove;
}

/** Calls back when something below an element changes, until the test ends. @param {Node} target @param {MutationCallback} callback */
export function observe(target, callback) {
    const observer = new MutationObserver(callback);
    observer.observe(target, { attributes: true, childList: true, subtree: true });
    after(() => observer.disconnect());
    return () => observer.disconnect();
}
