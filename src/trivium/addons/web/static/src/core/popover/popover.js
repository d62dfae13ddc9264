import { Component, onMounted, onWillDestroy, useComponent, useExternalListener, useRef } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { OVERLAY_SYMBOL } from "@web/core/overlay/overlay_container";
import { usePosition } from "@web/core/position/position_hook";
import { useActiveElement } from "@web/core/ui/ui_service";
import { mergeClasses } from "@web/core/utils/classname";
import { useForwardRefToParent } from "@web/core/utils/hooks";

/** The popover that belongs to a target. @type {WeakMap<HTMLElement, HTMLElement>} */
const popovers = new WeakMap();

/** @param {HTMLElement} target */
export function getPopoverForTarget(target) {
    return popovers.get(target);
}

/** Calls back on a press outside of an element and of what was opened from it. @param {(target: any) => boolean | void} callback */
function usePressAway(callback) {
    const component = useComponent();
    const ref = useRef("ref");
    const onPress = (ev) => {
        const [target] = ev.composedPath();
        const inside = component.env[OVERLAY_SYMBOL]?.contains(target) ?? ref.el?.contains(target);
        if (!inside && target.isConnected !== false) {
            callback(target);
        }
    };
    useExternalListener(window, "pointerdown", onPress, { capture: true });
    // a press in an iframe is only seen as a loss of the focus
    useExternalListener(window, "blur", () => {
        const { activeElement } = document;
        if (activeElement?.tagName === "IFRAME" && !ref.el?.contains(activeElement)) {
            callback(activeElement);
        }
    });
}

/** A small window beside a target. */
export class Popover extends Component {
    static template = "web.Popover";
    static props = {
        component: { type: Function },
        componentProps: { optional: true, type: Object },
        target: { validate: (target) => target?.nodeType === Node.ELEMENT_NODE },
        animation: { optional: true, type: Boolean },
        arrow: { optional: true, type: Boolean },
        class: { optional: true },
        role: { optional: true, type: String },
        position: { optional: true, type: String },
        extendedFlipping: { optional: true, type: Boolean },
        fixedPosition: { optional: true, type: Boolean },
        holdOnHover: { optional: true, type: Boolean },
        onPositioned: { optional: true, type: Function },
        shrink: { optional: true, type: Boolean },
        ref: { optional: true, type: Function },
        close: { optional: true, type: Function },
        closeOnClickAway: { optional: true, type: Function },
        closeOnEscape: { optional: true, type: Boolean },
        setActiveElement: { optional: true, type: Boolean },
        subPopovers: { optional: true },
    };
    static defaultProps = {
        animation: true,
        arrow: true,
        class: "",
        closeOnClickAway: () => true,
        closeOnEscape: true,
        componentProps: {},
        fixedPosition: false,
        holdOnHover: false,
        position: "bottom",
        setActiveElement: false,
    };
    static animationTime = 120;

    setup() {
        if (this.props.setActiveElement) {
            useActiveElement("ref");
        }
        useForwardRefToParent("ref");
        this.popoverRef = useRef("ref");
        const position = usePosition("ref", () => this.props.target, {
            position: this.props.position,
            margin: this.props.arrow ? 8 : 4,
            shrink: this.props.shrink,
            extendedFlipping: this.props.extendedFlipping ?? true,
            onPositioned: (el, solution) => this.onPositioned(el, solution),
        });
        if (this.props.fixedPosition) {
            onMounted(() => position.lock());
        }
        if (this.props.holdOnHover) {
            onMounted(() => {
                this.popoverRef.el.addEventListener("pointerenter", () => position.lock());
                this.popoverRef.el.addEventListener("pointerleave", () => position.unlock());
            });
        }
        usePressAway((target) => this.onClickAway(target));
        if (this.props.closeOnEscape) {
            useHotkey("escape", () => this.props.close?.(), { bypassEditableProtection: true, ...(this.props.setActiveElement ? {} : { global: true }) });
        }
        onMounted(() => popovers.set(this.props.target, this.popoverRef.el));
        onWillDestroy(() => popovers.delete(this.props.target));
        const observer = new MutationObserver(() => !this.props.target.isConnected && this.props.close?.());
        onMounted(() => observer.observe(this.props.target.ownerDocument.body, { childList: true, subtree: true }));
        onWillDestroy(() => observer.disconnect());
    }

    get classNames() {
        return mergeClasses("o_popover popover", this.props.class, { o_popover_animated: this.props.animation });
    }

    /** @param {HTMLElement} target */
    onClickAway(target) {
        if (this.props.target.contains(target) && !this.props.closeOnClickAway.length) {
            return;
        }
        if (this.props.closeOnClickAway(target)) {
            this.props.close?.();
        }
    }

    /** @param {HTMLElement} el @param {any} solution */
    onPositioned(el, solution) {
        this.props.onPositioned?.(el, solution);
        const { direction, variant } = solution;
        for (const name of [...el.classList].filter((each) => /^(bs|o)-popover-(top|bottom|start|end|left|right|center)$|^o-popover--/.test(each))) {
            el.classList.remove(name);
        }
        el.classList.add(`o-popover-${direction}`, `o-popover--${direction[0]}${variant[0]}`);
        const arrow = /** @type {HTMLElement | null} */ (el.querySelector(":scope > .popover-arrow"));
        if (arrow) {
            const target = this.props.target.getBoundingClientRect();
            const own = el.getBoundingClientRect();
            const vertical = ["top", "bottom"].includes(direction);
            const middle = vertical ? target.left + target.width / 2 - own.left : target.top + target.height / 2 - own.top;
            const most = (vertical ? own.width : own.height) - 12;
            arrow.style.left = vertical ? `${Math.min(most, Math.max(12, middle))}px` : "";
            arrow.style.top = vertical ? "" : `${Math.min(most, Math.max(12, middle))}px`;
        }
    }
}
