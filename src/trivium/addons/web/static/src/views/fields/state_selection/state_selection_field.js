import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { exprToBoolean } from "@web/core/utils/strings";
import { formatSelection } from "../formatters";
import { standardFieldProps } from "../standard_field_props";

/** A state as a coloured dot that opens a menu. */
export class StateSelectionField extends Component {
    static template = "web.StateSelectionField";
    static components = { Dropdown, CheckboxItem };
    static props = {
        ...standardFieldProps,
        showLabel: { type: Boolean, optional: true },
        withCommand: { type: Boolean, optional: true },
        autosave: { type: Boolean, optional: true },
    };
    static defaultProps = { showLabel: true };

    /** @returns {[string, string][]} */
    get options() {
        return this.props.record.fields[this.props.name].selection.map(([value, label]) => [value, this.props.record.data[`legend_${value}`] || label]);
    }

    get currentValue() {
        return this.props.record.data[this.props.name] || this.options[0][0];
    }

    get label() {
        return formatSelection(this.currentValue, { selection: this.options });
    }

    /** @param {string} value */
    statusColor(value) {
        return /** @type {any} */ ({ blocked: "danger", done: "success" })[value] || "neutral";
    }

    /** @param {string} value */
    updateRecord(value) {
        const { autosave, name, record } = this.props;
        return record.update({ [name]: value }, { save: autosave });
    }
}

export const stateSelectionField = {
    component: StateSelectionField,
    displayName: _t("State as a dot"),
    supportedOptions: [
        { label: _t("Save at once"), name: "autosave", type: "boolean", default: true },
        { label: _t("Hide the words"), name: "hide_label", type: "boolean" },
    ],
    supportedTypes: ["selection"],
    isUsableInRow: true,
    extractProps: ({ options, viewType }) => ({
        showLabel: viewType === "list" && !exprToBoolean(String(options.hide_label ?? "")),
        withCommand: viewType === "form",
        autosave: "autosave" in options ? Boolean(options.autosave) : true,
    }),
};

registry.category("fields").add("state_selection", stateSelectionField);
