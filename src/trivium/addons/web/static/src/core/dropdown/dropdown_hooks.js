import { onWillUnmount, reactive, useEnv } from "@odoo/owl";
import { DROPDOWN_NESTING } from "@web/core/dropdown/_behaviours/dropdown_nesting";

/** Whether a dropdown is open, for those that open and close it themselves. */
export class DropdownState {
    /** @param {{onOpen?: () => void, onClose?: () => void}} [callbacks] */
    constructor({ onOpen, onClose } = {}) {
        this.isOpen = false;
        this._onOpen = onOpen;
        this._onClose = onClose;
    }

    open() {
        this.isOpen = true;
        this._onOpen?.();
    }

    close() {
        if (this.isOpen) {
            this.isOpen = false;
            this._onClose?.();
        }
    }
}

/** @param {{onOpen?: () => void, onClose?: () => void}} [callbacks] */
export function useDropdownState(callbacks) {
    const state = reactive(new DropdownState(callbacks));
    onWillUnmount(() => {
        state.isOpen = false;
    });
    return state;
}

/** For what is shown in a dropdown: close it, its children, or all around it. */
export function useDropdownCloser() {
    const nesting = useEnv()[DROPDOWN_NESTING];
    return {
        close: () => nesting?.close(),
        closeChildren: () => nesting?.closeChildren(),
        closeAll: () => nesting?.closeAllParents(),
    };
}
