import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, rpc, rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { pick } from "@web/core/utils/objects";
import { url } from "@web/core/utils/urls";
import { View } from "@web/views/view";
import { actionOfButton } from "@web/webclient/actions/action_button";
import { makeConfig } from "@web/webclient/actions/action_config";
import { showInDialog } from "@web/webclient/actions/action_in_dialog";
import { loadAction, prepareAction } from "@web/webclient/actions/action_loading";
import { entryOf, requestOf, stateOf, virtualControllers } from "@web/webclient/actions/action_state";
import { chooseView, viewProps, viewsOf } from "@web/webclient/actions/action_views";
import { exportState, makeControllerComponent } from "@web/webclient/actions/controller_component";
import { executeReport } from "@web/webclient/actions/reports/report_execution";

const actionRegistry = registry.category("actions");
const handlers = registry.category("action_handlers");

/** The controller that somebody wants to go back to is gone. */
export class ControllerNotFoundError extends Error {
    name = "ControllerNotFoundError";
}

/**
 * Asks what is open whether it can be left.
 * @param {any} env
 * @param {{forceLeave?: boolean}} [options]
 * @returns {Promise<boolean>}
 */
export async function clearUncommittedChanges(env, options = {}) {
    const callbacks = [];
    env.bus.trigger("CLEAR-UNCOMMITTED-CHANGES", callbacks);
    const answers = await Promise.all(callbacks.map((callback) => callback(options)));
    return !answers.includes(false);
}

const CURRENT_ACTION = "current_action";

/** Executes actions and keeps the stack of what has been opened. */
export class ActionManager {
    /** @param {any} env @param {any} router */
    constructor(env, router) {
        this.env = env;
        this.router = router;
        this.keepLast = new KeepLast();
        /** @type {any[]} */
        this.stack = [];
        /** @type {any} */
        this.dialog = null;
        this.nextId = 0;
    }

    get services() {
        return this.env.services;
    }

    get currentController() {
        return this.stack.at(-1) ?? null;
    }

    get currentAction() {
        const controller = this.currentController;
        return Promise.resolve(controller ? JSON.parse(controller.action._originalAction || "null") : null);
    }

    /** @param {any} request @param {Record<string, any>} [context] */
    loadAction(request, context) {
        return loadAction(request, context);
    }

    /**
     * @param {any} request an action, its id, external id, path or tag
     * @param {any} [options]
     */
    async doAction(request, options = {}) {
        const definition = await this.keepLast.add(loadAction(request, options.additionalContext));
        if (definition.type === "ir.actions.act_window_close") {
            return this.#close(definition, options);
        }
        const action = prepareAction(definition, options.additionalContext);
        if (action.target === "main" || options.clearBreadcrumbs === "main") {
            options = { ...options, clearBreadcrumbs: true };
        }
        switch (action.type) {
            case "ir.actions.act_window":
                return this.#doWindow(action, options);
            case "ir.actions.act_url":
                return this.#doUrl(action, options);
            case "ir.actions.client":
                return this.#doClient(action, options);
            case "ir.actions.server":
                return this.#doServer(action, options);
            case "ir.actions.report":
                return executeReport(this, action, options);
        }
        const handler = handlers.get(action.type, null);
        if (!handler) {
            throw new Error(`Actions of the type "${action.type}" are not known`);
        }
        return handler({ env: this.env, action, options });
    }

    /** @param {any} params of a view's button @param {any} [options] */
    async doActionButton(params, options = {}) {
        let close;
        if (params.close) {
            close = () => this.doAction({ type: "ir.actions.act_window_close" }, { onClose: params.onClose });
        }
        const action = await this.keepLast.add(actionOfButton(this, params));
        const { isEmbeddedAction, newWindow } = options;
        await this.doAction(action, {
            newWindow,
            isEmbeddedAction,
            onClose: params.onClose,
            additionalContext: params.actionContext,
            stackPosition: params.stackPosition,
            noEmbeddedActions: params.noEmbeddedActions,
            props: params.viewProps,
        });
        await close?.();
    }

    // ---------------------------------------------------------------- kinds of actions

