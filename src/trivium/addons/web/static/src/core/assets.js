import { Component, onWillStart, whenReady, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** What of a page has been loaded, by document. @type {WeakMap<Document, Map<string, Promise<void>>>} */
export const assetCacheByDocument = new WeakMap();
/** The lists of what bundles need, by name. @type {Map<string, Promise<any>>} */
export const globalBundleCache = new Map();

/** What a library must mark its own style elements with, by the page's policy of security. */
export function styleNonce() {
    const marked = /** @type {HTMLElement|null} */ (document.querySelector("script[nonce]"));
    return marked?.nonce || "";
}

export class AssetsLoadingError extends Error {
    name = "AssetsLoadingError";
}

/** @param {Document} target */
function cacheOf(target) {
    if (!assetCacheByDocument.has(target)) {
        assetCacheByDocument.set(target, computeBundleCacheMap(target));
    }
    return assetCacheByDocument.get(target);
}

/** What a document has from the start. @param {Document} [target] */
export function computeBundleCacheMap(target = document) {
    const cache = new Map();
    for (const el of target.head.querySelectorAll("link[rel=stylesheet][href], script[src]")) {
        cache.set(el.getAttribute("src") || el.getAttribute("href"), Promise.resolve());
    }
    return cache;
}

whenReady(() => cacheOf(document));

/** @param {HTMLElement} element @param {Document} target @param {string} url */
function insert(element, target, url) {
    return new Promise((resolve, reject) => {
        element.addEventListener("load", () => resolve(undefined), { once: true });
        element.addEventListener("error", () => reject(new AssetsLoadingError(`The file ${url} cannot be loaded`)), { once: true });
        target.head.append(element);
    });
}

/** @param {string} url @param {Document} target @param {() => Promise<any>} load */
function once(url, target, load) {
    const cache = cacheOf(target);
    if (!cache.has(url)) {
        const loading = load();
        cache.set(url, loading);
        loading.catch(() => cache.delete(url));
    }
    return cache.get(url);
}

/** The functions behind those exported; replaced in tests. */
export const assets = {
    /** @param {string} bundleName */
    getBundle(bundleName) {
        if (!globalBundleCache.has(bundleName)) {
            const address = new URL(`/web/bundle/${bundleName}`, browser.location.origin);
            for (const [key, value] of Object.entries(session.bundle_params || {})) {
                address.searchParams.set(key, value);
            }
            const loading = browser
                .fetch(address.href)
                .then((response) => response.json())
                .then((nodes) => ({
                    cssLibs: nodes.filter((node) => node.type === "link").map((node) => node.src),
                    jsLibs: nodes.filter((node) => node.type === "script").map((node) => node.src),
                    modules: nodes.filter((node) => node.type === "module").map((node) => node.src),
                }))
                .catch((error) => {
                    globalBundleCache.delete(bundleName);
                    throw new AssetsLoadingError(`The bundle "${bundleName}" cannot be loaded`, { cause: error });
                });
            globalBundleCache.set(bundleName, loading);
        }
        return globalBundleCache.get(bundleName);
    },

    /** @param {string} bundleName @param {{targetDoc?: Document, css?: boolean, js?: boolean}} [options] */
    async loadBundle(bundleName, { targetDoc = document, css = true, js = true } = {}) {
        if (typeof bundleName !== "string") {
            throw new Error(`Not the name of a bundle: ${JSON.stringify(bundleName)}`);
        }
        const { cssLibs, jsLibs, modules } = await assets.getBundle(bundleName);
        const loading = [];
        if (css) {
            loading.push(...cssLibs.map((url) => assets.loadCSS(url, { targetDoc })));
        }
        if (js) {
            for (const url of jsLibs) {
                await assets.loadJS(url, { targetDoc });
            }
            if (targetDoc === document) {
                loading.push(...modules.map((url) => once(url, targetDoc, () => import(url))));
            }
        }
        await Promise.all(loading);
    },

    /** @param {string} url @param {{targetDoc?: Document, retryCount?: number}} [options] */
    loadCSS(url, { targetDoc = document } = {}) {
        return once(url, targetDoc, () => {
            const link = targetDoc.createElement("link");
            link.rel = "stylesheet";
            link.href = url;
            return insert(link, targetDoc, url);
        });
    },

    /** @param {string} url @param {{targetDoc?: Document}} [options] */
    loadJS(url, { targetDoc = document } = {}) {
        return once(url, targetDoc, () => {
            const script = targetDoc.createElement("script");
            script.src = url;
            return insert(script, targetDoc, url);
        });
    },
};

/** @param {string} bundleName */
export const getBundle = (bundleName) => assets.getBundle(bundleName);
/** @param {string} bundleName @param {any} [options] */
export const loadBundle = (bundleName, options) => assets.loadBundle(bundleName, options);
/** @param {string} url @param {any} [options] */
export const loadJS = (url, options) => assets.loadJS(url, options);
/** @param {string} url @param {any} [options] */
export const loadCSS = (url, options) => assets.loadCSS(url, options);

/** A component of the registry `lazy_components` whose bundle is loaded when it is first shown. */
export class LazyComponent extends Component {
    static template = xml`<t t-component="Component" t-props="componentProps"/>`;
    static props = { Component: String, bundle: String, props: { type: [Object, Function], optional: true } };

    setup() {
        onWillStart(async () => {
            await loadBundle(this.props.bundle);
            this.Component = registry.category("lazy_components").get(this.props.Component);
        });
    }

    get componentProps() {
        return typeof this.props.props === "function" ? this.props.props() : this.props.props;
    }
}
