import { useEffect, useRef } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";

/** The decimal key of the number pad types the decimal sign of the locale. */
export function useNumpadDecimal() {
    const ref = useRef("numpadDecimal");
    /** @param {KeyboardEvent} ev */
    const onKeydown = (ev) => {
        const input = /** @type {HTMLInputElement} */ (ev.target);
        const { decimalPoint } = localization;
        if (ev.code !== "NumpadDecimal" || ev.key === decimalPoint || input.type === "number") {
            return;
        }
        ev.preventDefault();
        input.setRangeText(decimalPoint, input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    useEffect(
        (el) => {
            const inputs = el ? (el.nodeName === "INPUT" ? [el] : [...el.querySelectorAll("input")]) : [];
            for (const input of inputs) {
                input.addEventListener("keydown", onKeydown);
            }
            return () => {
                for (const input of inputs) {
                    input.removeEventListener("keydown", onKeydown);
                }
            };
        },
        () => [ref.el],
    );
    return ref;
}
