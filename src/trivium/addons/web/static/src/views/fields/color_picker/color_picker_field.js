import { Component } from "@odoo/owl";
import { ColorList } from "@web/core/colorlist/colorlist";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** One of the twelve colours of tags and cards. */
export class ColorPickerField extends Component {
    static template = "web.ColorPickerField";
    static components = { ColorList };
    static RECORD_COLORS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    static props = { ...standardFieldProps, viewType: { type: String, optional: true } };

    get colors() {
        return ColorPickerField.RECORD_COLORS;
    }

    get canToggle() {
        return !this.props.readonly || this.props.viewType === "kanban";
    }

    /** @param {number} color */
    switchColor(color) {
        return this.props.record.update({ [this.props.name]: color }, { save: this.props.viewType === "kanban" });
    }
}

export const colorPickerField = {
    component: ColorPickerField,
    displayName: _t("Colour of a tag"),
    supportedTypes: ["integer"],
    isEmpty: () => false,
    extractProps: ({ viewType }) => ({ viewType }),
};

registry.category("fields").add("color_picker", colorPickerField);
