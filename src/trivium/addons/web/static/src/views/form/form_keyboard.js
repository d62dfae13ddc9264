import { useComponent, useEffect } from "@odoo/owl";
import { confirmingButton } from "@web/core/dialog/dialog";

const TYPED = "input:not([type=file]):not([type=checkbox]):not([type=radio]):not([disabled]), textarea:not([disabled]), [contenteditable=true]";
const LINES = ["text", "password", "email", "tel", "url", "number"];
const LISTED = ".o_list_renderer, .o_kanban_renderer";
/** What is open to choose a value in takes the key, or is closed by it. */
const CHOOSING = ".dropdown-menu.show, .o_datetime_picker";

/** @param {HTMLElement} rootEl @returns {HTMLElement[]} what can be typed into, in the order of the page */
export function typedInto(rootEl) {
    const found = /** @type {HTMLElement[]} */ ([...rootEl.querySelectorAll(`.o_field_widget :is(${TYPED})`)]);
    return found.filter((el) => /** @type {any} */ (el).checkVisibility?.() ?? true);
}

/** @param {HTMLElement} el whether it is empty, and its field must not be */
export function isMissing(el) {
    return "value" in el && !el.value && Boolean(el.closest(".o_field_widget.o_required_modifier"));
}

/**
 * In a dialog, Enter in a field of one line presses the primary button, unless the field itself has a use for the key.
 * @param {{el: HTMLElement | null}} rootRef
 */
export function useEnterConfirms(rootRef) {
    const { env } = useComponent();
    if (!env.inDialog) {
        return;
    }
    /** @param {KeyboardEvent} ev */
    function onKeydown(ev) {
        const el = /** @type {HTMLElement} */ (ev.target);
        const isPlain = ev.key === "Enter" && !ev.isComposing && !ev.repeat && !(ev.altKey || ev.ctrlKey || ev.metaKey || ev.shiftKey);
        if (!isPlain || ev.defaultPrevented || !(el instanceof HTMLInputElement) || !LINES.includes(el.type)) {
            return;
        }
        const isLine = el.closest(".o_field_widget") && !el.closest(LISTED) && el.getAttribute("role") !== "combobox";
        if (isLine && !document.querySelector(CHOOSING)) {
            // afterwards: the browser tells of what was typed when it is done with the key
            setTimeout(() => {
                const dialog = rootRef.el?.closest(".modal");
                (dialog && confirmingButton(dialog))?.click();
            });
        }
    }
    useEffect(
        (rootEl) => {
            rootEl?.addEventListener("keydown", onKeydown);
            return () => rootEl?.removeEventListener("keydown", onKeydown);
        },
        () => [rootRef.el],
    );
}
