import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** An entry of the menu of lists and cards: records out of a file. */
export class ImportRecords extends Component {
    static template = "base_import.ImportRecords";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.action = useService("action");
    }

    openImport() {
        const { resModel, context } = this.env.searchModel;
        this.action.doAction({ type: "ir.actions.client", tag: "import", params: { active_model: resModel, context } });
    }
}

export const importRecordsItem = {
    Component: ImportRecords,
    groupNumber: 10,
    isDisplayed: (/** @type {any} */ env) =>
        ["list", "kanban"].includes(env.config?.viewType) &&
        !env.inDialog &&
        !["0", "false"].includes(env.config.viewArch?.getAttribute("import")) &&
        !["0", "false"].includes(env.config.viewArch?.getAttribute("create")),
};

registry.category("cogMenu").add("import-menu", importRecordsItem, { sequence: 1 });
