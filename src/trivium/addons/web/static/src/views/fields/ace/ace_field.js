import { Component } from "@odoo/owl";
import { CodeEditor } from "@web/core/code_editor/code_editor";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { standardFieldProps } from "../standard_field_props";

/** Code, with the colours of its language. */
export class AceField extends Component {
    static template = "web.AceField";
    static components = { CodeEditor };
    static props = { ...standardFieldProps, mode: { type: String, optional: true } };

    setup() {
        /** What was typed and the record does not have yet. @type {string|null} */
        this.typed = null;
        const { bus } = this.props.record.model;
        useBus(bus, "NEED_LOCAL_CHANGES", (/** @type {any} */ ev) => ev.detail.proms.push(this.commit()));
        useBus(bus, "WILL_SAVE_URGENTLY", () => this.commit());
    }

    get value() {
        const value = this.props.record.data[this.props.name];
        return typeof value === "object" && value ? String(value) : value || "";
    }

    get mode() {
        return this.props.mode || "qweb";
    }

    /** @param {string} value */
    onInput(value) {
        this.typed = value;
        this.props.record.model.bus.trigger("FIELD_IS_DIRTY", value !== this.value);
    }

    /** Give what was typed to the record. */
    async commit() {
        const { typed, value } = this;
        if (typed === null) {
            return;
        }
        this.typed = null;
        this.props.record.model.bus.trigger("FIELD_IS_DIRTY", false);
        if (typed !== value) {
            await this.props.record.update({ [this.props.name]: typed });
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
