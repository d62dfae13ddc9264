import { makeDraggableHook } from "@web/core/utils/draggable_hook_builder_owl";

/** Elements that follow the pointer; where they are left is up to `onDrop`. */
export const useDraggable = makeDraggableHook({
    name: "useDraggable",
    makeHooks: () => ({
        start(ctx) {
            ctx.style = ctx.element.getAttribute("style");
            Object.assign(ctx.element.style, { position: "fixed", width: `${ctx.box.width}px`, height: `${ctx.box.height}px`, zIndex: "1000" });
            follow(ctx);
        },
        move: follow,
        end(ctx) {
            ctx.element.setAttribute("style", ctx.style || "");
        },
        drop: (ctx) => ({ element: ctx.element }),
    }),
});

/** @param {any} ctx */
function follow(ctx) {
    ctx.element.style.left = `${ctx.box.left + ctx.x - ctx.startX}px`;
    ctx.element.style.top = `${ctx.box.top + ctx.y - ctx.startY}px`;
}
