import { Component, useState, useSubEnv } from "@odoo/owl";
import { HighlightText } from "@web/webclient/settings_form_view/highlight_text/highlight_text";
import { normalize } from "@web/core/l10n/utils/normalize";

/** Settings that belong together. */
export class SettingsBlock extends Component {
    static template = "web.SettingsBlock";
    static components = { HighlightText };
    static props = { title: { type: String, optional: true }, tip: { type: String, optional: true }, slots: { type: Object, optional: true }, id: { type: String, optional: true }, class: { type: String, optional: true } };

    setup() {
        this.search = useState(this.env.searchState || { value: "" });
        // a block that is found by its own title shows all that is in it
        useSubEnv({ isFoundByBlock: () => this.isFound });
    }

    get isFound() {
        const words = normalize(this.search.value.trim());
        return Boolean(words) && normalize(`${this.props.title} ${this.props.tip}`).includes(words);
    }
}
