import { Component } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ResUserGroupIdsPrivilegeField } from "@web/webclient/res_user_group_ids_field/res_user_group_ids_privilege_field";
import { ResUserGroupIdsPopover } from "@web/webclient/res_user_group_ids_field/res_user_group_ids_popover";

/** What a user may do: a level for each privilege, by category, and the other groups to tick. */
export class ResUserGroupIdsField extends Component {
    static template = "web.ResUserGroupIdsField";
    static components = { CheckBox, ResUserGroupIdsPrivilegeField };
    static props = { ...standardFieldProps };

    setup() {
        this.popover = usePopover(ResUserGroupIdsPopover, { position: "right" });
    }

    /** All groups, privileges and categories, as the server describes them. */
    get hierarchy() {
        return this.props.record.data.view_group_hierarchy || { groups: {}, privileges: {}, categories: [] };
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get selectedIds() {
        return this.list.currentIds;
    }

    get categories() {
        return this.hierarchy.categories
            .map((category) => ({ ...category, privileges: category.privilege_ids.map((id) => this.hierarchy.privileges[id]).filter((privilege) => privilege.group_ids.length) }))
            .filter((category) => category.privileges.length);
    }

    /** Privileges of no category. */
    get otherPrivileges() {
        const known = new Set(this.hierarchy.categories.flatMap((category) => category.privilege_ids));
        return Object.values(this.hierarchy.privileges).filter((privilege) => !known.has(privilege.id) && privilege.group_ids.length);
    }

    get sections() {
        const others = this.otherPrivileges;
        return [...this.categories, ...(others.length ? [{ id: 0, name: _t("Other"), privileges: others }] : [])];
    }

    /** Groups that belong to no privilege; most people never need them. */
    get extraGroups() {
        return Object.values(this.hierarchy.groups).filter((group) => !group.privilege_id);
    }

    /** The groups that make a user a member of this one without its being chosen. @param {number} groupId */
    impliedBy(groupId) {
        const group = this.hierarchy.groups[groupId];
        return (group?.all_implied_by_ids || []).filter((id) => id !== groupId && this.selectedIds.includes(id)).map((id) => this.hierarchy.groups[id]);
    }

    /** @param {number} groupId */
    isSelected(groupId) {
        return this.selectedIds.includes(groupId);
    }

    /** @param {any} privilege @param {number | false} groupId */
    async setLevel(privilege, groupId) {
        const remove = privilege.group_ids.filter((id) => id !== groupId && this.isSelected(id));
        await this.list.addAndRemove({ add: groupId && !this.isSelected(groupId) ? [groupId] : [], remove });
    }

    /** @param {number} groupId @param {boolean} isOn */
    toggle(groupId, isOn) {
        return this.list.addAndRemove(isOn ? { add: [groupId] } : { remove: [groupId] });
    }

    /** @param {MouseEvent} ev @param {any} group */
    explain(ev, group) {
        this.popover.open(/** @type {HTMLElement} */ (ev.currentTarget), { group, groups: this.hierarchy.groups, impliedBy: this.impliedBy(group.id) });
    }
}

export const resUserGroupIdsField = {
    component: ResUserGroupIdsField,
    displayName: _t("Groups of a user"),
    supportedTypes: ["many2many"],
    isEmpty: () => false,
    fieldDependencies: [{ name: "view_group_hierarchy", type: "json", readonly: true }],
};

registry.category("fields").add("res_user_group_ids", resUserGroupIdsField);
