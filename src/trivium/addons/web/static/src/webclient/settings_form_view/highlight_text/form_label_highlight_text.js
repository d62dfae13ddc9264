import { useState } from "@odoo/owl";
import { highlightText } from "@web/core/utils/html";
import { FormLabel } from "@web/views/form/form_label";

export class FormLabelHighlightText extends FormLabel {
    static template = "web.FormLabelHighlightText";

    setup() {
        super.setup?.();
        this.search = useState(this.env.searchState || { value: "" });
    }

    get highlighted() {
        return highlightText(this.search.value.trim(), this.text, "o_settings_match");
    }
}
