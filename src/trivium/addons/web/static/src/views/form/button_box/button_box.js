import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useService } from "@web/core/utils/hooks";

/** How many buttons a box shows before the rest goes into a menu. */
const SHOWN = { small: 2, wide: 7 };

/** Buttons that lead from a record to what belongs to it. */
export class ButtonBox extends Component {
    static template = "web.Form.ButtonBox";
    static components = { Dropdown, DropdownItem };
    static props = { slots: { type: Object, optional: true }, class: { type: String, optional: true } };

    setup() {
        this.ui = useState(useService("ui"));
    }

    get names() {
        const { slots } = this.props;
        return slots ? Object.keys(slots).filter((name) => slots[name].isVisible) : [];
    }

    get limit() {
        return this.ui.isSmall ? SHOWN.small : SHOWN.wide;
    }

    get visibleButtons() {
        return this.names.length > this.limit ? this.names.slice(0, this.limit - 1) : this.names;
    }

    get additionalButtons() {
        return this.names.slice(this.visibleButtons.length);
    }
}
