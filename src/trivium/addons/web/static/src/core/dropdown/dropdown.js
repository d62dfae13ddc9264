import { Component, onMounted, onRendered, onWillUpdateProps, reactive, status, useEffect, xml } from "@odoo/owl";
import { useDropdownGroup } from "@web/core/dropdown/_behaviours/dropdown_group_hook";
import { useDropdownNesting } from "@web/core/dropdown/_behaviours/dropdown_nesting";
import { DropdownPopover } from "@web/core/dropdown/_behaviours/dropdown_popover";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { useNavigation } from "@web/core/navigation/navigation";
import { usePopover } from "@web/core/popover/popover_hook";
import { mergeClasses } from "@web/core/utils/classname";
import { useChildRef, useService } from "@web/core/utils/hooks";
import { effect } from "@web/core/utils/reactive";
import { isVisible } from "@web/core/utils/ui";

/** A menu that opens from the element in its default slot; `content` is the menu. */
export class Dropdown extends Component {
    static template = xml`<t t-slot="default"/>`;
    static props = {
        menuClass: { optional: true },
        position: { type: String, optional: true },
        slots: { type: Object, shape: { default: { type: Object, optional: true }, content: { type: Object, optional: true } } },
        items: { optional: true, type: Array },
        menuRef: { type: Function, optional: true },
        disabled: { type: Boolean, optional: true },
        holdOnHover: { type: Boolean, optional: true },
        focusToggleOnClosed: { type: Boolean, optional: true },
        beforeOpen: { type: Function, optional: true },
        onOpened: { type: Function, optional: true },
        onStateChanged: { type: Function, optional: true },
        state: { type: Object, optional: true },
        manual: { type: Boolean, optional: true },
        bottomSheet: { type: Boolean, optional: true },
        navigationOptions: { type: Object, optional: true },
        arrow: { type: Boolean, optional: true },
    };
    static defaultProps = { arrow: false, disabled: false, holdOnHover: false, focusToggleOnClosed: true, menuClass: "", state: undefined, bottomSheet: true, navigationOptions: {} };

    setup() {
        this.menuRef = this.props.menuRef || useChildRef();
        this.state = this.props.state || useDropdownState();
        this.nesting = useDropdownNesting(this.state);
        this.group = useDropdownGroup();
        this.group.register(() => this.state.isOpen);
        this.uiService = useService("ui");
        this.refresher = reactive({ token: 0 });
        onRendered(() => {
            this.refresher.token++;
        });
        this.navigation = useNavigation(this.menuRef, {
            shouldRegisterHotkeys: true,
            shouldFocusChildInput: true,
            getItems: () => this.menuItems,
            isNavigationAvailable: () => !this.menuRef.el || this.uiService.activeElement === this.menuRef.el || this.menuRef.el.contains(document.activeElement),
            ...this.nesting.navigationOptions,
            ...this.props.navigationOptions,
            hotkeys: { ...this.nesting.navigationOptions.hotkeys, ...this.props.navigationOptions.hotkeys },
        });
        this.popover = usePopover(DropdownPopover, {
            animation: false,
            arrow: this.props.arrow,
            closeOnClickAway: (target) => this.popoverCloseOnClickAway(target),
            closeOnEscape: false,
            env: this.__owl__.childEnv,
            holdOnHover: this.props.holdOnHover,
            onClose: () => this.state.close(),
            onPositioned: (el, { direction }) => this.setTargetDirectionClass(direction),
            popoverClass: mergeClasses("o-dropdown--menu dropdown-menu show", { "o-dropdown--menu-submenu": this.hasParent }, this.props.menuClass),
            role: "menu",
            position: this.position,
            ref: this.menuRef,
            setActiveElement: true,
        });
        onMounted(() => this.onStateChanged(this.state));
        effect((state) => this.onStateChanged(state), [this.state]);
        useEffect(
            (target) => this.setTargetElement(target),
            () => [this.target]
        );
        onWillUpdateProps(({ disabled }) => {
            if (disabled) {
                this.closePopover();
            }
        });
    }

    /** @type {string} */
    get position() {
        return this.props.position || (this.hasParent ? "right-start" : "bottom-start");
    }

    get hasParent() {
        return this.nesting.hasParent;
    }

