import { useComponent, useEffect, useEnv, useSubEnv } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const debugRegistry = registry.category("debug");
const CONTEXT = /** @type {any} */ (Symbol("debugContext"));

/** Which kinds of things are on the page, for the entries of the developer's menu. */
class DebugContext {
    constructor() {
        /** @type {Map<string, Set<any>>} */
        this.categories = new Map([["default", new Set([{}])]]);
    }

    /** @param {string} category @param {any} context @returns {() => void} */
    activateCategory(category, context) {
        if (!this.categories.has(category)) {
            this.categories.set(category, new Set());
        }
        const contexts = this.categories.get(category);
        contexts.add(context);
        return () => {
            contexts.delete(context);
            if (!contexts.size) {
                this.categories.delete(category);
            }
        };
    }

    /** @param {any} env */
    async getItems(env) {
        const accessRights = user.isAdmin ? { canEditView: true, canSeeRecordRules: true, canSeeModelAccess: true } : { canEditView: false, canSeeRecordRules: false, canSeeModelAccess: false };
        return [...this.categories]
            .flatMap(([category, contexts]) => {
                const context = Object.assign({}, ...contexts);
                return debugRegistry
                    .category(category)
                    .getAll()
                    .map((make) => make({ accessRights, env, ...context }));
            })
            .filter((item) => item && !item.hide)
            .sort((a, b) => (a.sequence ?? 1000) - (b.sequence ?? 1000));
    }
}

/** @param {any} _env @param {{categories?: string[]}} [options] */
export function createDebugContext(_env, { categories = [] } = {}) {
    const context = new DebugContext();
    for (const category of categories) {
        context.activateCategory(category, {});
    }
    return { [CONTEXT]: context };
}

/** @param {{categories?: string[]}} [options] */
export function useOwnDebugContext({ categories = [] } = {}) {
    useSubEnv(createDebugContext(useEnv(), { categories }));
}

export function useEnvDebugContext() {
    const context = useEnv()[CONTEXT];
    if (!context) {
        throw new Error("There is no debug context in this environment");
    }
    return context;
}

/**
 * Tells the developer's menu what this component is, as long as it lives.
 * @param {string} category
 * @param {any} [context]
 */
export function useDebugCategory(category, context = {}) {
    const env = useEnv();
    if (!env.debug || !env[CONTEXT]) {
        return;
    }
    const component = useComponent();
    useEffect(
        () => env[CONTEXT].activateCategory(category, { component, ...context }),
        () => []
    );
}

