import { registry } from "@web/core/registry";
import { makeDraggable } from "@web/core/utils/draggable_hook_builder";
import { sortableHooks } from "@web/core/utils/sortable";

/** Sorting for elements that no component looks after. */
export const sortableService = {
    start() {
        /** @type {Map<HTMLElement, Map<any, () => void>>} */
        const bound = new Map();
        return {
            /** @param {any} hookParams `sortableId` tells several of one element apart */
            create(hookParams) {
                const el = hookParams.ref.el;
                const id = hookParams.sortableId || "default";
                if (!bound.has(el)) {
                    bound.set(el, new Map());
                }
                const ofElement = bound.get(el);
                return {
                    enable() {
                        ofElement.get(id)?.();
                        const cleanup = makeDraggable(el, hookParams, sortableHooks(hookParams));
                        ofElement.set(id, cleanup);
                        return {
                            cleanup() {
                                cleanup();
                                ofElement.delete(id);
                                if (!ofElement.size) {
                                    bound.delete(el);
                                }
                            },
                        };
                    },
                };
            },
        };
    },
};

registry.category("services").add("sortable", sortableService);
