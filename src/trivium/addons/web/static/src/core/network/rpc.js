import { EventBus } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { renewToken } from "@web/core/network/csrf_token";
import { RPCCache } from "@web/core/network/rpc_cache";
import { omit } from "@web/core/utils/objects";

/** Triggers "RPC:REQUEST" and "RPC:RESPONSE" around each call, and "CLEAR-CACHES" (detail: one table's name, several, or all). */
export const rpcBus = new EventBus();

const RPC_SETTINGS = new Set(["cache", "silent", "xhr", "headers"]);

/** The server refused or failed: its exception as the client sees it. */
export class RPCError extends Error {
    constructor() {
        super(...arguments);
        this.name = "RPC_ERROR";
        this.type = "server";
        /** @type {number | null} */
        this.code = null;
        /** @type {any} */
        this.data = null;
        /** @type {string | null} the server's exception class */
        this.exceptionName = null;
        /** @type {string | null} */
        this.subType = null;
        /** @type {any} */
        this.context = null;
        /** @type {string | null} */
        this.model = null;
        /** @type {any} the dialog to show, when a caller knows better */
        this.Component = null;
        this.id = null;
    }
}

/** No answer came: the server or the network is gone. */
export class ConnectionLostError extends Error {
    name = "CONNECTION_LOST_ERROR";

    /** @param {string} url @param {...any} args */
    constructor(url, ...args) {
        super(`The connection to "${url}" could not be made or was interrupted`, ...args);
        this.url = url;
    }
}

export class ConnectionAbortedError extends Error {
    name = "CONNECTION_ABORTED_ERROR";
}

/**
 * @param {{code?: number, data?: any, message?: string, type?: string}} response
 * @returns {RPCError}
 */
export function makeErrorFromResponse(response) {
    const { code, data: errorData, message, type: subType } = response;
    const error = new RPCError();
    error.exceptionName = errorData?.name ?? null;
    error.subType = subType ?? null;
    error.data = errorData;
    error.message = message;
    error.code = code;
    error.context = errorData?.context;
    return error;
}

let nextId = 0;

/**
 * Calls a JSON route of the server. The promise can be given up with `abort()`.
 * @param {string} url
 * @param {Record<string, any>} [params]
 * @param {{silent?: boolean, cache?: boolean | {type?: "ram" | "disk", update?: "once" | "always", callback?: (result: any, hasChanged: boolean) => void},
 *   xhr?: XMLHttpRequest, headers?: Record<string, string>}} [settings]
 * @returns {Promise<any> & {abort?: (rejectError?: boolean) => void}}
 */
export function rpc(url, params = {}, settings = {}) {
    return rpc._rpc(url, params, settings);
}

/** @type {RPCCache} */
const cache = new RPCCache();
rpcBus.addEventListener("CLEAR-CACHES", (event) => cache.invalidate(/** @type {CustomEvent} */ (event).detail));

/** The call itself; replaced in tests. @type {(url: string, params: any, settings: any) => any} */
rpc._rpc = (url, params, settings) => {
    for (const name of Object.keys(settings)) {
        if (!RPC_SETTINGS.has(name)) {
            throw new Error(`Unknown setting of rpc: ${name}`);
        }
    }
    if (settings.cache) {
        const options = settings.cache === true ? {} : settings.cache;
        return cache.read(url, JSON.stringify({ url, params }), () => request(url, params, omit(settings, "cache")), options);
    }
    return request(url, params, settings);
};

/** @param {XMLHttpRequest} xhr @param {string} url */
function answerOf(xhr, url) {
    if (xhr.status === 502) {
        throw new ConnectionLostError(url);
    }
    try {
        return JSON.parse(xhr.response);
    } catch {
        if (xhr.status === 504) {
            throw makeErrorFromResponse({ code: 504, message: "Gateway Timeout", data: { name: "504" } });
        }
        throw new ConnectionLostError(url);
    }
}

/**
 * @param {string} url
 * @param {any} params
 * @param {any} settings
 */
function request(url, params, settings) {
    const xhr = settings.xhr || new browser.XMLHttpRequest();
    const data = { id: nextId++, jsonrpc: "2.0", method: "call", params };
    const detail = { data, url, settings };
    let giveUp;
    const promise = new Promise((resolve, reject) => {
        rpcBus.trigger("RPC:REQUEST", detail);
        const fail = (error) => {
            rpcBus.trigger("RPC:RESPONSE", { ...detail, error });
            reject(error);
        };
        giveUp = fail;
        xhr.addEventListener("load", () => {
            renewToken(xhr.getResponseHeader?.("X-CSRF-Token"));
            let answer;
            try {
                answer = answerOf(xhr, url);
            } catch (error) {
                return fail(error);
            }
            if (answer.error) {
                const error = makeErrorFromResponse(answer.error);
                error.model = data.params.model ?? null;
                return fail(error);
            }
            rpcBus.trigger("RPC:RESPONSE", { ...detail, result: answer.result });
            resolve(answer.result);
        });
        xhr.addEventListener("error", () => fail(new ConnectionLostError(url)));
        xhr.open("POST", url);
        for (const [name, value] of Object.entries({ "Content-Type": "application/json", ...settings.headers })) {
            xhr.setRequestHeader(name, value);
        }
        xhr.send(JSON.stringify(data));
    });
    return Object.assign(promise, {
        abort(rejectError = true) {
            xhr.abort?.();
            const error = new ConnectionAbortedError("The call was given up");
            if (rejectError) {
                giveUp(error);
            } else {
                rpcBus.trigger("RPC:RESPONSE", { ...detail, error });
            }
        },
    });
}
