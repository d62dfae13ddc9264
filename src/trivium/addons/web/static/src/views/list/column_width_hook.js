import { onWillUnmount, useState } from "@odoo/owl";

/**
 * Widths of columns in pixels: `[least, most]`, or one number for both. Columns without a most share what is left.
 *
 * @type {Object<string, number|[number, number?]>}
 */
export const FIELD_WIDTHS = {
    boolean: [64, 96],
    char: [112],
    date: [100, 112],
    datetime: [144, 168],
    float: [88, 120],
    integer: [72, 104],
    many2many: [112],
    many2one: [112],
    monetary: [104, 144],
    one2many: [96, 144],
    reference: [112],
    selection: [96, 168],
    text: [144],
    html: [144],
    binary: [96, 160],
};

/** @type {Object<string, [number, number?]>} */
const WIDGET_WIDTHS = {
    handle: [28, 28],
    priority: [80, 96],
    boolean_toggle: [64, 96],
    boolean_favorite: [40, 40],
    image: [40, 56],
    contact_image: [36, 36],
    many2many_tags_avatar: [96, 160],
    many2many_tags: [120],
    state_selection: [64, 96],
    badge: [88, 160],
    remaining_days: [104, 128],
    float_time: [72, 96],
    progressbar: [112, 200],
    activity: [40, 40],
    list_activity: [112, 200],
    color: [56, 72],
    phone: [120, 176],
    email: [144],
    url: [120],
};

const CHARACTER = 7.2;
const PADDING = 20;
const SELECTOR = 36;

/** The widths of dates follow the locale: forget what was measured. */
export function resetDateFieldWidths() {
    FIELD_WIDTHS.date = [100, 112];
    FIELD_WIDTHS.datetime = [144, 168];
}

/** @param {any} column @returns {[number, number|undefined]} least and most */
function boundsOf(column) {
    if (column.width) {
        const width = Number.parseInt(column.width, 10);
        return [width, width];
    }
    if (column.type === "button_group") {
        const width = column.buttons.reduce((/** @type {number} */ sum, /** @type {any} */ button) => sum + (button.string ? button.string.length * CHARACTER + 24 : 34), PADDING);
        return [width, width];
    }
    if (column.type !== "field") {
        return [72, 160];
    }
    const fromComponent = column.field.listViewWidth;
    const own = (typeof fromComponent === "function" ? fromComponent(column) : fromComponent) || WIDGET_WIDTHS[column.widget] || FIELD_WIDTHS[column.fieldType] || [96];
    const [least, most] = Array.isArray(own) ? own : [own, own];
    const head = column.hasLabel ? column.label.length * CHARACTER + PADDING + 14 : 0;
    return [Math.max(least, Math.min(head, 180)), most === undefined ? undefined : Math.max(most, Math.min(head, 180))];
}

/**
 * Column widths that stay as they are while cells change, and that the user can drag.
 *
 * @param {{el: HTMLElement|null}} tableRef
 * @param {() => {columns: any[], hasSelectors: boolean, hasActionsColumn: boolean}} getState
 */
export function useMagicColumnWidths(tableRef, getState) {
    const dragged = useState(/** @type {Object<string, number>} */ ({}));
    /** @type {(() => void)|null} */
    let stop = null;
    onWillUnmount(() => stop?.());

    /** @param {any} column */
    const keyOf = (column) => column.fieldId || column.id;

    return {
        /** @param {any} column @returns {string} */
        styleOf(column) {
            const width = dragged[keyOf(column)];
            if (width) {
                return `width:${width}px`;
            }
            const [least, most] = boundsOf(column);
            return most === undefined ? "" : `width:${Math.round((least + most) / 2)}px`;
        },

        /** The table scrolls rather than squeezing its columns. @returns {number} */
        get minWidth() {
            const { columns, hasSelectors, hasActionsColumn } = getState();
            const sum = columns.reduce((total, column) => {
                const [least, most] = boundsOf(column);
                return total + (dragged[keyOf(column)] || (most === undefined ? least : (least + most) / 2));
            }, 0);
            return Math.round(sum + (hasSelectors ? SELECTOR : 0) + (hasActionsColumn ? 32 : 0));
        },

        /** @param {any} column @param {PointerEvent} ev */
        onStartResize(column, ev) {
            ev.preventDefault();
            const head = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (ev.target).closest("th"));
            const startX = ev.clientX;
            const startWidth = head.getBoundingClientRect().width;
            const direction = getComputedStyle(head).direction === "rtl" ? -1 : 1;
            const move = (/** @type {PointerEvent} */ moveEv) => {
                dragged[keyOf(column)] = Math.max(40, Math.round(startWidth + direction * (moveEv.clientX - startX)));
            };
            stop = () => {
                window.removeEventListener("pointermove", move);
                window.removeEventListener("pointerup", /** @type {any} */ (stop));
                stop = null;
            };
            window.addEventListener("pointermove", move);
            window.addEventListener("pointerup", stop);
        },

        resetWidths() {
            for (const key of Object.keys(dragged)) {
                delete dragged[key];
            }
        },

        tableRef,
    };
}
