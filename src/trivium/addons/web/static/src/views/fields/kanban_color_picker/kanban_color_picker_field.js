import { Component } from "@odoo/owl";
import { ColorList } from "@web/core/colorlist/colorlist";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** The colours of a card, in its menu. */
class KanbanColorPickerField extends Component {
    static template = "web.KanbanColorPickerField";
    static components = { ColorList };
    static props = { ...standardFieldProps };

    get colors() {
        return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    }

    /** @param {number} color */
    selectColor(color) {
        return this.props.record.update({ [this.props.name]: color }, { save: true });
    }
}

export const kanbanColorPickerField = { component: KanbanColorPickerField, displayName: _t("Colours of a card"), supportedTypes: ["integer"], isEmpty: () => false };

registry.category("fields").add("kanban_color_picker", kanbanColorPickerField);
