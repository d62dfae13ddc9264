import { Component } from "@odoo/owl";

/** What an empty view says: what this is for, and what to do. */
export class ActionHelper extends Component {
    static template = "web.ActionHelper";
    static props = {
        noContentHelp: { optional: true },
        showRibbon: { type: Boolean, optional: true },
        isFiltered: { type: Boolean, optional: true },
        onClearSearch: { type: Function, optional: true },
        onCreate: { type: Function, optional: true },
    };

    get hasHelp() {
        return this.props.noContentHelp && String(this.props.noContentHelp).trim() && !this.props.isFiltered;
    }
}
