import { App, EventBus } from "@odoo/owl";
import { appTranslateFn } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { getTemplate } from "@web/core/templates";
import { SERVICES_METADATA } from "@web/core/utils/hooks";
import { session } from "@web/session";

/**
 * @typedef {{bus: EventBus, services: Record<string, any>, debug: string, isSmall: boolean, [key: string]: any}} Env
 */

/** Directives that templates may use as `t-custom-NAME`. @type {Record<string, (node: Element, value: string, modifiers: string[]) => void>} */
export const customDirectives = {
    click: (node, value, modifiers) => {
        const suffix = modifiers.map((each) => `.${each}`).join("");
        node.setAttribute(`t-on-click${suffix}`, `(ev) => ${value}(ev)`);
    },
};

/** Values that every template knows as `__globals__.NAME`. @type {Record<string, any>} */
export const globalValues = {};

/** @returns {Env} an environment without services */
export function makeEnv() {
    return {
        bus: new EventBus(),
        services: {},
        debug: odoo.debug || "",
        /** @returns {boolean} */
        get isSmall() {
            throw new Error("The ui service is not started yet");
        },
    };
}

const serviceRegistry = registry.category("services");

serviceRegistry.addValidation({
    start: { type: Function },
    dependencies: { type: Array, element: String, optional: true },
    async: { type: [{ type: Array, element: String }, { value: true }], optional: true },
    "*": true,
});

/** @param {string} name */
const missingOf = (name) => (serviceRegistry.get(name).dependencies || []).filter((each) => !serviceRegistry.contains(each));

/**
 * Starts every registered service once what it depends on is there; services registered later are started as they come.
 * @param {Env} env
 */
export async function startServices(env) {
    // modules may register services in the same tick
    await Promise.resolve();
    /** @type {Map<string, Promise<void>>} */
    const started = new Map();

    /** @param {string} name @param {string[]} path the services that wait for this one */
    const start = (name, path) => {
        if (path.includes(name)) {
            throw new Error(`Services depend on each other in a circle: ${[...path, name].join(" -> ")}`);
        }
        if (!started.has(name)) {
            started.set(name, launch(name, path));
        }
        return started.get(name);
    };

    /** @param {string} name @param {string[]} path */
    const launch = async (name, path) => {
        const service = serviceRegistry.get(name);
        const missing = missingOf(name);
        if (missing.length) {
            throw new Error(`The service "${name}" needs services that nobody has registered: ${missing.join(", ")}`);
        }
        const names = service.dependencies || [];
        await Promise.all(names.map((each) => start(each, [...path, name])));
        const dependencies = Object.fromEntries(names.map((each) => [each, env.services[each]]));
        if (service.async) {
            SERVICES_METADATA[name] = service.async;
        }
        const value = service.start(env, dependencies);
        env.services[name] = (value instanceof Promise ? await value : value) ?? null;
    };

    serviceRegistry.addEventListener("UPDATE", async (ev) => {
        const { operation, key } = /** @type {CustomEvent} */ (ev).detail;
        if (operation === "delete") {
            started.delete(key);
            delete env.services[key];
            return;
        }
        await Promise.resolve();
        const waiting = serviceRegistry.getEntries().map(([name]) => name);
        await Promise.all(waiting.filter((name) => !started.has(name) && !missingOf(name).length).map((name) => start(name, [])));
    });
    await Promise.all(serviceRegistry.getEntries().map(([name]) => start(name, [])));
}

/**
 * Makes an application of a component, with what the client's templates need.
 * @param {any} component
 * @param {HTMLElement | ShadowRoot} target
 * @param {any} [appConfig]
 * @returns {Promise<App>}
 */
export async function mountComponent(component, target, appConfig = {}) {
    let { env } = appConfig;
    const isRoot = !env;
    if (isRoot) {
        env = makeEnv();
        await startServices(env);
    }
    const app = new App(component, {
        name: component.constructor.name,
        env,
        getTemplate,
        dev: env.debug || session.test_mode,
        warnIfNoStaticProps: !session.test_mode,
        translatableAttributes: ["data-tooltip"],
        translateFn: appTranslateFn,
        customDirectives,
        globalValues,
        ...appConfig,
    });
    const root = await app.mount(target);
    if (isRoot) {
        odoo.__WOWL_DEBUG__ = { root };
    }
    return app;
}

