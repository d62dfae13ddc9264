import { Component, onError, onMounted, onWillUnmount, useChildSubEnv, xml } from "@odoo/owl";
import { useDebugCategory } from "@web/core/debug/debug_context";
import { useBus } from "@web/core/utils/hooks";
import { CallbackRecorder } from "@web/search/action_hook";

/**
 * The component that is put on the page for a controller: it gives what is inside the environment of an action
 * and tells the manager when it is there and when it fails.
 * @param {any} manager
 * @param {any} controller
 * @param {{onReady: () => void, onFailure: (error: Error) => void}} callbacks
 */
export function makeControllerComponent(manager, controller, { onReady, onFailure }) {
    return class ControllerComponent extends Component {
        static template = xml`<t t-component="Component" t-props="componentProps"/>`;
        static props = ["*"];
        static Component = controller.Component;

        setup() {
            this.Component = controller.Component;
            this.titleService = this.env.services.title;
            const recorders = {
                __beforeLeave__: new CallbackRecorder(),
                __getGlobalState__: new CallbackRecorder(),
                __getLocalState__: new CallbackRecorder(),
                __getContext__: new CallbackRecorder(),
                __getOrderBy__: new CallbackRecorder(),
            };
            controller.recorders = recorders;
            useChildSubEnv({ config: controller.config, pushStateBeforeReload: () => manager.pushState(), ...recorders });
            if (controller.action.target !== "new") {
                useBus(this.env.bus, "CLEAR-UNCOMMITTED-CHANGES", (ev) => {
                    ev.detail.push(...recorders.__beforeLeave__.callbacks);
                });
            }
            useDebugCategory("action", { action: controller.action });
            onMounted(() => {
                controller.isMounted = true;
                onReady();
            });
            onWillUnmount(() => {
                controller.isMounted = false;
            });
            onError((error) => {
                if (controller.isMounted) {
                    // the page stays as far as it can; the error goes its way to the user
                    Promise.reject(error);
                    return;
                }
                onFailure(error);
            });
        }

        get componentProps() {
            const { action, exportedState } = controller;
            const props = { ...this.props, ...controller.props, globalState: action.globalState, state: exportedState };
            if (controller.view) {
                props.updateActionState = (state) => manager.updateState(controller, state);
            }
            return props;
        }
    };
}

/** What the parts of a controller want to find again when it comes back. @param {any} controller */
export function exportState(controller) {
    const { recorders, action } = controller;
    if (!recorders || !controller.isMounted) {
        return;
    }
    const collect = (recorder) => Object.assign({}, ...recorder.callbacks.map((callback) => callback() || {}));
    controller.exportedState = collect(recorders.__getLocalState__);
    action.globalState = { ...action.globalState, ...collect(recorders.__getGlobalState__) };
}
