/**
 * The server of a test: models and routes that it defines, answered in the page. Nothing leaves the browser.
 */
import { after, beforeEach, isRunning } from "@web/../tests/_framework/hoot/suites";
import { webModels } from "@web/../tests/_framework/mock_server/web_models";
import { browser } from "@web/core/browser/browser";
import { makeErrorFromResponse, rpc, rpcBus } from "@web/core/network/rpc";

const LOCALIZATION = {
    lang: "en", hash: "test", modules: {}, multi_lang: false,
    lang_parameters: { code: "en_US", direction: "ltr", date_format: "%m/%d/%Y", time_format: "%H:%M:%S", short_time_format: "%H:%M", grouping: "[3,0]", decimal_point: ".", thousands_sep: ",", week_start: 7 },
}; // prettier-ignore

/** What arrives of a value that is sent as JSON. @param {any} value */
const sent = (value) => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

/** What tests and suites ask for before a server is made. @type {{models: Set<any>, rpcs: any[], menus: any[], actions: Map<any, any>}} */
const asked = { models: new Set(), rpcs: [], menus: [], actions: new Map() };

/** Something that holds for the test that runs, or for each test of the suite that is described. @param {() => () => void} apply returns how to take it back */
function scoped(apply) {
    const start = () => after(apply());
    isRunning() ? start() : beforeEach(start);
}

/** Models of the test, or of all tests of the suite. @param {any} classes a list, or an object with them */
export function defineModels(classes) {
    const list = Object.values(classes);
    scoped(() => {
        list.forEach((each) => asked.models.add(each));
        list.forEach((each) => MockServer.current?.addModel(each));
        return () => list.forEach((each) => asked.models.delete(each));
    });
    return classes;
}
export const defineWebModels = () => defineModels(webModels);

/**
 * Answers calls: `onRpc(method, answer)`, `onRpc(model, method, answer)`, `onRpc("/route", answer)`, `onRpc(answer)`.
 * The answer gets `{args, kwargs, method, model, route, parent, request}`; where it returns nothing the server goes on.
 * @param {...any} args
 */
export function onRpc(...args) {
    const options = typeof args.at(-1) === "object" ? args.pop() : {};
    const callback = args.pop();
    const [first, second] = args;
    const listed = (wanted, value) => !wanted || wanted === "*" || [wanted].flat().includes(value);
    const isRoute = typeof first === "string" && first.startsWith("/");
    const entry = {
        pure: options.pure ?? false,
        isRoute,
        fits: isRoute ? (call) => routeFits(first, call.route) : args.length > 1 ? (call) => call.model && listed(first, call.model) && listed(second, call.method) : (call) => (args.length ? call.model && listed(first, call.method) : call.model),
        callback,
    };
    scoped(() => {
        asked.rpcs.unshift(entry);
        return () => asked.rpcs.splice(asked.rpcs.indexOf(entry), 1);
    });
}

/** @param {string} pattern with `:name` and `*` for what differs @param {string} route */
function routeFits(pattern, route) {
    const text = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/:\w+/g, "[^/]+").replaceAll("*", ".*");
    return new RegExp(`^${text}$`).test(route.split("?")[0]);
}

/** @param {any[]} actions */
export const defineActions = (actions) =>
    scoped(() => {
        actions.forEach((each) => [each.id, each.xml_id, each.path].filter(Boolean).forEach((key) => asked.actions.set(String(key), each)));
        return () => asked.actions.clear();
    });
/** @param {any[]} menus */
export const defineMenus = (menus) =>
    scoped(() => {
        asked.menus.push(...menus);
        return () => asked.menus.splice(0);
    });

export class MockServer {
    /** @type {MockServer | null} */
    static current = null;
    /** @type {Record<string, any>} */
    models = {};

    /** The models of the server that runs, by name. */
    static get env() {
        return MockServer.current.env;
    }

    constructor() {
        this.env = new Proxy(this, {
            get: (server, name) => {
                if (name === "models") {
                    return server.models;
                }
                if (typeof name === "string" && !(name in server.models) && name !== "then") {
                    throw new Error(`The test's server has no model ${name}: add it to defineModels()`);
                }
                return server.models[/** @type {string} */ (name)];
            },
        });
        for (const each of [...Object.values(webModels).filter((base) => !this._isDefined(base)), ...asked.models]) {
            const model = new each();
            this.models[model._name || nameOf(each)] = each;
        }
        const classes = Object.entries(this.models);
        this.models = {};
        this._setUp(classes.map(([, each]) => each));
    }

    /** Whether a test has its own version of a model. @param {any} base */
    _isDefined(base) {
        return [...asked.models].some((each) => each === base || each.prototype instanceof base);
    }

    /** Models first, then their records: those may refer to each other. @param {any[]} classes */
    _setUp(classes) {
        const pending = classes.map((each) => {
            const model = new each();
            const records = model._records;
            model._records = [];
            model._setUp(this.env);
            this.models[model._name] = model;
            return [model, records];
        });
        for (const [model, records] of pending) {
            structuredClone(records).forEach((values) => model._add(values));
        }
    }

