import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useService } from "@web/core/utils/hooks";

/** How many steps of the way are shown in full; the ones in the middle go into a menu. */
const SHOWN_AT_ONCE = 3;

/** Where the user is and how they came here. */
export class Breadcrumbs extends Component {
    static template = "web.Breadcrumbs";
    static components = { Dropdown, DropdownItem };
    static props = {
        breadcrumbs: Array,
        slots: { type: Object, optional: true },
    };

    setup() {
        this.ui = useState(useService("ui"));
    }

    get previous() {
        return this.props.breadcrumbs.slice(0, -1);
    }

    get current() {
        return this.props.breadcrumbs.at(-1);
    }

    get collapsed() {
        return this.previous.length >= SHOWN_AT_ONCE ? this.previous.slice(0, 1 - SHOWN_AT_ONCE) : [];
    }

    get visible() {
        return this.previous.slice(this.collapsed.length);
    }

    get parent() {
        return this.previous.at(-1);
    }

    /** @param {MouseEvent} ev @param {any} breadcrumb */
    onClick(ev, breadcrumb) {
        if (ev.ctrlKey || ev.metaKey) {
            return;
        }
        ev.preventDefault();
        breadcrumb.onSelected();
    }
}
