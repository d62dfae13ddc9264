import { Component } from "@odoo/owl";
import { uniqueId } from "@web/core/utils/functions";

/** The level that a user has of one privilege. */
export class ResUserGroupIdsPrivilegeField extends Component {
    static template = "web.ResUserGroupIdsPrivilegeField";
    static props = { privilege: Object, groups: Object, selectedIds: Array, readonly: { type: Boolean, optional: true }, impliedBy: Function, setLevel: Function, explain: Function };

    setup() {
        this.id = uniqueId("privilege_");
    }

    get options() {
        return this.props.privilege.group_ids.map((id) => this.props.groups[id]);
    }

    /** The highest of the privilege's groups that the user has by choice. */
    get chosen() {
        return this.options.findLast((group) => this.props.selectedIds.includes(group.id));
    }

    /** The highest that they have because of other groups. */
    get implied() {
        return this.options.findLast((group) => this.props.impliedBy(group.id).length);
    }

    get level() {
        return this.chosen || this.implied;
    }

    get emptyLabel() {
        const { implied } = this;
        return implied ? implied.name : this.props.privilege.placeholder || "—";
    }

    /** @param {Event} ev */
    onChange(ev) {
        const { value } = /** @type {HTMLSelectElement} */ (ev.target);
        this.props.setLevel(value ? Number(value) : false);
    }
}