    /** @param {any} each */
    addModel(each) {
        this._setUp([each]);
    }

    /** @param {string} route @param {any} params */
    async call(route, params) {
        const isModel = route.startsWith("/web/dataset/call_kw") || route.startsWith("/web/dataset/call_button");
        const call = isModel ? { model: params.model, method: params.method, args: params.args || [], kwargs: params.kwargs || {}, route } : { route, args: [], kwargs: params, params };
        const handlers = asked.rpcs.filter((each) => each.fits(call));
        const next = async (/** @type {number} */ index) => {
            const handler = handlers[index];
            if (!handler) {
                return isModel ? this.env[call.model]._call(call.method, sent(call.args), sent(call.kwargs)) : this.route(route, params);
            }
            const request = new Request(new URL(route, location.origin), { method: "POST", body: JSON.stringify({ params }) });
            const answer = handler.isRoute ? await handler.callback.call(this, Object.assign(request, { ...call, parent: () => next(index + 1) }), call) : await handler.callback.call(this.models[call.model], { ...call, request, parent: () => next(index + 1) });
            if (answer instanceof Response) {
                return answer.json();
            }
            return answer === undefined && !handler.isRoute ? next(index + 1) : answer ?? null;
        };
        return next(0);
    }

    /** @param {string} route @param {any} params */
    async route(route, params) {
        if (route.startsWith("/web/action/load")) {
            const action = asked.actions.get(String(params.action_id));
            if (!action) {
                throw new Error(`The test defines no action ${params.action_id}`);
            }
            return { ...action };
        }
        throw new Error(`The test's server has no route ${route}: answer with onRpc("${route}", ...)`);
    }

    /** @param {string} address */
    async fetch(address, init) {
        const { pathname } = new URL(address, location.origin);
        const handler = asked.rpcs.find((each) => each.isRoute && each.fits({ route: pathname }));
        if (handler) {
            const answer = await handler.callback.call(this, new Request(new URL(address, location.origin), init), {});
            return answer instanceof Response ? answer : new Response(JSON.stringify(answer ?? null));
        }
        if (pathname === "/web/webclient/translations") {
            return new Response(JSON.stringify(LOCALIZATION));
        }
        if (pathname === "/web/webclient/load_menus") {
            return new Response(JSON.stringify(menusOf(asked.menus)));
        }
        throw new Error(`The test's server has no page ${pathname}: answer with onRpc("${pathname}", ...)`);
    }
}

/** @param {any} each */
const nameOf = (each) => each.name.replace(/([a-z\d])([A-Z])/g, "$1.$2").toLowerCase();

/** @param {any[]} menus trees of `{id, name, actionID, children}` */
function menusOf(menus) {
    const all = { root: { id: "root", name: "root", children: menus.map((each) => each.id), appID: "root" } };
    const add = (menu, appID) => {
        all[menu.id] = { xmlid: "", actionID: false, actionModel: false, actionPath: false, ...menu, appID, children: (menu.children || []).map((each) => each.id) };
        (menu.children || []).forEach((each) => add(each, appID));
    };
    menus.forEach((each) => add(each, each.appID ?? each.id));
    return all;
}

/** Starts the test's server; there is one a test. @returns {Promise<MockServer>} */
export async function makeMockServer() {
    if (MockServer.current) {
        return MockServer.current;
    }
    const server = new MockServer();
    MockServer.current = server;
    const real = { rpc: rpc._rpc, fetch: browser.fetch };
    let id = 0;
    rpc._rpc = (route, params = {}, settings = {}) => {
        const data = { id: ++id, jsonrpc: "2.0", method: "call", params };
        rpcBus.trigger("RPC:REQUEST", { data, url: route, settings });
        const promise = server.call(route, sent(params)).then(
            (result) => {
                const copy = sent(result);
                rpcBus.trigger("RPC:RESPONSE", { data, url: route, settings, result: copy });
                return copy;
            },
            (error) => {
                const known = error.name === "RPC_ERROR" ? error : Object.assign(makeErrorFromResponse({ code: 200, message: error.message, data: { name: error.constructor.name, message: error.message, debug: error.stack, arguments: [error.message], context: {} } }), { cause: error });
                rpcBus.trigger("RPC:RESPONSE", { data, url: route, settings, error: known });
                throw known;
            }
        );
        return Object.assign(promise, { abort: () => {} });
    };
    browser.fetch = /** @type {any} */ ((address, init) => server.fetch(String(address?.url ?? address), init));
    after(() => {
        rpc._rpc = real.rpc;
        browser.fetch = real.fetch;
        MockServer.current = null;
    });
    return server;
}

/** The server refuses: what `onRpc` throws. @param {{message?: string, errorName?: string, subType?: string, code?: number, args?: any[], context?: any}} [options] */
export function makeServerError({ message, errorName, subType, code = 200, args, context } = {}) {
    return makeErrorFromResponse({ code, message: message || "Server Error", type: subType, data: { name: errorName || "odoo.exceptions.UserError", message: message || "Server Error", arguments: args || [message], debug: "traceback", context: context || {} } });
}

