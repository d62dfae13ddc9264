import { Component } from "@odoo/owl";

/** The settings of one app. */
export class SettingsApp extends Component {
    static template = "web.SettingsApp";
    static props = { string: String, imgurl: { type: String, optional: true }, key: String, selectedTab: { type: String, optional: true }, isSearching: { type: Boolean, optional: true }, slots: Object };

    get isShown() {
        return this.props.isSearching || this.props.selectedTab === this.props.key;
    }
}
