import { onWillUnmount, status, useComponent } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * @param {(target: HTMLElement, component: any, props: any, options: any) => () => void} add
 * @param {any} component
 * @param {any} options
 */
export function makePopover(add, component, options) {
    /** @type {(() => void) | null} */
    let remove = null;
    const close = () => remove?.();
    return {
        /** @param {HTMLElement} target @param {any} props */
        open(target, props) {
            close();
            const current = add(target, component, props, {
                ...options,
                onClose: () => {
                    if (remove === current) {
                        remove = null;
                    }
                    options.onClose?.();
                },
            });
            remove = current;
        },
        close,
        get isOpen() {
            return Boolean(remove);
        },
    };
}

/**
 * A popover that is closed with its component.
 * @param {any} component
 * @param {any} [options]
 * @returns {{open: (target: HTMLElement, props: any) => void, close: () => void, isOpen: boolean}}
 */
export function usePopover(component, options = {}) {
    const service = useService("popover");
    const owner = useComponent();
    const popover = makePopover(service.add, component, {
        ...options,
        env: options.env || owner.__owl__.childEnv,
        onClose: () => {
            if (status(owner) !== "destroyed") {
                options.onClose?.();
            }
        },
    });
    onWillUnmount(popover.close);
    return popover;
}
