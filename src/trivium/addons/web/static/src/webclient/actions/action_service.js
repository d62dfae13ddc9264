import { router as globalRouter } from "@web/core/browser/router";
import { ActionManager } from "@web/webclient/actions/action_manager";
import { registry } from "@web/core/registry";

export { InvalidButtonParamsError } from "@web/webclient/actions/action_button";
export { clearUncommittedChanges, ControllerNotFoundError } from "@web/webclient/actions/action_manager";

/** What the component of a client action is given. */
export const standardActionServiceProps = {
    action: Object,
    actionId: { type: Number, optional: true },
    className: { type: String, optional: true },
    globalState: { type: Object, optional: true },
    state: { type: Object, optional: true },
    resId: { type: [Number, Boolean, String], optional: true },
    updateActionState: { type: Function, optional: true },
};

/**
 * What others see of the action manager.
 * @param {any} env
 * @param {any} [router]
 */
export function makeActionManager(env, router = globalRouter) {
    const manager = new ActionManager(env, router);
    return {
        doAction: (request, options) => manager.doAction(request, options),
        doActionButton: (params, options) => manager.doActionButton(params, options),
        switchView: (viewType, props, options) => manager.switchView(viewType, props, options),
        restore: (jsId) => manager.restore(jsId),
        loadState: (state) => manager.loadState(state),
        loadAction: (request, context) => manager.loadAction(request, context),
        get currentController() {
            return manager.currentController;
        },
        get currentAction() {
            return manager.currentAction;
        },
    };
}

export const actionService = {
    dependencies: ["dialog", "effect", "localization", "notification", "title", "ui"],
    async: ["doAction", "doActionButton", "loadState", "restore", "switchView"],
    start(env) {
        return makeActionManager(env);
    },
};

registry.category("services").add("action", actionService);
