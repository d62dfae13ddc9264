import { EventBus } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { isNumeric } from "@web/core/utils/strings";
import { compareUrls, objectToUrlEncodedString } from "@web/core/utils/urls";
import { isDisplayStandalone } from "@web/core/browser/feature_detection";
import { omit, pick } from "@web/core/utils/objects";

/** Parts of the state that make the path of an address; everything else goes into its query. */
export const PATH_KEYS = ["resId", "action", "active_id", "model"];

/** Triggers "ROUTE_CHANGE" when the address changed otherwise than by `pushState`. */
export const routerBus = new EventBus();

/** What an installed app of its own has in front of its paths. */
export function startUrl() {
    const { pathname } = browser.location;
    return pathname.startsWith("/scoped_app") && isDisplayStandalone() ? "scoped_app" : "odoo";
}

/** @param {Record<string, any>} object */
export function objectToQuery(object) {
    return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null && value !== false && value !== ""));
}

/** @param {string} value */
const cast = (value) => (value && !Number.isNaN(Number(value)) ? Number(value) : value);

/** @param {string} text `a=1&b=x` */
function parseString(text) {
    return Object.fromEntries([...new URLSearchParams(text)].map(([key, value]) => [key, cast(value)]));
}

/** @param {string} hash with its # */
export function parseHash(hash) {
    return hash && hash !== "#" ? parseString(hash.slice(1)) : {};
}

/** @param {string} search with its ? */
export function parseSearchQuery(search) {
    return search ? parseString(search.slice(1)) : {};
}

/** Keys kept as long as the page lives (debug, ...), and keys never shown in the address. */
const lockedKeys = new Set(["debug", "lang"]);
const hiddenKeys = new Set();

/**
 * The part of a path for one action.
 * @param {Record<string, any>} state
 */
function actionPart({ action, model }) {
    if (action) {
        if (typeof action === "number" || action.includes(".")) {
            return `action-${action}`;
        }
        return action;
    }
    if (model) {
        return model.includes(".") ? model : `m-${model}`;
    }
    return null;
}

/**
 * @param {Record<string, any>[]} actionStack
 * @returns {string[]}
 */
function pathOf(actionStack) {
    const parts = [];
    for (const [index, entry] of actionStack.entries()) {
        const next = actionStack[index + 1];
        const isListOfNext = next && entry.action && next.action === entry.action && !entry.resId && next.resId && next.active_id === entry.active_id;
        const part = actionPart(entry);
        if (isListOfNext || !part) {
            continue;
        }
        if (entry.active_id && parts.at(-1) !== String(entry.active_id)) {
            parts.push(String(entry.active_id));
        }
        parts.push(part);
        if (entry.resId) {
            parts.push(String(entry.resId));
        }
    }
    return parts;
}

/**
 * @param {Record<string, any>} state
 * @returns {string} the path and the query
 */
function stateToUrl(state) {
    const stack = state.actionStack?.length ? state.actionStack : [pick(state, ...PATH_KEYS)];
    const path = [startUrl(), ...pathOf(stack)].join("/");
    const query = objectToQuery(omit(state, ...PATH_KEYS, "actionStack", ...hiddenKeys));
    const text = objectToUrlEncodedString(query);
    return `/${path}${text ? `?${text}` : ""}`;
}

/**
 * The actions that a path names. An id belongs to the action before it, and is the active id of the one after it.
 * @param {string[]} parts
 */
function stackOf(parts) {
    const stack = [];
    let id = null;
    for (const part of parts) {
        if (isNumeric(part) || part === "new") {
            const last = stack.at(-1);
            id = isNumeric(part) ? Number(part) : null;
            if (!last) {
                continue;
            }
            const record = { ...last, resId: isNumeric(part) ? Number(part) : "new" };
            if (last.model && !last.action) {
                stack.pop();
            }
            stack.push(record);
            continue;
        }
        const entry = id ? { active_id: id } : {};
        id = null;
        if (part.startsWith("action-")) {
            const action = part.slice("action-".length);
            stack.push({ ...entry, action: isNumeric(action) ? Number(action) : action });
        } else if (part.startsWith("m-")) {
            stack.push({ ...entry, model: part.slice(2) });
        } else if (part.includes(".")) {
            stack.push({ ...entry, model: part });
        } else {
            stack.push({ ...entry, action: part });
        }
    }
    return stack;
}

/** Addresses of before: everything after the #. @param {Record<string, any>} state */
function fromHash(state) {
    const { id, ...rest } = state;
    if (id !== undefined) {
        rest.resId = id;
    }
    return omit(rest, "cids", "menu_id");
}

/** @param {URL | Location} address */
function urlToState(address) {
    const { pathname, search, hash } = address;
    /** @type {Record<string, any>} */
    const state = parseSearchQuery(search);
    if (hash && hash !== "#" && /[=&]/.test(hash)) {
        Object.assign(state, fromHash(parseHash(hash)));
    }
    const [prefix, ...parts] = pathname.split("/").filter(Boolean).map(decodeURIComponent);
    if (["odoo", "scoped_app"].includes(prefix) && parts.length) {
        const stack = stackOf(parts);
        if (stack.length) {
            return { ...state, ...stack.at(-1), actionStack: stack };
        }
    }
    if (state.action || state.model) {
        const entry = pick(state, ...PATH_KEYS);
        state.actionStack = entry.resId && entry.action ? [omit(entry, "resId"), entry] : [entry];
    }
    return state;
}

