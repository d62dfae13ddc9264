import { markRaw } from "@odoo/owl";
import { BottomSheet } from "@web/core/bottom_sheet/bottom_sheet";
import { registry } from "@web/core/registry";

export const popoverService = {
    dependencies: ["overlay"],
    start(_, { overlay }) {
        /**
         * @param {HTMLElement} target
         * @param {any} component
         * @param {any} [props]
         * @param {any} [options]
         * @returns {() => void} closes it
         */
        const add = (target, component, props = {}, options = {}) => {
            const remove = overlay.add(
                BottomSheet,
                { component, componentProps: markRaw(props), close: () => remove(), class: options.popoverClass || options.class, role: options.role },
                { env: options.env, onRemove: options.onClose, rootId: /** @type {any} */ (target?.getRootNode?.())?.host?.id }
            );
            return remove;
        };
        return { add };
    },
};

registry.category("services").add("bottom_sheet", popoverService);
