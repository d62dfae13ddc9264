import { sortableHooks } from "@web/core/utils/sortable";
import { makeDraggableHook } from "@web/core/utils/draggable_hook_builder_owl";

/** @type {(params: any) => any} */
export const useSortable = makeDraggableHook({ name: "useSortable", makeHooks: sortableHooks });
