import { ActionDialog } from "@web/webclient/actions/action_dialog";
import { makeControllerComponent } from "@web/webclient/actions/controller_component";

const SIZES = { small: "sm", medium: "md", large: "lg", "extra-large": "xl" };

/**
 * Shows a controller in a dialog; a dialog of an action that is open gives its place to it.
 * @param {any} manager
 * @param {any} controller
 * @param {any} options
 * @returns {Promise<void>}
 */
export function showInDialog(manager, controller, options) {
    const { action } = controller;
    return new Promise((resolve, reject) => {
        controller.config.breadcrumbs.splice(0, Infinity, { jsId: controller.jsId, name: controller.displayName, onSelected: () => {} });
        const previous = manager.dialog;
        const component = makeControllerComponent(manager, controller, {
            onReady: () => {
                if (previous) {
                    // one dialog of an action takes the place of the other
                    previous.silent = true;
                    previous.remove();
                }
                manager.env.bus.trigger("ACTION_MANAGER:UI-UPDATED", "new");
                options.onActionReady?.(action);
                resolve(undefined);
            },
            onFailure: (error) => {
                dialog.silent = true;
                dialog.remove();
                manager.dialog = previous;
                reject(error);
            },
        });
        const size = action.context?.dialog_size;
        const dialog = { onClose: options.onClose || previous?.onClose, silent: false, remove: () => {} };
        manager.dialog = dialog;
        dialog.remove = manager.services.dialog.add(
            ActionDialog,
            {
                ActionComponent: component,
                actionProps: {},
                actionType: action.type,
                title: String(action.name || ""),
                ...(size ? { size: SIZES[size] || size } : {}),
                ...(action.context?.footer === false ? { footer: false } : {}),
            },
            {
                onClose: () => {
                    if (!dialog.silent && manager.dialog === dialog) {
                        manager.dialog = null;
                        dialog.onClose?.();
                    }
                },
            }
        );
    });
}
