import { EventBus, onWillDestroy, useChildSubEnv, useEnv } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { useBus } from "@web/core/utils/hooks";

export const DROPDOWN_NESTING = /** @type {any} */ (Symbol("dropdownNesting"));

const bus = new EventBus();

/** What a dropdown knows of those it is in and those in it. */
class Nesting {
    /** @param {Nesting | undefined} parent @param {() => void} close */
    constructor(parent, close) {
        this.parent = parent;
        this.close = close;
        this.isOpen = false;
        /** @type {Set<Nesting>} */
        this.children = new Set();
        parent?.children.add(this);
    }

    remove() {
        this.parent?.children.delete(this);
    }
    closeAllParents() {
        this.close();
        this.parent?.closeAllParents();
    }
    closeChildren() {
        for (const child of this.children) {
            child.close();
        }
    }
    /** @param {Nesting} other @returns {boolean} */
    isInside(other) {
        return this === other || Boolean(this.parent?.isInside(other));
    }
}

/**
 * @param {{isOpen: boolean, open: () => void, close: () => void}} state
 */
export function useDropdownNesting(state) {
    const parent = useEnv()[DROPDOWN_NESTING];
    const current = new Nesting(parent, () => state.close());
    useChildSubEnv({ [DROPDOWN_NESTING]: current });
    // one opened closes those that it is not in
    useBus(bus, "dropdown-opened", ({ detail: other }) => {
        if (state.isOpen && !other.isInside(current)) {
            state.close();
        }
    });
    onWillDestroy(() => current.remove());
    return {
        get hasParent() {
            return Boolean(parent);
        },
        parent,
        onOpened() {
            current.isOpen = true;
            bus.trigger("dropdown-opened", current);
        },
        onClosed() {
            current.isOpen = false;
        },
        /** Keys for a dropdown in a dropdown: sideways opens and closes. */
        get navigationOptions() {
            const [openKey, closeKey] = localization.direction === "rtl" ? ["arrowleft", "arrowright"] : ["arrowright", "arrowleft"];
            return {
                hotkeys: {
                    escape: () => current.close(),
                    [openKey]: {
                        callback: (navigator) => navigator.activeItem?.target.click(),
                        isAvailable: ({ navigator }) => Boolean(navigator.activeItem?.target.classList.contains("dropdown-toggle")),
                    },
                    ...(parent ? { [closeKey]: { callback: () => current.close(), isAvailable: ({ target }) => !target.matches?.("input, textarea") } } : {}),
                },
            };
        },
    };
}
