import { Component } from "@odoo/owl";

/** What a group means: what it is for, why the user has it, and what comes with it. */
export class ResUserGroupIdsPopover extends Component {
    static template = "web.ResUserGroupIdsPopover";
    static props = { group: Object, groups: Object, impliedBy: Array, close: { type: Function, optional: true } };

    get implied() {
        return this.props.group.implied_ids.map((id) => this.props.groups[id]).filter(Boolean);
    }
}
