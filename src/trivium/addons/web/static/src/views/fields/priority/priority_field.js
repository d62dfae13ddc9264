import { Component, useState } from "@odoo/owl";
import { useCommand } from "@web/core/commands/command_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** Some stars. */
export class PriorityField extends Component {
    static template = "web.PriorityField";
    static props = { ...standardFieldProps, withCommand: { type: Boolean, optional: true }, autosave: { type: Boolean, optional: true } };

    setup() {
        this.state = useState({ hovered: -1 });
        if (this.props.withCommand) {
            for (const [value, label] of this.options) {
                useCommand(_t("Set the priority: %s", label), () => this.update(value), { category: "smart_action" });
            }
        }
    }

    /** @returns {[string, string][]} */
    get options() {
        return this.props.record.fields[this.props.name].selection;
    }

    get index() {
        return Math.max(0, this.options.findIndex((option) => option[0] === this.props.record.data[this.props.name]));
    }

    get shown() {
        return this.state.hovered >= 0 ? this.state.hovered : this.index;
    }

    /** @param {number} index */
    onStar(index) {
        const value = this.index === index ? this.options[0][0] : this.options[index][0];
        return this.update(value);
    }

    /** @param {string} value */
    update(value) {
        const { autosave, name, record } = this.props;
        this.state.hovered = -1;
        return record.update({ [name]: value }, { save: autosave });
    }
}

export const priorityField = {
    component: PriorityField,
    displayName: _t("Stars"),
    supportedOptions: [{ label: _t("Save at once"), name: "autosave", type: "boolean", default: true }],
    supportedTypes: ["selection"],
    isUsableInRow: true,
    listViewWidth: [80, 96],
    extractProps: ({ options, viewType }) => ({
        withCommand: viewType === "form",
        autosave: "autosave" in options ? Boolean(options.autosave) : true,
    }),
};

registry.category("fields").add("priority", priorityField);
