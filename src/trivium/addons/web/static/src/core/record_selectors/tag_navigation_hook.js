import { useEffect, useRef } from "@odoo/owl";

/**
 * Arrow keys and Backspace in a row of tags with an input behind them.
 * @param {string} refName of the element around tags and input
 * @param {{isEnabled?: () => boolean, delete?: (index: number) => void}} [options]
 */
export function useTagNavigation(refName, options = {}) {
    const ref = useRef(refName);
    const tags = () => /** @type {HTMLElement[]} */ ([...(ref.el?.querySelectorAll(".o_tag") ?? [])]);
    const input = () => /** @type {HTMLInputElement | null} */ (ref.el?.querySelector("input"));

    /** @param {KeyboardEvent} ev */
    const onKeydown = (ev) => {
        if (options.isEnabled && !options.isEnabled()) {
            return;
        }
        const all = tags();
        const field = input();
        const index = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
        const isAtStart = document.activeElement === field && field.selectionStart === 0 && field.selectionEnd === 0;
        const focus = (position) => {
            const target = position >= all.length ? field : all[Math.max(0, position)];
            target?.focus();
            ev.preventDefault();
        };
        if (ev.key === "ArrowLeft" && (isAtStart || index > 0)) {
            focus(index === -1 ? all.length - 1 : index - 1);
        } else if (ev.key === "ArrowRight" && index !== -1) {
            focus(index + 1);
        } else if (ev.key === "Backspace" && (index !== -1 || (isAtStart && all.length))) {
            options.delete?.(index === -1 ? all.length - 1 : index);
            field?.focus();
            ev.preventDefault();
        }
    };
    useEffect(
        (el) => {
            el?.addEventListener("keydown", onKeydown);
            return () => el?.removeEventListener("keydown", onKeydown);
        },
        () => [ref.el]
    );
    return onKeydown;
}