    get menuItems() {
        const { el } = this.menuRef;
        return el ? [...el.querySelectorAll(".o-navigable, .dropdown-item")].filter((each) => isVisible(each) && !each.classList.contains("disabled")) : [];
    }

    /** The element that opens the menu: the first one of the slot. @returns {HTMLElement | null} */
    get target() {
        let node = this.__owl__.bdom?.firstNode?.() ?? null;
        while (node && !(node instanceof HTMLElement)) {
            node = node.nextSibling;
        }
        return /** @type {any} */ (node);
    }

    /** @param {HTMLElement | null} target */
    setTargetElement(target) {
        if (!target) {
            return;
        }
        target.ariaExpanded = "false";
        target.setAttribute("aria-haspopup", "menu");
        target.classList.add("o-dropdown");
        if (this.hasParent) {
            target.classList.add("o-dropdown--has-parent");
        }
        const tags = ["BUTTON", "A", "INPUT"];
        if (!tags.includes(target.tagName) && !target.hasAttribute("tabindex")) {
            target.tabIndex = 0;
        }
        if (this.props.manual) {
            return;
        }
        target.classList.add("dropdown-toggle");
        const onClick = (ev) => this.handleClick(ev);
        const onEnter = () => this.handleMouseEnter();
        const onKey = (ev) => {
            if (ev.key === "ArrowDown" && !this.state.isOpen && !this.hasParent && !target.matches("input")) {
                ev.preventDefault();
                ev.stopPropagation();
                this.state.open();
            }
        };
        target.addEventListener("click", onClick);
        target.addEventListener("mouseenter", onEnter);
        target.addEventListener("keydown", onKey);
        return () => {
            target.removeEventListener("click", onClick);
            target.removeEventListener("mouseenter", onEnter);
            target.removeEventListener("keydown", onKey);
        };
    }

    setTargetDirectionClass(direction) {
        const classes = { top: "dropup", bottom: "dropdown", left: "dropstart", right: "dropend" };
        this.target?.classList.remove(...Object.values(classes));
        this.target?.classList.add(classes[direction] || "dropdown");
    }

    /** @param {MouseEvent} event */
    handleClick(event) {
        if (this.props.disabled) {
            return;
        }
        event.stopPropagation();
        if (this.state.isOpen && !this.hasParent) {
            this.state.close();
        } else {
            this.state.open();
        }
    }

    handleMouseEnter() {
        if (this.props.disabled || this.uiService.isSmall) {
            return;
        }
        if (this.hasParent || (this.group.isOpen && !this.state.isOpen)) {
            this.target.focus();
            this.state.open();
        }
    }

    /** @param {any} state */
    onStateChanged(state) {
        if (state.isOpen) {
            this.openPopover();
        } else {
            this.closePopover();
        }
    }

    popoverCloseOnClickAway(target) {
        // a press on the toggle closes by itself
        return !this.target?.contains(target) || this.props.manual;
    }

    openPopover() {
        if (this.popover.isOpen || status(this) !== "mounted") {
            return;
        }
        const { target } = this;
        if (!target?.isConnected) {
            this.state.close();
            return;
        }
        this.popover.open(target, {
            beforeOpen: () => this.props.beforeOpen?.(),
            onOpened: () => this.onOpened(),
            onClosed: () => this.onClosed(),
            refresher: this.refresher,
            items: this.props.items,
            slots: this.props.slots,
        });
    }

    closePopover() {
        this.popover.close();
    }

    onOpened() {
        if (this.menuRef.el) {
            this.navigation.enable(this.menuRef.el);
        }
        this.props.onOpened?.();
        this.props.onStateChanged?.(true);
        this.nesting.onOpened();
        if (this.target) {
            this.target.ariaExpanded = "true";
            this.target.classList.add("show");
        }
    }

    onClosed() {
        this.navigation.disable();
        this.nesting.onClosed();
        this.props.onStateChanged?.(false);
        const { target } = this;
        if (target) {
            target.ariaExpanded = "false";
            target.classList.remove("show");
            if (this.props.focusToggleOnClosed && !this.hasParent && (document.activeElement === document.body || !document.activeElement)) {
                target.focus({ preventScroll: true });
            }
        }
    }
}