    /** @param {any} action @param {any} options */
    async #doWindow(action, options) {
        const props = options.props || {};
        const view = chooseView(action, { viewType: options.viewType, isSmall: this.env.isSmall, resId: props.resId });
        if (options.newWindow && action.target !== "new") {
            return this.#openWindow(this.#makeController(action, view, props));
        }
        return this.#show(this.#makeController(action, view, props), options);
    }

    /** @param {any} action @param {any} options */
    async #doUrl(action, options) {
        const address = action.url && !/^(https?:)?\/\/|^data:|^#/.test(action.url) && !action.url.startsWith("/") ? `/${action.url}` : action.url;
        if (action.target === "download" || action.target === "self") {
            browser.location.assign(address);
            return undefined;
        }
        const opened = browser.open(address, "_blank");
        if (!opened || opened.closed || opened.closed === undefined) {
            const text = "A pop-up was blocked. Allow pop-ups of this site to see it.";
            this.services.notification.add(text, { sticky: true, type: "warning" });
        }
        if (action.close) {
            return this.doAction({ type: "ir.actions.act_window_close" }, { onClose: options.onClose });
        }
        options.onClose?.();
        return undefined;
    }

    /** @param {any} action @param {any} options */
    async #doClient(action, options) {
        const client = actionRegistry.get(action.tag);
        if (!isComponent(client)) {
            const next = await client(this.env, action, options);
            return next ? this.doAction(next, options) : undefined;
        }
        action.controllers = {};
        if (client.target && action.target === "current") {
            action.target = client.target;
        }
        const controller = {
            jsId: `controller_${++this.nextId}`,
            Component: client,
            action,
            props: { ...options.props, action, actionId: action.id, ...(action.params?.resId ? { resId: action.params.resId } : {}) },
            displayName: String(client.displayName || action.display_name || action.name || ""),
            currentState: options.props?.resId ? { resId: options.props.resId } : {},
        };
        controller.props.updateActionState = (_, state) => this.updateState(controller, state || _);
        controller.config = makeConfig(this, controller);
        if (options.newWindow) {
            return this.#openWindow(controller);
        }
        return this.#show(controller, options);
    }

    /** @param {any} action @param {any} options */
    async #doServer(action, options) {
        const run = rpc("/web/action/run", { action_id: action.id, context: { ...user.context, ...action.context } });
        let next = await this.keepLast.add(run);
        if (next?.help) {
            next = { ...next };
        }
        return this.doAction(next || { type: "ir.actions.act_window_close" }, options);
    }

    /** @param {any} definition @param {any} options */
    async #close(definition, options) {
        const infos = definition.infos;
        if (definition.effect) {
            this.services.effect.add(definition.effect);
        }
        if (this.dialog) {
            const { remove, onClose } = this.dialog;
            this.dialog = null;
            remove();
            await onClose?.(infos);
        }
        await options.onClose?.(infos);
    }

    // ---------------------------------------------------------------- controllers

    /** @param {any} action @param {any} view @param {any} props */
    #makeController(action, view, props) {
        const controller = {
            jsId: `controller_${++this.nextId}`,
            Component: View,
            action,
            view,
            displayName: String(action.display_name || action.name || ""),
            currentState: {},
        };
        controller.props = {
            ...viewProps(view, action, props),
            createRecord: (options) => this.#switchRecord(controller, { resId: false }, options),
            selectRecord: (resId, { activeIds, mode, newWindow } = /** @type {any} */ ({})) => this.#switchRecord(controller, { resId, resIds: activeIds, mode }, { newWindow }),
        };
        if (action.target === "new") {
            Object.assign(controller.props, this.#dialogProps(props));
        }
        controller.config = makeConfig(this, controller);
        return controller;
    }

    /** A form in a dialog closes it when it is saved or discarded. @param {any} props */
    #dialogProps(props) {
        return {
            onSave: props.onSave || ((record, params) => this.doAction({ type: "ir.actions.act_window_close", infos: { ...params, resId: record?.resId } })),
            onDiscard: props.onDiscard || (() => this.doAction({ type: "ir.actions.act_window_close" })),
        };
    }

    /** @param {any} controller @param {any} props @param {any} [options] */
    async #switchRecord(controller, props, options = {}) {
        const hasForm = viewsOf(controller.action).some((view) => view.type === "form");
        if (hasForm) {
            return this.switchView("form", props, options);
        }
        const { res_model: resModel, context } = controller.action;
        const action = { type: "ir.actions.act_window", res_model: resModel, views: [[false, "form"]], target: "current", context, name: controller.displayName };
        return this.doAction(action, { props, newWindow: options.newWindow });
    }

    /** @param {any} controller @param {string} name */
    setDisplayName(controller, name) {
        controller.displayName = name;
        const own = controller.config.breadcrumbs.at(-1);
        if (own) {
            own.name = name;
        }
        if (controller === this.currentController) {
            this.services.title.setParts({ action: name });
            this.pushState();
        }
    }

    /** Goes to the page before this one. */
    historyBack() {
        const previous = this.stack.at(-2);
        if (this.dialog) {
            return this.doAction({ type: "ir.actions.act_window_close" });
        }
        return previous ? this.restore(previous.jsId) : this.env.bus.trigger("WEBCLIENT:LOAD_DEFAULT_APP");
    }

    /** @param {any[]} stack @returns {any[]} */
    #breadcrumbsOf(stack) {
        return stack.map((controller, index) => ({
            jsId: controller.jsId,
            name: controller.displayName,
            isFormView: controller.view?.type === "form" || Boolean(controller.entry?.resId),
            url: this.router.stateToUrl(stateOf(stack.slice(0, index + 1), defaultViewType)),
            onSelected: () => this.restore(controller.jsId),
        }));
    }

    /** @param {any} options @returns {any[]} the controllers below a new one */
    #stackBelow(options) {
        if (options.newStack) {
            return options.newStack;
        }
        if (options.clearBreadcrumbs) {
            return [];
        }
        if (options.index !== undefined) {
            return this.stack.slice(0, options.index);
        }
        if (options.stackPosition === "replaceCurrentAction" || options.stackPosition === "replacePreviousAction") {
            const jsIds = [...new Set(this.stack.map((each) => each.action.jsId))];
            const kept = options.stackPosition === "replaceCurrentAction" ? -1 : -2;
            const limit = jsIds.slice(0, kept);
            return this.stack.filter((each) => limit.includes(each.action.jsId));
        }
        return this.stack;
    }

    /**
     * Puts a controller on the page, or in a dialog.
     * @param {any} controller
     * @param {any} options
     */
    async #show(controller, options) {
        if (controller.action.target === "new") {
            return showInDialog(this, controller, options);
        }
        if (!(await this.keepLast.add(clearUncommittedChanges(this.env, pick(options, "forceLeave"))))) {
            return undefined;
        }
        if (this.currentController && this.currentController !== controller) {
            exportState(this.currentController);
        }
        this.#closeDialogs();
        const nextStack = [...this.#stackBelow(options), controller];
        const { breadcrumbs } = controller.config;
        breadcrumbs.splice(0, breadcrumbs.length, ...this.#breadcrumbsOf(nextStack));
        return this.#mount(controller, nextStack, options);
    }

    /** @param {any} controller @param {any[]} nextStack @param {any} options */
    #mount(controller, nextStack, options) {
        return new Promise((resolve, reject) => {
            const component = makeControllerComponent(this, controller, {
                onReady: () => {
                    this.stack = nextStack;
                    this.services.title.setParts({ action: controller.displayName });
                    this.pushState();
                    this.#remember(controller.action);
                    this.env.bus.trigger("ACTION_MANAGER:UI-UPDATED", controller.action.target === "fullscreen" ? "fullscreen" : "current");
                    options.onActionReady?.(controller.action);
                    resolve(undefined);
                },
                onFailure: (error) => {
                    this.#afterFailure(controller);
                    reject(error);
                },
            });
            controller.info = { id: ++this.nextId, Component: component, componentProps: {}, action: controller.action };
            this.env.bus.trigger("ACTION_MANAGER:UPDATE", controller.info);
        });
    }

    /** What was there before is shown again. @param {any} failed */
    #afterFailure(failed) {
        const current = this.currentController;
        if (current?.info && current !== failed) {
            const again = makeControllerComponent(this, current, { onReady: () => {}, onFailure: () => this.env.bus.trigger("ACTION_MANAGER:UPDATE", {}) });
            current.info = { ...current.info, id: ++this.nextId, Component: again };
            this.env.bus.trigger("ACTION_MANAGER:UPDATE", current.info);
            this.pushState();
        } else {
            this.env.bus.trigger("ACTION_MANAGER:UPDATE", {});
        }
    }

    #closeDialogs() {
        if (this.dialog) {
            this.dialog.silent = true;
            this.dialog.remove();
            this.dialog = null;
        }
    }

    /** @param {any} controller */
    #openWindow(controller) {
        browser.sessionStorage.setItem(CURRENT_ACTION, controller.action._originalAction || "{}");
        const stack = [...this.stack, controller];
        browser.open(url(this.router.stateToUrl(stateOf(stack, defaultViewType))), "_blank");
    }

    // ---------------------------------------------------------------- the stack and the address

    /**
     * Shows the records of the current action in another of its views.
     * @param {string} viewType
     * @param {any} [props]
     * @param {{newWindow?: boolean}} [options]
     */
    async switchView(viewType, props = {}, { newWindow } = {}) {
        await this.keepLast.add(Promise.resolve());
        if (this.dialog) {
            // the view of a dialog is not part of the stack
            return undefined;
        }
        const current = this.currentController;
        const view = current && viewsOf(current.action).find((each) => each.type === viewType);
        if (!view) {
            throw new Error(`The action "${current?.action.name}" has no view of the type "${viewType}"`);
        }
        const controller = this.#makeController(current.action, view, props);
        if (newWindow) {
            return this.#openWindow(controller);
        }
        const known = current.action.controllers[viewType];
        if (view.multiRecord && known?.exportedState) {
            controller.exportedState = known.exportedState;
        }
        current.action.controllers[current.view.type] = current;
        if (!view.multiRecord) {
            const below = this.stack.filter((each) => each !== current || current.view.multiRecord);
            return this.#show(controller, { index: below.length });
        }
        const index = this.stack.findIndex((each) => each.action.jsId === current.action.jsId && each.view);
        return this.#show(controller, { index: Math.max(0, index) });
    }

    /** Goes back to a controller; to the last one when none is named. @param {string} [jsId] */
    async restore(jsId) {
        await this.keepLast.add(Promise.resolve());
        const index = jsId ? this.stack.findIndex((each) => each.jsId === jsId) : this.stack.length - 1;
        const controller = this.stack[index];
        if (!controller) {
            throw new ControllerNotFoundError(jsId ? "The page to go back to is gone" : "There is no page to go back to");
        }
        if (controller.virtual) {
            const asked = requestOf(controller.entry);
            return this.doAction(asked.request, { ...asked.options, index });
        }
        return this.#show(controller, { index });
    }

    /**
     * Does what an address says.
     * @param {any} [state]
     * @returns {Promise<boolean>} whether it says anything
     */
    async loadState(state = this.router.current) {
        const entries = state.actionStack || [];
        const asked = this.#requestOfState(state, entries);
        if (!asked) {
            return false;
        }
        const below = await this.keepLast.add(this.#controllersBelow(entries.slice(0, -1)));
        await this.doAction(asked.request, { ...asked.options, newStack: below });
        return true;
    }

    /** @param {any} state @param {any[]} entries */
    #requestOfState(state, entries) {
        const last = entries.at(-1);
        if (!last) {
            return null;
        }
        const kept = JSON.parse(browser.sessionStorage.getItem(CURRENT_ACTION) || "{}");
        const asked = requestOf(last, state.view_type);
        if (last.model && !last.action && kept.res_model === last.model && !kept.id) {
            return { request: { ...kept, ...(last.resId ? {} : { res_id: undefined }) }, options: asked.options };
        }
        if (asked && typeof last.action === "string" && !actionRegistry.contains(last.action) && kept.tag === last.action) {
            return { request: kept, options: asked.options };
        }
        return asked;
    }

    /** Controllers that are there already are kept, others are made when somebody goes back to them. @param {any[]} entries */
    async #controllersBelow(entries) {
        const known = entries.map((entry) => this.stack.find((each) => sameEntry(entryOf(each), entry)));
        const missing = entries.filter((_, index) => !known[index]);
        let made = [];
        try {
            made = await virtualControllers(missing);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                throw error;
            }
            // the way back is a comfort: what was asked for is shown without it
            console.warn("The breadcrumbs could not be loaded", error);
        }
        return entries.map((entry, index) => known[index] || made.find((each) => each.entry === entry)).filter(Boolean);
    }

    /** @param {any} controller @param {any} state `{resId}` of a form, or what a client action wants in its address */
    updateState(controller, state) {
        controller.currentState = { ...controller.currentState, ...state };
        if (controller.view?.type === "form" && "resId" in state) {
            controller.props.resId = state.resId || false;
        }
        if (controller === this.currentController) {
            this.pushState();
        }
    }

    /** Writes what is open into the address. */
    pushState() {
        if (this.stack.length) {
            this.router.pushState(stateOf(this.stack, defaultViewType), { replace: true });
        }
    }

    /** @param {any} action */
    #remember(action) {
        browser.sessionStorage.setItem(CURRENT_ACTION, action._originalAction || "{}");
    }
}

/** @param {any} client */
function isComponent(client) {
    return typeof client === "function" && Boolean(client.template);
}

/** @param {any} a @param {any} b */
function sameEntry(a, b) {
    return ["action", "model", "resId", "active_id"].every((key) => (a[key] ?? null) === (b[key] ?? null));
}

/** @param {any} controller */
function defaultViewType(controller) {
    return viewsOf(controller.action)[0]?.type;
}

rpcBus.addEventListener("RPC:RESPONSE", (ev) => {
    const { data, error } = /** @type {CustomEvent} */ (ev).detail;
    // whoever changes an action means to see it changed
    if (!error && /^ir\.actions\./.test(data?.params?.model || "") && ["write", "web_save", "unlink", "create"].includes(data.params.method)) {
        rpcBus.trigger("CLEAR-CACHES", "/web/action/load");
    }
});
