import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

/** @param {Response} response */
function check(response) {
    if (response.status === 502) {
        throw new Error("The server is not there at the moment (502)");
    }
}

/**
 * @param {string} route
 * @param {"json" | "text" | "blob" | "arrayBuffer" | "formData"} [readMethod]
 */
export async function get(route, readMethod = "json") {
    const response = await browser.fetch(route, { method: "GET" });
    check(response);
    return response[readMethod]();
}

/**
 * @param {string} route
 * @param {Record<string, any> | FormData} [params] lists become several entries of one name
 * @param {"json" | "text" | "blob" | "arrayBuffer" | "formData"} [readMethod]
 */
export async function post(route, params = {}, readMethod = "json") {
    let formData = params;
    if (!(formData instanceof FormData)) {
        formData = new FormData();
        for (const [key, value] of Object.entries(params)) {
            for (const each of Array.isArray(value) && value.length ? value : [value]) {
                formData.append(key, each);
            }
        }
    }
    const response = await browser.fetch(route, { method: "POST", body: /** @type {FormData} */ (formData) });
    check(response);
    return response[readMethod]();
}

export const httpService = {
    start() {
        return { get, post };
    },
};

registry.category("services").add("http", httpService);
