import { Component, useState } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { useBus } from "@web/core/utils/hooks";

/** Categories and filters beside the records. */
export class SearchPanel extends Component {
    static template = "web.SearchPanel";
    static components = { CheckBox };
    static props = {};

    setup() {
        this.state = useState({
            /** @type {Object<string, boolean>} */
            expanded: {},
        });
        useBus(this.env.searchModel, "update", () => this.render());
        for (const section of this.sections) {
            this._expandAncestors(section);
        }
    }

    get sections() {
        return this.env.searchModel.getSections((/** @type {any} */ section) => !section.empty || section.errorMsg);
    }

    /** @param {any} section */
    _expandAncestors(section) {
        let value = section.type === "category" && section.values.get(section.activeValueId);
        while (value?.parentId) {
            this.state.expanded[`${section.id}_${value.parentId}`] = true;
            value = section.values.get(value.parentId);
        }
    }

    /** @param {any} section */
    rootValues(section) {
        const ids = section.type === "category" ? section.rootIds : [...section.values.keys()];
        return ids.map((/** @type {any} */ id) => section.values.get(id));
    }

    /** @param {any} section @param {any} value */
    childValues(section, value) {
        return (value.childrenIds || []).map((/** @type {any} */ id) => section.values.get(id));
    }

    /** @param {any} section @param {any} value */
    isExpanded(section, value) {
        return Boolean(this.state.expanded[`${section.id}_${value.id}`]);
    }

    /** @param {any} section @param {any} value */
    toggleExpanded(section, value) {
        const key = `${section.id}_${value.id}`;
        this.state.expanded[key] = !this.state.expanded[key];
    }

    /** @param {any} section @param {any} value */
    selectCategory(section, value) {
        this.env.searchModel.toggleCategoryValue(section.id, value.id);
    }

    /** @param {any} section @param {any} value @param {boolean} checked */
    toggleFilter(section, value, checked) {
        this.env.searchModel.toggleFilterValues(section.id, [value.id], checked);
    }
}
