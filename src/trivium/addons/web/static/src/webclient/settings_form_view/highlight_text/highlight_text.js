import { Component, useState } from "@odoo/owl";
import { highlightText } from "@web/core/utils/html";

/** A text with the words that are searched for marked. */
export class HighlightText extends Component {
    static template = "web.HighlightText";
    static props = { originalText: { type: String, optional: true } };

    setup() {
        this.search = useState(this.env.searchState || { value: "" });
    }

    get text() {
        return highlightText(this.search.value.trim(), this.props.originalText, "o_settings_match");
    }
}