/** @type {Record<string, any>} */
let current = {};
/** @type {any} */
let pushTimer;
/** @type {any} */
let pushArgs = { replace: true, reload: false, state: {} };

/** @param {Record<string, any>} state @param {Record<string, any>} previous */
function withLocked(state, previous) {
    return { ...pick(previous, ...[...lockedKeys].filter((key) => key in previous)), ...state };
}

/** @param {"push" | "replace"} mode */
function makePusher(mode) {
    const send = () => {
        const { state: next, replace, reload } = pushArgs;
        pushArgs = null;
        browser.clearTimeout(pushTimer);
        const address = browser.location.origin + stateToUrl(next);
        const isSame = compareUrls(address, browser.location.href);
        const change = mode === "replace" || replace || isSame ? "replaceState" : "pushState";
        browser.history[change]({ nextState: next }, "", address);
        current = next;
        if (reload) {
            browser.location.reload();
        }
    };
    /**
     * @param {Record<string, any>} state laid over what was pushed in this tick
     * @param {{replace?: boolean, reload?: boolean, sync?: boolean}} [options] `replace` forgets the state there is
     */
    return (state, options = {}) => {
        const base = pushArgs?.state && !options.replace ? pushArgs.state : options.replace ? {} : current;
        pushArgs = {
            state: withLocked({ ...base, ...state }, current),
            replace: mode === "replace" || pushArgs?.replace,
            reload: pushArgs?.reload || options.reload,
        };
        browser.clearTimeout(pushTimer);
        if (options.sync) {
            send();
        } else {
            pushTimer = browser.setTimeout(send, 0);
        }
    };
}

export const router = {
    /** The state of the address as it is now. */
    get current() {
        return { ...current };
    },
    stateToUrl,
    urlToState,
    pushState: makePusher("push"),
    replaceState: makePusher("replace"),
    /** Forgets what is about to be pushed. */
    cancelPushes: () => {
        browser.clearTimeout(pushTimer);
        pushArgs = null;
    },
    /** @param {string} key */
    addLockedKey: (key) => lockedKeys.add(key),
    /** @param {string} key */
    hideKeyFromUrl: (key) => hiddenKeys.add(key),
    /** True while a click on a link of the client must not be handled by the router. */
    skipLoad: false,
};

/** @param {PopStateEvent} ev */
function onPopState(ev) {
    browser.clearTimeout(pushTimer);
    pushArgs = null;
    if (!ev.state) {
        // a place on the same page
        browser.history.replaceState({ nextState: router.current, skipRouteChange: true }, "", browser.location.href);
    }
    if (ev.state?.skipRouteChange || router.skipLoad) {
        router.skipLoad = false;
        return;
    }
    current = ev.state?.nextState || urlToState(new URL(browser.location.href));
    routerBus.trigger("ROUTE_CHANGE");
}

/** Links to pages of the client are followed without loading the page again. @param {MouseEvent} ev */
function onClick(ev) {
    const target = /** @type {Element} */ (ev.target);
    const link = target.closest?.("a");
    if (ev.defaultPrevented || ev.ctrlKey || ev.metaKey || ev.shiftKey || ev.button || target.closest?.("[contenteditable]") || !link) {
        return;
    }
    const href = link.getAttribute("href");
    if (!href || link.hasAttribute("download") || (link.target && link.target !== "_self")) {
        return;
    }
    let address;
    try {
        address = new URL(href, browser.location.origin);
    } catch {
        // not an address: the browser knows what to do with it
        return;
    }
    const isClient = /^\/(odoo|scoped_app)(\/|$)/.test(address.pathname) || (["/web", "/odoo"].includes(address.pathname) && address.hash.includes("="));
    if (browser.location.host === address.host && isClient && browser.location.pathname.match(/^\/(odoo|scoped_app|web)(\/|$)/)) {
        ev.preventDefault();
        current = withLocked(urlToState(address), current);
        const url = browser.location.origin + stateToUrl(current);
        if (!compareUrls(url, browser.location.href)) {
            browser.history.pushState({ nextState: current }, "", url);
        }
        routerBus.trigger("ROUTE_CHANGE");
    }
}

/** Reads the address; an old or unusual one is written as it is today. */
export function startRouter() {
    const address = new URL(browser.location.href);
    current = urlToState(address);
    browser.history.replaceState({ nextState: current }, "", stateToUrlKeepingHash(address));
    pushTimer = undefined;
    pushArgs = null;
    hiddenKeys.clear();
}

/** @param {URL} address */
function stateToUrlKeepingHash(address) {
    const isClient = /^\/(odoo|scoped_app|web)(\/|$)/.test(address.pathname);
    const hasStateInHash = /[=&]/.test(address.hash);
    return isClient ? browser.location.origin + stateToUrl(current) + (hasStateInHash ? "" : address.hash) : address.href;
}

startRouter();
browser.addEventListener("popstate", onPopState);
browser.addEventListener("click", onClick);

