import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useInputField } from "../input_field_hook";
import { standardFieldProps } from "../standard_field_props";

/** Code, in a plain editor with a fixed-width type. */
export class AceField extends Component {
    static template = "web.AceField";
    static props = { ...standardFieldProps, mode: { type: String, optional: true } };

    setup() {
        this.inputRef = useInputField({ getValue: () => this.value, refName: "textarea" });
    }

    get value() {
        const value = this.props.record.data[this.props.name];
        return typeof value === "object" && value ? String(value) : value || "";
    }

    get rows() {
        return Math.min(30, Math.max(6, this.value.split("\n").length + 1));
    }

    /** Tab indents; Shift and Tab leave the editor. @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.key === "Tab" && !ev.shiftKey && !ev.ctrlKey) {
            ev.preventDefault();
            const area = /** @type {HTMLTextAreaElement} */ (ev.target);
            area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
            area.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }
    }
}

export const aceField = {
    component: AceField,
    displayName: _t("Code"),
    supportedOptions: [{ label: _t("Language"), name: "mode", type: "string" }],
    supportedTypes: ["text", "html", "char"],
    extractProps: ({ options }) => ({ mode: options.mode }),
};

registry.category("fields").add("ace", aceField).add("code", aceField);
