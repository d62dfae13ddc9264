import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useService } from "@web/core/utils/hooks";

/** The buttons at the head of a form; on a phone those after the first are in a menu. */
export class StatusBarButtons extends Component {
    static template = "web.StatusBarButtons";
    static components = { Dropdown, DropdownItem };
    static props = { slots: { type: Object, optional: true } };

    setup() {
        this.ui = useState(useService("ui"));
    }

    get visibleSlotNames() {
        const { slots } = this.props;
        return slots ? Object.keys(slots).filter((name) => name !== "default" && slots[name].isVisible) : [];
    }
}
