import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/** An entry of the menu of a list: everything that the search finds, as a spreadsheet. */
export class ExportAll extends Component {
    static template = "web.ExportAll";
    static components = { DropdownItem };
    static props = {};

    onDirectExportData() {
        this.env.searchModel.trigger("direct-export-data");
    }
}

export const exportAllItem = {
    Component: ExportAll,
    groupNumber: 20,
    isDisplayed: async (/** @type {any} */ env) => env.config?.viewType === "list" && !env.inDialog && (await user.hasGroup("base.group_allow_export")),
};

registry.category("cogMenu").add("export-all-menu", exportAllItem, { sequence: 10 });
