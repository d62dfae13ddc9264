import { Component, useState, useSubEnv } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useAutofocus } from "@web/core/utils/hooks";

const STORE = "trivium.settings";

/** The apps at the left, the settings of the chosen one beside them; a search goes through all. */
export class SettingsPage extends Component {
    static template = "web.SettingsPage";
    static props = { modules: Array, slots: Object, initialTab: { type: String, optional: true } };

    setup() {
        const kept = this.props.initialTab || browser.sessionStorage.getItem(STORE);
        const known = this.props.modules.some((module) => module.key === kept);
        this.state = useState({ selectedTab: known ? kept : this.props.modules[0]?.key });
        this.search = useState({ value: "" });
        useSubEnv({ searchState: this.search });
        useAutofocus();
    }

    get isSearching() {
        return Boolean(this.search.value.trim());
    }

    /** @param {string} key */
    select(key) {
        this.search.value = "";
        this.state.selectedTab = key;
        browser.sessionStorage.setItem(STORE, key);
    }
}
