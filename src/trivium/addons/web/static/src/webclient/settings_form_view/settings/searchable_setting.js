import { useState } from "@odoo/owl";
import { normalize } from "@web/core/l10n/utils/normalize";
import { Setting } from "@web/views/form/setting/setting";
import { FormLabelHighlightText } from "@web/webclient/settings_form_view/highlight_text/form_label_highlight_text";
import { HighlightText } from "@web/webclient/settings_form_view/highlight_text/highlight_text";

/** A setting that a search shows or leaves out. */
export class SearchableSetting extends Setting {
    static template = "web.SearchableSetting";
    static components = { ...Setting.components, FormLabel: FormLabelHighlightText, HighlightText };
    static props = { ...Setting.props, words: { type: String, optional: true } };

    setup() {
        super.setup?.();
        this.search = useState(this.env.searchState || { value: "" });
    }

    get isShown() {
        const words = normalize(this.search.value.trim());
        if (!words || this.env.isFoundByBlock?.()) {
            return true;
        }
        return normalize(`${this.text} ${this.props.help || ""} ${this.props.words || ""}`).includes(words);
    }
}
