import { status, useComponent, useEnv, useSubEnv } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { evaluateExpr } from "@web/core/py_js/py";
import { useService } from "@web/core/utils/hooks";

/**
 * Run a callback with the buttons around it disabled.
 *
 * @param {Element|null} el
 * @param {() => any} callback
 */
export async function executeButtonCallback(el, callback) {
    const root = el?.closest(".o_view_controller, .modal-content, .o_dialog") || el;
    const buttons = [...(root?.querySelectorAll("button.btn:not([disabled])") || [])];
    const focused = document.activeElement;
    for (const button of buttons) {
        button.setAttribute("disabled", "1");
    }
    try {
        return await callback();
    } finally {
        for (const button of buttons) {
            button.removeAttribute("disabled");
        }
        if (focused instanceof HTMLElement && document.activeElement === document.body && document.contains(focused)) {
            focused.focus();
        }
    }
}

/**
 * Let the buttons of a view run their actions.
 *
 * @param {{el: Element|null}} ref
 * @param {{afterExecuteAction?: Function, beforeExecuteAction?: Function, reload?: Function}} [options]
 */
export function useViewButtons(ref, options = {}) {
    const action = useService("action");
    const dialog = useService("dialog");
    const component = useComponent();
    const env = useEnv();

    /** @param {{clickParams: any, getResParams: Function, beforeExecute?: Function, newWindow?: boolean}} click */
    async function onClickViewButton({ clickParams, getResParams, beforeExecute, newWindow }) {
        const execute = async () => {
            const goOn = beforeExecute ? await beforeExecute() : await options.beforeExecuteAction?.(clickParams);
            if (goOn === false) {
                return;
            }
            const params = { ...getResParams(), ...(env.dialogData && clickParams.close ? { close: env.dialogData.close } : {}) };
            let error;
            try {
                await action.doActionButton(
                    {
                        ...clickParams,
                        ...params,
                        buttonContext: evaluateButtonContext(clickParams.context, params.evalContext),
                        onClose: () => closeAction(),
                    },
                    { newWindow, isEmbeddedAction: Boolean(clickParams.type === "object" && clickParams.embedded) },
                );
            } catch (raised) {
                error = raised;
            }
            await options.afterExecuteAction?.(clickParams);
            if (error) {
                throw error;
            }
        };
        const closeAction = async () => {
            if (status(component) !== "destroyed") {
                await options.reload?.();
            }
        };
        if (clickParams.confirm) {
            await executeButtonCallback(ref.el, () => askFirst(clickParams, execute));
            return;
        }
        await executeButtonCallback(ref.el, execute);
    }

    /** @param {any} clickParams @param {() => Promise<void>} execute */
    function askFirst(clickParams, execute) {
        return new Promise((resolve) => {
            dialog.add(
                ConfirmationDialog,
                {
                    body: clickParams.confirm,
                    ...(clickParams["confirm-title"] ? { title: clickParams["confirm-title"] } : {}),
                    ...(clickParams["confirm-label"] ? { confirmLabel: clickParams["confirm-label"] } : {}),
                    ...(clickParams["cancel-label"] ? { cancelLabel: clickParams["cancel-label"] } : {}),
                    confirm: () => execute(),
                    cancel: () => {},
                },
                { onClose: () => resolve(undefined) },
            );
        });
    }

    useSubEnv({ onClickViewButton });
    return onClickViewButton;
}

/** @param {string|undefined} context @param {any} evalContext */
function evaluateButtonContext(context, evalContext) {
    return context ? evaluateExpr(context, evalContext) : {};
}
