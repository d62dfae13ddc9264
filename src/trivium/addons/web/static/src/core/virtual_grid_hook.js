import { onWillRender, useComponent, useEffect } from "@odoo/owl";
import { useThrottleForAnimation } from "@web/core/utils/timing";
import { shallowEqual } from "@web/core/utils/arrays";

/**
 * The first and last of some sizes that lie in a window, with as much again on either side.
 * @param {number[]} sums where each ends
 * @param {number} offset
 * @param {number} span
 * @param {number} coefficient
 */
function visible(sums, offset, span, coefficient) {
    const from = offset - span * coefficient;
    const to = offset + span * (1 + coefficient);
    const start = sums.findIndex((end) => end > from);
    if (start === -1) {
        return sums.length ? [sums.length - 1, sums.length - 1] : [0, 0];
    }
    let end = sums.findIndex((each) => each >= to);
    if (end === -1) {
        end = sums.length - 1;
    }
    return [start, end];
}

/** @param {number[]} sizes */
function sum(sizes) {
    let total = 0;
    return sizes.map((size) => (total += size));
}

/**
 * Which rows and columns of a large grid are on the page; the component is drawn again when that changes.
 * @param {{scrollableRef: {el: HTMLElement | null}, initialScroll?: {left?: number, top?: number}, onChange?: (indexes: any) => void, bufferCoef?: number}} params
 */
export function useVirtualGrid({ scrollableRef, initialScroll, onChange, bufferCoef = 1 }) {
    const component = useComponent();
    const scroll = { left: 0, top: 0, ...initialScroll };
    const sums = { rows: [], columns: [] };
    const current = { columnsIndexes: undefined, rowsIndexes: undefined };
    const notify = onChange || (() => component.render());

    const compute = () => {
        const { el } = scrollableRef;
        const width = el?.clientWidth || window.innerWidth;
        const height = el?.clientHeight || window.innerHeight;
        const changed = {};
        const next = { columnsIndexes: sums.columns.length ? visible(sums.columns, scroll.left, width, bufferCoef) : undefined, rowsIndexes: sums.rows.length ? visible(sums.rows, scroll.top, height, bufferCoef) : undefined };
        for (const name of Object.keys(next)) {
            if (!shallowEqual(next[name] || [], current[name] || [])) {
                changed[name] = next[name];
            }
        }
        Object.assign(current, next);
        return changed;
    };
    const update = () => {
        const changed = compute();
        if (Object.keys(changed).length) {
            notify(changed);
        }
    };
    const onScroll = useThrottleForAnimation(() => {
        const { el } = scrollableRef;
        if (el) {
            Object.assign(scroll, { left: Math.abs(el.scrollLeft), top: el.scrollTop });
            update();
        }
    });
    useEffect(
        (el) => {
            if (!el) {
                return;
            }
            el.scrollTo?.(scroll.left, scroll.top);
            el.addEventListener("scroll", onScroll);
            window.addEventListener("resize", onScroll);
            return () => {
                el.removeEventListener("scroll", onScroll);
                window.removeEventListener("resize", onScroll);
            };
        },
        () => [scrollableRef.el]
    );
    onWillRender(compute);
    return {
        get columnsIndexes() {
            return current.columnsIndexes;
        },
        get rowsIndexes() {
            return current.rowsIndexes;
        },
        /** @param {number[]} sizes */
        setColumnsWidths(sizes) {
            sums.columns = sum(sizes);
            compute();
        },
        /** @param {number[]} sizes */
        setRowsHeights(sizes) {
            sums.rows = sum(sizes);
            compute();
        },
    };
}
