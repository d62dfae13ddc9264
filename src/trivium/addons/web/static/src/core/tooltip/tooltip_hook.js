import { useEffect, useRef } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * A tooltip on the element of a ref.
 * @param {string} refName
 * @param {any} params `{tooltip}` or `{template, info}`, `position`
 */
export function useTooltip(refName, params) {
    const tooltip = useService("tooltip");
    const ref = useRef(refName);
    useEffect(
        (el) => (el ? tooltip.add(el, params) : undefined),
        () => [ref.el]
    );
}
