import { onMounted, onWillUnmount, useState } from "@odoo/owl";

/**
 * Widths of columns in pixels: `[least, most]`, or one number for both. Columns without a most share what is left.
 *
 * @type {Object<string, number|[number, number?]>}
 */
export const FIELD_WIDTHS = {
    boolean: [64, 96],
    char: [112],
    date: [100, 112],
    datetime: [172, 184],
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
    FIELD_WIDTHS.datetime = [172, 184];
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

/** The length of what a cell shows, in characters. @param {any} record @param {any} column */
function lengthOf(record, column) {
    const value = record.data[column.name];
    if (!value) {
        return 0;
    }
    if (column.widget === "many2many_tags") {
        return value.records.reduce((/** @type {number} */ sum, /** @type {any} */ tag) => sum + (tag.data.display_name || "").length + 4, 0);
    }
    return String(value.display_name ?? value.displayName ?? value).length;
}

/** What a column needs so that most of its cells are read in full. @param {any} column @param {any[]} records @param {number} least */
function desiredWidth(column, records, least) {
    if (!["char", "text", "many2one", "reference"].includes(column.fieldType) && column.widget !== "many2many_tags") {
        return Math.max(least, 120);
    }
    const lengths = records.map((record) => lengthOf(record, column)).sort((a, b) => a - b);
    // One long text in ten may be cut: the others would stand too far apart.
    const usual = lengths[Math.floor(lengths.length * 0.9)] || 0;
    return Math.max(least, Math.min(360, usual * CHARACTER + PADDING));
}

/**
 * Column widths that stay as they are while cells change, and that the user can drag.
 *
 * @param {{el: HTMLElement|null}} tableRef
 * @param {() => {columns: any[], records: any[], hasSelectors: boolean, hasActionsColumn: boolean}} getState
 */
export function useMagicColumnWidths(tableRef, getState) {
    const state = useState({ available: guessWidth(), dragged: /** @type {Object<string, number>} */ ({}) });
    /** @type {(() => void)|null} */
    let stop = null;
    /** @type {{key: any, widths: Object<string, number>, least: number}|null} */
    let computed = null;

    const observer = typeof ResizeObserver === "function" ? new ResizeObserver((entries) => {
        const width = Math.floor(entries[0].contentRect.width);
        if (width && Math.abs(width - state.available) > 1) {
            state.available = width;
        }
    }) : null;
    onMounted(() => {
        const holder = tableRef.el?.parentElement;
        if (holder && observer) {
            observer.observe(holder);
        }
    });
    onWillUnmount(() => {
        stop?.();
        observer?.disconnect();
    });

    /** @param {any} column */
    const keyOf = (column) => column.fieldId || column.id;

    function compute() {
        const { columns, records, hasSelectors, hasActionsColumn } = getState();
        const key = [state.available, JSON.stringify(state.dragged), columns.map(keyOf).join(), records.length, records[0]?.id].join("|");
        if (computed?.key === key) {
            return computed;
        }
        const fixed = (hasSelectors ? SELECTOR : 0) + (hasActionsColumn ? SELECTOR : 0);
        /** @type {{id: string, width: number, least: number, isFlexible: boolean}[]} */
        const parts = columns.map((column) => {
            const id = keyOf(column);
            const [least, most] = boundsOf(column);
            const dragged = state.dragged[id];
            if (dragged) {
                return { id, width: dragged, least: dragged, isFlexible: false };
            }
            const isFlexible = most === undefined;
            return { id, width: isFlexible ? desiredWidth(column, records, least) : (least + most) / 2, least, isFlexible };
        });
        const sum = (/** @type {any[]} */ list) => list.reduce((total, part) => total + part.width, 0);
        const flexible = parts.filter((part) => part.isFlexible);
        const room = state.available - fixed - sum(parts);
        // The first texts say which record it is: where room is short, they give way half as much as others.
        const yieldOf = (/** @type {any} */ part) => (part.width - part.least) * (part === flexible[0] ? 0.5 : 1);
        const stretch = room < 0 ? yieldOf : (/** @type {any} */ part) => part.width;
        const total = flexible.reduce((all, part) => all + stretch(part), 0);
        for (const part of flexible) {
            const share = total ? stretch(part) / total : 0;
            part.width = Math.max(part.least, part.width + room * share);
        }
        const widths = Object.fromEntries(parts.map((part) => [part.id, Math.round(part.width)]));
        computed = { key, widths, least: Math.round(fixed + sum(parts)) };
        return computed;
    }

    return {
        /** @param {any} column @returns {string} */
        styleOf(column) {
            return `width:${compute().widths[keyOf(column)]}px`;
        },

        /** The table scrolls rather than squeezing its columns. @returns {number} */
        get minWidth() {
            return compute().least - 2;
        },

        /** @param {any} column @param {PointerEvent} ev */
        onStartResize(column, ev) {
            ev.preventDefault();
            const head = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (ev.target).closest("th"));
            const startX = ev.clientX;
            const startWidth = head.getBoundingClientRect().width;
            const direction = getComputedStyle(head).direction === "rtl" ? -1 : 1;
            const move = (/** @type {PointerEvent} */ moveEv) => {
                state.dragged[keyOf(column)] = Math.max(40, Math.round(startWidth + direction * (moveEv.clientX - startX)));
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
            state.dragged = {};
        },

        tableRef,
    };
}

/** The width that a list will have, before it is there. */
function guessWidth() {
    return document.querySelector(".o_action_manager")?.clientWidth || window.innerWidth || 1024;
}
