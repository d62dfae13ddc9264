import { DRAGGED_CLASS, makeDraggableHook } from "@web/core/utils/draggable_hook_builder";

/**
 * Elements of a list that are put in another order; with `groups`, also from list to list (`connectGroups`).
 * A copy follows the pointer; the element itself shows the place where it would land.
 * `onDrop({element, group, previous, next, parent})`.
 * @param {any} params
 */
export function sortableHooks(params) {
    const value = (name) => (typeof params[name] === "function" ? params[name]() : params[name]);

    const place = (ctx) => {
        const below = document.elementsFromPoint(ctx.x, ctx.y).filter((el) => ctx.container.contains(el));
        const selector = value("elements");
        const groups = value("groups");
        const over = below.map((el) => el.closest(selector)).find((el) => el && el !== ctx.element && ctx.container.contains(el));
        const group = groups ? below.map((el) => el.closest(groups)).find(Boolean) : null;
        const mayCross = !groups || value("connectGroups");
        if (groups && group && group !== ctx.group && !mayCross) {
            return;
        }
        if (over && (!groups || mayCross || over.closest(groups) === ctx.group)) {
            const box = over.getBoundingClientRect();
            const isRow = isSideBySide(over, ctx.element);
            const isBefore = isRow ? ctx.x < box.left + box.width / 2 : ctx.y < box.top + box.height / 2;
            over[isBefore ? "before" : "after"](ctx.element);
        } else if (groups && group && !group.contains(ctx.element) && mayCross) {
            const last = [...group.querySelectorAll(selector)].filter((el) => el !== ctx.element).at(-1);
            if (last) {
                last.after(ctx.element);
            } else {
                group.append(ctx.element);
            }
        }
        const current = groups ? ctx.element.closest(groups) : null;
        if (current !== ctx.current) {
            if (ctx.current) {
                params.onGroupLeave?.({ group: ctx.current });
            }
            if (current) {
                params.onGroupEnter?.({ group: current });
            }
            ctx.current = current;
        }
    };

    return {
        start(ctx) {
            const groups = value("groups");
            ctx.group = groups ? ctx.element.closest(groups) : null;
            ctx.current = ctx.group;
            ctx.shared = { group: ctx.group };
            ctx.parent = ctx.element.parentElement;
            ctx.before = ctx.element.nextSibling;
            ctx.ghost = makeGhost(ctx);
            ctx.element.classList.add("o_drop_place", ...(params.placeholderClasses || []));
            ctx.element.classList.remove(DRAGGED_CLASS);
        },
        move(ctx) {
            ctx.ghost.style.transform = `translate(${ctx.x - ctx.startX}px, ${ctx.y - ctx.startY}px)`;
            place(ctx);
        },
        end(ctx) {
            ctx.ghost.remove();
            ctx.element.classList.remove("o_drop_place", ...(params.placeholderClasses || []));
            const selector = value("elements");
            ctx.result = {
                previous: sibling(ctx.element, "previousElementSibling", selector),
                next: sibling(ctx.element, "nextElementSibling", selector),
                parent: ctx.current || ctx.element.parentElement,
                group: ctx.group,
            };
            ctx.hasMoved = ctx.element.parentElement !== ctx.parent || ctx.element.nextSibling !== ctx.before;
            // what the page shows is drawn anew by whoever owns the list
            ctx.parent.insertBefore(ctx.element, ctx.before);
        },
        drop: (ctx) => (ctx.hasMoved ? ctx.result : null),
    };
}

/** @param {Element} el @param {"previousElementSibling" | "nextElementSibling"} direction @param {string} selector */
function sibling(el, direction, selector) {
    let current = el[direction];
    while (current && !current.matches(selector)) {
        current = current[direction];
    }
    return current;
}

/** @param {Element} a @param {Element} b */
function isSideBySide(a, b) {
    const [x, y] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
    return Math.abs(x.top - y.top) < Math.min(x.height, y.height) / 2 && a.parentElement === b.parentElement;
}

/** @param {any} ctx */
function makeGhost(ctx) {
    const ghost = ctx.element.cloneNode(true);
    const { left, top, width, height } = ctx.box;
    ghost.removeAttribute("id");
    ghost.classList.add("o_drag_ghost");
    Object.assign(ghost.style, { position: "fixed", left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`, margin: "0", zIndex: "1000", pointerEvents: "none" });
    for (const [index, cell] of [...ctx.element.children].entries()) {
        if (cell.tagName === "TD") {
            ghost.children[index].style.width = `${cell.getBoundingClientRect().width}px`;
        }
    }
    ctx.element.parentElement.append(ghost);
    return ghost;
}

/** @param {any} hookParams `{setupHooks: {setup}}` of a framework */
export const useSortable = (hookParams) => makeDraggableHook({ name: "useSortable", makeHooks: sortableHooks, ...hookParams });
