import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { BooleanField, booleanField } from "../boolean/boolean_field";

/** Yes or no, as a switch that works at once. */
export class BooleanToggleField extends BooleanField {
    static template = "web.BooleanToggleField";
    static props = { ...BooleanField.props, autosave: { type: Boolean, optional: true } };

    toggle() {
        return this.onChange(!this.value);
    }

    /** @param {boolean} value */
    onChange(value) {
        return this.props.record.update({ [this.props.name]: value }, { save: this.props.autosave });
    }
}

export const booleanToggleField = {
    ...booleanField,
    component: BooleanToggleField,
    displayName: _t("Switch"),
    supportedOptions: [{ label: _t("Save at once"), name: "autosave", type: "boolean", default: true }],
    extractProps: ({ options }, dynamicInfo) => ({
        autosave: "autosave" in options ? Boolean(options.autosave) : true,
        readonly: dynamicInfo.readonly,
    }),
};

registry.category("fields").add("boolean_toggle", booleanToggleField);
