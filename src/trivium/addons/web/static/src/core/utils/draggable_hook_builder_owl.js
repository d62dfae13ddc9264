import { useEffect } from "@odoo/owl";
import { makeDraggableHook as nativeMakeDraggableHook } from "@web/core/utils/draggable_hook_builder";

/** @param {any} params `{name, makeHooks(params)}` */
export function makeDraggableHook(params) {
    return nativeMakeDraggableHook({ ...params, setupHooks: { setup: useEffect } });
}
