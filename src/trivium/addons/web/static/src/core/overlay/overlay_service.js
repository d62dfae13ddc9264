import { markRaw, reactive } from "@odoo/owl";
import { OverlayContainer } from "@web/core/overlay/overlay_container";
import { registry } from "@web/core/registry";

const mainComponents = registry.category("main_components");
const services = registry.category("services");

let nextId = 0;

export const overlayService = {
    start() {
        const overlays = reactive({});
        mainComponents.add("OverlayContainer", { Component: OverlayContainer, props: { overlays } }, { force: true });

        /** @param {number} id @param {((params?: any) => void) | undefined} onRemove @param {any} [removeParams] */
        const remove = (id, onRemove, removeParams) => {
            if (id in overlays) {
                onRemove?.(removeParams);
                delete overlays[id];
            }
        };

        /**
         * Shows a component above the page.
         * @param {any} component
         * @param {any} props
         * @param {{onRemove?: (params: any) => void, sequence?: number, rootId?: string, env?: any}} [options]
         * @returns {(removeParams?: any) => void} takes it off
         */
        const add = (component, props, options = {}) => {
            const id = ++nextId;
            const removeCurrent = (removeParams) => remove(id, options.onRemove, removeParams);
            overlays[id] = {
                id,
                component,
                env: options.env && markRaw(options.env),
                props: markRaw(props),
                remove: removeCurrent,
                sequence: options.sequence ?? 50,
                rootId: options.rootId,
            };
            return removeCurrent;
        };
        return { add, overlays };
    },
};

services.add("overlay", overlayService);
