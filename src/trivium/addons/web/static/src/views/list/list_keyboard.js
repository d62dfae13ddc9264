import { onMounted, onPatched } from "@odoo/owl";

/**
 * The keyboard in a list: a cursor that goes from row to row, and the keys of a row that is being edited.
 *
 * Rows are reached with one tab stop; arrows move, Enter opens, Space selects, the sideways arrows fold groups.
 *
 * @param {any} renderer
 */
export function useListKeyboard(renderer) {
    const state = { index: 0 };
    let wantsFocus = false;

    const rows = () => [...(renderer.tableRef.el?.querySelectorAll("tbody > tr[data-nav]") || [])];

    /** @param {number} index */
    function focusRow(index) {
        const all = rows();
        if (!all.length) {
            return;
        }
        state.index = Math.max(0, Math.min(index, all.length - 1));
        all[state.index].focus();
        all[state.index].scrollIntoView({ block: "nearest" });
    }

    /** One row is a tab stop: the one where the cursor is. */
    function markTabStop() {
        const all = rows();
        const current = Math.min(state.index, all.length - 1);
        all.forEach((row, index) => {
            row.tabIndex = index === current ? 0 : -1;
        });
    }

    onMounted(markTabStop);
    onPatched(() => {
        markTabStop();
        if (wantsFocus) {
            wantsFocus = false;
            focusRow(state.index);
        }
    });

    /** @param {KeyboardEvent} ev @param {any} record */
    async function onEditKeydown(ev, record) {
        const { list } = renderer;
        switch (ev.key) {
            case "Enter": {
                if (ev.target instanceof HTMLTextAreaElement || ev.defaultPrevented || ev.ctrlKey) {
                    return;
                }
                ev.preventDefault();
                ev.stopPropagation();
                await editNext(record, ev.shiftKey ? -1 : 1);
                return;
            }
            case "Escape":
                ev.preventDefault();
                ev.stopPropagation();
                await list.leaveEditMode({ discard: true });
                wantsFocus = true;
                focusRow(state.index);
                return;
            case "Tab":
                await onTab(ev, record);
                return;
            default:
        }
    }

    /** @param {KeyboardEvent} ev @param {any} record */
    async function onTab(ev, record) {
        const row = renderer.tableRef.el?.querySelector(".o_selected_row");
        const selector = ":is(input, textarea, select, button, [contenteditable=true], [tabindex='0']):not([disabled]):not([tabindex='-1'])";
        const stops = [...(row?.querySelectorAll(`td.o_data_cell ${selector}`) || [])].filter((el) => el.checkVisibility?.() ?? true);
        const isEdge = ev.target === (ev.shiftKey ? stops[0] : stops.at(-1));
        if (!isEdge) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        await editNext(record, ev.shiftKey ? -1 : 1);
    }

    /** @param {any} record @param {number} step */
    async function editNext(record, step) {
        const { list } = renderer;
        const { records } = list;
        const index = records.findIndex((/** @type {any} */ each) => each.id === record.id);
        const next = records[index + step];
        if (next) {
            await renderer.editRecord(next);
            return;
        }
        const isNewAndEmpty = record.isNew && !record.dirty;
        if (step > 0 && renderer.props.onAdd && renderer.canAddInline && !isNewAndEmpty) {
            await renderer.add();
            return;
        }
        if (step > 0 && renderer.props.onCreateInline && !isNewAndEmpty) {
            await renderer.props.onCreateInline();
            return;
        }
        await list.leaveEditMode();
    }

    /** @param {KeyboardEvent} ev */
    function onKeydown(ev) {
        const target = /** @type {HTMLElement} */ (ev.target);
        const row = /** @type {HTMLElement|null} */ (target.closest("tr[data-nav]"));
        if (!row) {
            return;
        }
        const record = recordOf(row);
        if (record && renderer.isInEdition(record)) {
            onEditKeydown(ev, record);
            return;
        }
        if (target !== row) {
            return;
        }
        const action = rowAction(ev, row, record);
        if (action) {
            ev.preventDefault();
            ev.stopPropagation();
            action();
        }
    }

    /** @param {KeyboardEvent} ev @param {HTMLElement} row @param {any} record @returns {(() => any)|null} */
    function rowAction(ev, row, record) {
        const index = rows().indexOf(row);
        const group = record ? null : groupOf(row);
        switch (ev.key) {
            case "ArrowDown":
                return move(ev, index, 1, record);
            case "ArrowUp":
                return move(ev, index, -1, record);
            case "Home":
                return () => focusRow(0);
            case "End":
                return () => focusRow(Number.POSITIVE_INFINITY);
            case "PageDown":
                return () => focusRow(index + 10);
            case "PageUp":
                return () => focusRow(index - 10);
            case "ArrowRight":
                return group?.isFolded ? () => toggle(group) : null;
            case "ArrowLeft":
                return group && !group.isFolded ? () => toggle(group) : null;
            case " ":
                return record && renderer.hasSelectors ? () => renderer.toggleRecord(record, ev) : group ? () => toggle(group) : null;
            case "Enter":
                return record ? () => open(record, ev) : () => toggle(group);
            default:
                return null;
        }
    }

    /** @param {KeyboardEvent} ev @param {number} index @param {number} step @param {any} record */
    function move(ev, index, step, record) {
        if (ev.altKey && record) {
            return async () => {
                state.index = index + step;
                wantsFocus = true;
                await renderer.moveRow(record, step);
            };
        }
        return () => {
            if (ev.shiftKey && record && renderer.hasSelectors) {
                record.toggleSelection(true);
                const next = recordOf(rows()[index + step]);
                next?.toggleSelection(true);
            }
            focusRow(index + step);
        };
    }

    /** @param {any} record @param {KeyboardEvent} ev */
    function open(record, ev) {
        return renderer.isEditable ? renderer.editRecord(record) : renderer.openRecord(record, ev);
    }

    /** @param {any} group */
    async function toggle(group) {
        wantsFocus = true;
        await renderer.toggleGroup(group);
    }

    /** @param {HTMLElement|undefined} row */
    function recordOf(row) {
        const id = row?.dataset.id;
        return id && renderer.list.records.find((/** @type {any} */ record) => record.id === id);
    }

    /** @param {HTMLElement} row */
    function groupOf(row) {
        return findGroup(renderer.list, row.dataset.groupId);
    }

    return {
        onKeydown,
        focusFirst: () => focusRow(0),
        /** @param {FocusEvent} ev */
        onFocusin(ev) {
            const index = rows().indexOf(/** @type {any} */ (ev.target));
            if (index >= 0) {
                state.index = index;
                markTabStop();
            }
        },
    };
}

/** @param {any} list @param {string|undefined} id @returns {any} */
function findGroup(list, id) {
    for (const group of list.groups || []) {
        const found = group.id === id ? group : group.list.isGrouped && findGroup(group.list, id);
        if (found) {
            return found;
        }
    }
    return null;
}
