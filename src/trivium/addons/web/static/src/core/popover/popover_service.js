import { markRaw } from "@odoo/owl";
import { Popover } from "@web/core/popover/popover";
import { registry } from "@web/core/registry";

export const popoverService = {
    dependencies: ["overlay"],
    start(_, { overlay }) {
        /**
         * Shows a component beside a target.
         * @param {HTMLElement} target
         * @param {any} component
         * @param {any} [props]
         * @param {any} [options] of `Popover`, `popoverClass`, `popoverRole`, `onClose`, `useBottomSheet`, `env`
         * @returns {() => void} closes it
         */
        const add = (target, component, props = {}, options = {}) => {
            const { closeOnClickAway } = options;
            const remove = overlay.add(
                Popover,
                {
                    target,
                    close: () => remove(),
                    closeOnClickAway: typeof closeOnClickAway === "function" ? closeOnClickAway : () => closeOnClickAway ?? true,
                    closeOnEscape: options.closeOnEscape,
                    component,
                    componentProps: markRaw(props),
                    ref: options.ref,
                    class: options.popoverClass,
                    animation: options.animation,
                    arrow: options.arrow,
                    role: options.role || options.popoverRole,
                    position: options.position,
                    onPositioned: options.onPositioned,
                    fixedPosition: options.fixedPosition,
                    holdOnHover: options.holdOnHover,
                    setActiveElement: options.setActiveElement ?? true,
                    shrink: options.shrink,
                    extendedFlipping: options.extendedFlipping,
                },
                {
                    env: options.env,
                    onRemove: options.onClose,
                    rootId: /** @type {any} */ (target.getRootNode())?.host?.id,
                }
            );
            return remove;
        };
        return { add };
    },
};

registry.category("services").add("popover", popoverService);
