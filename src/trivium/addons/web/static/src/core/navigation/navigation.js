import { onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { scrollTo } from "@web/core/utils/scrolling";
import { useService } from "@web/core/utils/hooks";
import { isVisible } from "@web/core/utils/ui";

export const ACTIVE_ELEMENT_CLASS = "focus";

const FOCUSABLE_INSIDE = "input, button, select, textarea, a, [tabindex]";

class NavigationItem {
    /** @param {HTMLElement} el @param {number} index @param {any} options @param {(index: number) => void} setActiveItem */
    constructor(el, index, options, setActiveItem) {
        this.el = el;
        this.index = index;
        this.options = options;
        this.setActiveItem = setActiveItem;
        const inner = options.shouldFocusChildInput ? el.querySelector(":scope input, :scope textarea") : null;
        /** @type {HTMLElement} */
        this.target = /** @type {any} */ (inner || el);
        const onFocus = () => setActiveItem(index);
        const onMove = (ev) => {
            // a pointer that rests while the list scrolls under it chooses nothing
            if (ev.movementX || ev.movementY || ev.type === "mouseenter") {
                options.onMouseEnter?.(this);
                if (options.focusOnHover !== false) {
                    this.setActive(false);
                }
            }
        };
        this.target.addEventListener("focus", onFocus);
        el.addEventListener("mousemove", onMove);
        this.removeListeners = () => {
            this.target.removeEventListener("focus", onFocus);
            el.removeEventListener("mousemove", onMove);
        };
    }

    select() {
        this.setActive();
        this.target.click();
    }

    /** @param {boolean} [focus] move the keyboard focus too */
    setActive(focus = true) {
        scrollTo(this.target);
        this.setActiveItem(this.index);
        this.target.classList.add(ACTIVE_ELEMENT_CLASS);
        if (focus && !this.options.virtualFocus) {
            this.target.focus({ preventScroll: true });
        }
    }

    setInactive() {
        this.target.classList.remove(ACTIVE_ELEMENT_CLASS);
    }
}

/** Goes through the items of a list with the keyboard. */
export class Navigator {
    /** @param {any} options @param {any} hotkeyService */
    constructor(options, hotkeyService) {
        this.options = options;
        this.hotkeyService = hotkeyService;
        /** @type {NavigationItem[]} */
        this.items = [];
        this.activeItemIndex = -1;
        /** @type {(() => void)[]} */
        this.unregister = [];
        /** @type {HTMLElement | null} */
        this.container = null;
        /** @type {MutationObserver | null} */
        this.observer = null;
    }

    /** @type {NavigationItem | null} */
    get activeItem() {
        return this.items[this.activeItemIndex] || null;
    }

    get hasActiveItem() {
        return Boolean(this.activeItem?.el.isConnected);
    }

    get isFocused() {
        return this.items.some((item) => item.target.contains(document.activeElement));
    }

    /** @param {HTMLElement} target */
    contains(target) {
        return this.items.some((item) => item.target === target);
    }

    next() {
        if (!this.items.length) {
            return;
        }
        this.items[(this.activeItemIndex + 1) % this.items.length].setActive();
    }

    previous() {
        if (!this.items.length) {
            return;
        }
        const index = this.activeItemIndex <= 0 ? this.items.length : this.activeItemIndex;
        this.items[index - 1].setActive();
    }

    update() {
        const current = this.activeItem?.el;
        const elements = this.options.getItems();
        if (elements.length === this.items.length && elements.every((el, index) => el === this.items[index].el)) {
            return;
        }
        for (const item of this.items) {
            item.removeListeners();
        }
        this.items = elements.map((el, index) => new NavigationItem(el, index, this.options, (position) => this.#setActiveIndex(position)));
        this.activeItemIndex = elements.indexOf(current);
        this.options.onUpdated?.(this);
    }

    /** @param {number} index */
    #setActiveIndex(index) {
        if (index !== this.activeItemIndex) {
            this.activeItem?.setInactive();
            this.activeItemIndex = index;
            this.items[index].target.classList.add(ACTIVE_ELEMENT_CLASS);
            this.options.onNavigated?.(this);
        }
    }

    clearActive() {
        this.activeItem?.setInactive();
        this.activeItemIndex = -1;
    }

    registerHotkeys() {
        const hotkeys = {
            home: (navigator) => navigator.items[0]?.setActive(),
            end: (navigator) => navigator.items.at(-1)?.setActive(),
            tab: (navigator) => navigator.next(),
            "shift+tab": (navigator) => navigator.previous(),
            arrowdown: (navigator) => navigator.next(),
            arrowup: (navigator) => navigator.previous(),
            enter: (navigator) => (navigator.activeItem || navigator.items[0])?.select(),
            arrowleft: null,
            arrowright: null,
            escape: null,
            space: null,
            ...this.options.hotkeys,
        };
        for (const [hotkey, given] of Object.entries(hotkeys)) {
            if (!given) {
                continue;
            }
            const { callback, isAvailable, bypassEditableProtection = true, allowRepeat = true } = typeof given === "function" ? { callback: given } : given;
            const available = (target) => (isAvailable ? isAvailable({ navigator: this, target }) : this.#isAvailable(hotkey, target)) && (this.options.isNavigationAvailable?.({ navigator: this, target }) ?? true);
            this.unregister.push(this.hotkeyService.add(hotkey, () => callback(this), { isAvailable: available, bypassEditableProtection, allowRepeat, global: false }));
        }
    }

    /** In a text the keys for its beginning and end keep their meaning. @param {string} hotkey @param {any} target */
    #isAvailable(hotkey, target) {
        const editable = target instanceof HTMLElement && target.matches("input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable=true]");
        if (["home", "end", "space", "arrowleft", "arrowright"].includes(hotkey) && editable) {
            return false;
        }
        return this.items.length > 0;
    }

    /** Starts for a container that has come onto the page. @param {HTMLElement} container */
    enable(container) {
        if (this.container === container) {
            return;
        }
        this.disable();
        this.container = container;
        this.update();
        if (this.options.shouldRegisterHotkeys) {
            this.registerHotkeys();
        }
        this.observer = new MutationObserver(() => this.update());
        this.observer.observe(container, { childList: true, subtree: true });
        if (this.options.onEnabled) {
            this.options.onEnabled(this);
        } else if (this.options.shouldFocusFirstItem) {
            this.items[0]?.setActive();
        }
    }

    disable() {
        this.observer?.disconnect();
        this.container = null;
        for (const item of this.items) {
            item.removeListeners();
        }
        for (const unregister of this.unregister) {
            unregister();
        }
        this.items = [];
        this.unregister = [];
        this.activeItemIndex = -1;
    }
}

/**
 * Arrow keys for the items of a container.
 * @param {string | {el: HTMLElement | null}} containerRef
 * @param {{getItems?: () => HTMLElement[], hotkeys?: any, isNavigationAvailable?: (context: any) => boolean, onEnabled?: (navigator: Navigator) => void,
 *   onUpdated?: (navigator: Navigator) => void, onNavigated?: (navigator: Navigator) => void, onMouseEnter?: (item: any) => void,
 *   shouldFocusChildInput?: boolean, shouldFocusFirstItem?: boolean, virtualFocus?: boolean, shouldRegisterHotkeys?: boolean, focusOnHover?: boolean}} [options]
 */
export function useNavigation(containerRef, options = {}) {
    const hotkeyService = useService("hotkey");
    const ref = typeof containerRef === "string" ? useRef(containerRef) : containerRef;
    const navigator = new Navigator(
        {
            shouldRegisterHotkeys: true,
            shouldFocusChildInput: true,
            getItems: () => (ref.el ? [.../** @type {NodeListOf<HTMLElement>} */ (ref.el.querySelectorAll(`:scope .o-navigable, :scope > ${FOCUSABLE_INSIDE}`))].filter(isVisible) : []),
            ...options,
        },
        hotkeyService
    );
    useEffect(
        (container) => {
            if (container) {
                navigator.enable(container);
                return () => navigator.disable();
            }
        },
        () => [ref.el]
    );
    onWillUnmount(() => navigator.disable());
    return navigator;
}
