import { Component } from "@odoo/owl";
import { useEnvDebugContext } from "@web/core/debug/debug_context";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownGroup } from "@web/core/dropdown/dropdown_group";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { groupBy, sortBy } from "@web/core/utils/arrays";

const debugSectionRegistry = registry.category("debug_section");
debugSectionRegistry.add("record", { label: _t("Record") }, { sequence: 10 }).add("records", { label: _t("Records") }, { sequence: 10 }).add("ui", { label: _t("User interface") }, { sequence: 20 }).add("security", { label: _t("Security") }, { sequence: 30 }).add("testing", { label: _t("Tests and tools") }, { sequence: 40 }).add("tools", { label: _t("Tools") }, { sequence: 50 });

/** What developers and administrators may look at and do, for what is on the page. */
export class DebugMenuBasic extends Component {
    static template = "web.DebugMenu";
    static components = { Dropdown, DropdownItem, DropdownGroup };
    static props = {};

    setup() {
        this.debugContext = useEnvDebugContext();
        /** @type {any[][]} */
        this.sectionEntries = [];
    }

    async loadGroupedItems() {
        const items = await this.debugContext.getItems(this.env);
        const sections = groupBy(items, (item) => item.section || "");
        const order = debugSectionRegistry.getEntries().map(([name]) => name);
        this.sectionEntries = sortBy(Object.entries(sections), ([name]) => (order.includes(name) ? order.indexOf(name) : order.length));
    }

    /** @param {string} section */
    getSectionLabel(section) {
        return debugSectionRegistry.get(section, { label: section }).label;
    }
}
