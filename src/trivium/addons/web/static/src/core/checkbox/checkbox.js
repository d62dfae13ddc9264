import { Component, useRef } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { uniqueId } from "@web/core/utils/functions";

/** A box to tick, with its label in the slot. */
export class CheckBox extends Component {
    static template = "web.CheckBox";
    static props = {
        id: { type: [String, Number], optional: true },
        disabled: { type: Boolean, optional: true },
        value: { type: [Boolean, { value: null }], optional: true },
        slots: { type: Object, optional: true },
        onChange: { type: Function, optional: true },
        className: { type: String, optional: true },
        name: { type: String, optional: true },
        indeterminate: { type: Boolean, optional: true },
    };
    static defaultProps = { onChange: () => {} };

    setup() {
        this.id = this.props.id || uniqueId("checkbox_");
        this.rootRef = useRef("root");
        useHotkey("enter", ({ area }) => {
            const input = /** @type {HTMLInputElement | null} */ (area.querySelector("input"));
            if (input && !input.disabled) {
                input.checked = !input.checked;
                this.props.onChange(input.checked);
            }
        }, { area: () => this.rootRef.el, bypassEditableProtection: true });
    }

    /** @param {MouseEvent} ev */
    onClick(ev) {
        // a label passes a second click on to its box
        const target = /** @type {HTMLElement} */ (ev.target);
        if (target.tagName === "LABEL") {
            ev.stopPropagation();
        }
    }

    /** @param {Event} ev */
    onChange(ev) {
        if (!this.props.disabled) {
            this.props.onChange(/** @type {HTMLInputElement} */ (ev.target).checked);
        }
    }
}
