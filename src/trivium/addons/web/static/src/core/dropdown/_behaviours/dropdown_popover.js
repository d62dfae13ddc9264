import { Component, onMounted, onRendered, onWillDestroy, onWillStart } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";

/** The menu of a dropdown. */
export class DropdownPopover extends Component {
    static components = { DropdownItem };
    static template = "web.DropdownPopover";
    static props = {
        close: { type: Function, optional: true },
        beforeOpen: { type: Function, optional: true },
        onOpened: { type: Function, optional: true },
        onClosed: { type: Function, optional: true },
        refresher: Object,
        slots: Object,
        items: { type: Array, optional: true },
    };

    setup() {
        onRendered(() => {
            // reading it makes the menu follow the dropdown's own renderings
            this.props.refresher.token;
        });
        onWillStart(() => this.props.beforeOpen?.());
        onMounted(() => this.props.onOpened?.());
        onWillDestroy(() => this.props.onClosed?.());
    }
}
