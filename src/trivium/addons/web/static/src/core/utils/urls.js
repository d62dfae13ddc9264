import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";
import { shallowEqual } from "@web/core/utils/objects";

const { DateTime } = luxon;

export class RedirectionError extends Error {
    name = "RedirectionError";
}

/** @param {Record<string, any>} object */
export function objectToUrlEncodedString(object) {
    return Object.entries(object)
        .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value || "")}`)
        .join("&");
}

/** The scheme and host that absolute addresses start with. @param {string} [origin] */
export function getOrigin(origin) {
    return (origin || session.origin || `${browser.location.protocol}//${browser.location.host}`).replace(/\/+$/, "");
}

/**
 * @param {string} route absolute, or a path of this server
 * @param {Record<string, any>} [queryParams]
 * @param {{origin?: string}} [options]
 */
export function url(route, queryParams, { origin } = {}) {
    if (!route) {
        return getOrigin(origin);
    }
    const parameters = objectToUrlEncodedString(queryParams || {});
    const address = parameters ? `${route}${route.includes("?") ? "&" : "?"}${parameters}` : route;
    const absolute = /^(https?:)?\/\//.test(address);
    return absolute ? address : getOrigin(origin) + (address.startsWith("/") ? "" : "/") + address;
}

/**
 * The address of an image field.
 * @param {string} model
 * @param {number} id
 * @param {string} field
 * @param {{access_token?: string, filename?: string, unique?: any, width?: number, height?: number}} [options]
 */
export function imageUrl(model, id, field, { access_token, filename, unique, width, height } = {}) {
    let route = `/web/image/${model}/${id}/${field}`;
    if (width && height) {
        route = `${route}/${width}x${height}`;
    }
    if (filename) {
        route = `${route}/${encodeURIComponent(filename)}`;
    }
    const parameters = {};
    if (access_token) {
        parameters.access_token = access_token;
    }
    if (unique) {
        const time = unique instanceof DateTime ? unique : typeof unique === "string" ? DateTime.fromSQL(unique) : null;
        parameters.unique = time?.isValid ? time.ts : unique;
    }
    return url(route, parameters);
}

/** @param {Blob} file @returns {Promise<string>} */
export function getDataURLFromFile(file) {
    if (!file) {
        return Promise.reject(new Error("No file was given"));
    }
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.addEventListener("load", () => {
            // an empty file has no content after the comma, and some browsers say "data:" only
            const result = String(reader.result);
            resolve(result === "data:" ? `data:${file.type};base64,` : result);
        });
        reader.addEventListener("abort", reject);
        reader.addEventListener("error", reject);
        reader.readAsDataURL(file);
    });
}

/**
 * Leaves for another page of this same site.
 * @param {string} address
 */
export function redirect(address) {
    const { origin, pathname } = browser.location;
    const target = new URL(address, `${origin}${pathname}`);
    if (target.origin !== origin) {
        throw new RedirectionError("Cannot redirect to another site");
    }
    browser.location.assign(target.href);
}

/**
 * Whether two addresses are the same page: order of parameters aside.
 * @param {string} first
 * @param {string} second
 */
export function compareUrls(first, second) {
    const [a, b] = [new URL(first), new URL(second)];
    return (
        a.origin === b.origin &&
        a.pathname === b.pathname &&
        a.hash === b.hash &&
        shallowEqual(Object.fromEntries(a.searchParams), Object.fromEntries(b.searchParams))
    );
}
