import { Component } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "../view_dialogs/form_view_dialog";

const groupConfigRegistry = registry.category("group_config_items");

/** What can be done with a group itself: change the record that it stands for, delete it. */
export class GroupConfigMenu extends Component {
    static template = "web.GroupConfigMenu";
    static components = { Dropdown, DropdownItem };
    static props = {
        activeActions: { type: Object },
        configItems: { type: Array, optional: true },
        deleteGroup: { type: Function, optional: true },
        dialogClose: { type: Array, optional: true },
        group: { type: Object },
        list: { type: Object },
    };

    setup() {
        this.dialog = useService("dialog");
    }

    get items() {
        return groupConfigRegistry
            .getEntries()
            .map((/** @type {any} */ [key, item]) => ({ key, ...item }))
            .filter((/** @type {any} */ item) => item.isVisible(this));
    }

    get canChangeGroup() {
        const { group } = this.props;
        return group.groupByField?.type === "many2one" && Boolean(group.serverValue);
    }

    editGroup() {
        const { group } = this.props;
        this.dialog.add(FormViewDialog, {
            context: group.context,
            resId: group.serverValue,
            resModel: group.groupByField.relation,
            title: _t("Change %s", group.displayName),
            onRecordSaved: () => this.props.list.load(),
        });
    }

    deleteGroup() {
        const { group, deleteGroup } = this.props;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Delete %s?", group.displayName),
            body: _t("The column goes away. Its records stay, without a column."),
            confirmLabel: _t("Delete"),
            confirmClass: "btn-danger",
            confirm: () => deleteGroup(group),
            cancel: () => {},
        });
    }
}

groupConfigRegistry
    .add(
        "edit_group",
        {
            label: _t("Change…"),
            icon: "fa fa-pencil",
            method: "editGroup",
            isVisible: (/** @type {any} */ menu) => menu.canChangeGroup && menu.props.activeActions.groupEdit,
        },
        { sequence: 20 },
    )
    .add(
        "delete_group",
        {
            label: _t("Delete"),
            icon: "fa fa-trash-o",
            class: "o_danger_item",
            method: "deleteGroup",
            isVisible: (/** @type {any} */ menu) => menu.canChangeGroup && menu.props.activeActions.groupDelete && menu.props.deleteGroup,
        },
        { sequence: 30 },
    );
