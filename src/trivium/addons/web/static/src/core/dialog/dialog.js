import { Component, onWillDestroy, useChildSubEnv, useExternalListener, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useActiveElement } from "@web/core/ui/ui_service";
import { useForwardRefToParent, useService } from "@web/core/utils/hooks";
import { throttleForAnimation } from "@web/core/utils/timing";
import { uniqueId } from "@web/core/utils/functions";

/**
 * Return the button that a dialog is confirmed by: the primary one below what it shows, its own or that of its view.
 * @param {Element} modal
 * @returns {HTMLElement | undefined}
 */
export function confirmingButton(modal) {
    const buttons = /** @type {HTMLElement[]} */ ([...modal.querySelectorAll(":is(.modal-footer, .o_layout_footer) button.btn-primary")]);
    return buttons.find((button) => !button.closest(".o_field_widget") && (/** @type {any} */ (button).checkVisibility?.() ?? true));
}

/** A window over the page; on a phone a sheet of full height. */
export class Dialog extends Component {
    static template = "web.Dialog";
    static props = {
        bodyClass: { type: String, optional: true },
        contentClass: { type: String, optional: true },
        fullscreen: { type: Boolean, optional: true },
        footer: { type: Boolean, optional: true },
        header: { type: Boolean, optional: true },
        size: { type: String, optional: true, validate: (size) => ["sm", "md", "lg", "xl", "fs", "fullscreen"].includes(size) },
        technical: { type: Boolean, optional: true },
        title: { optional: true },
        modalRef: { type: Function, optional: true },
        slots: { type: Object, shape: { default: Object, header: { type: Object, optional: true }, footer: { type: Object, optional: true } } },
        withBodyPadding: { type: Boolean, optional: true },
        onExpand: { type: Function, optional: true },
    };
    static defaultProps = { contentClass: "", bodyClass: "", fullscreen: false, footer: true, header: true, size: "lg", technical: true, title: "", withBodyPadding: true };

    setup() {
        this.titleId = uniqueId("dialog_title_");
        this.modalRef = useForwardRefToParent("modalRef");
        useActiveElement("modalRef");
        this.data = useState(this.env.dialogData);
        this.ui = useState(useService("ui"));
        useHotkey("escape", () => this.onEscape());
        useHotkey(
            "control+enter",
            () => {
                const { el } = this.modalRef;
                (el && confirmingButton(el))?.click();
            },
            { bypassEditableProtection: true }
        );
        this.position = useState({ left: 0, top: 0 });
        useExternalListener(window, "resize", throttleForAnimation(() => Object.assign(this.position, { left: 0, top: 0 })));
        useChildSubEnv({ inDialog: true, dialogId: this.id });
        onWillDestroy(() => this.env.dialogData.scrollToOrigin?.());
    }

    get id() {
        return `dialog_${this.data.id}`;
    }

    get isFullscreen() {
        return this.props.fullscreen || this.ui.isSmall || ["fs", "fullscreen"].includes(this.props.size);
    }

    get contentStyle() {
        const { left, top } = this.position;
        return left || top ? `transform: translate(${left}px, ${top}px)` : "";
    }

    onEscape() {
        return this.dismiss();
    }

    dismiss() {
        this.data.dismiss?.();
        return this.data.close({ dismiss: true });
    }

    /** The header can be pulled to see what is behind. @param {PointerEvent} ev */
    onPointerDown(ev) {
        if (this.isFullscreen || ev.button !== 0 || /** @type {Element} */ (ev.target).closest("button, a, input")) {
            return;
        }
        const start = { x: ev.clientX - this.position.left, y: ev.clientY - this.position.top };
        const box = /** @type {HTMLElement} */ (ev.currentTarget).getBoundingClientRect();
        const least = { x: this.position.left - box.left - box.width + 80, y: this.position.top - box.top };
        const most = { x: this.position.left + window.innerWidth - box.left - 80, y: this.position.top + window.innerHeight - box.bottom };
        const move = (event) => {
            this.position.left = Math.min(most.x, Math.max(least.x, event.clientX - start.x));
            this.position.top = Math.min(most.y, Math.max(least.y, event.clientY - start.y));
        };
        const stop = () => {
            window.removeEventListener("pointermove", move);
            window.removeEventListener("pointerup", stop);
        };
        window.addEventListener("pointermove", move);
        window.addEventListener("pointerup", stop);
    }
}
