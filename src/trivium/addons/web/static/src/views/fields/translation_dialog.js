import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { loadLanguages } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** The words of a field in every language. */
export class TranslationDialog extends Component {
    static template = "web.TranslationDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        fieldName: String,
        resId: Number,
        resModel: String,
        onSave: Function,
        userLanguageValue: { type: String, optional: true },
        isComingFromTranslationAlert: { type: Boolean, optional: true },
        showSource: { type: Boolean, optional: true },
        isText: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ terms: /** @type {any[]} */ ([]), isText: false });
        onWillStart(() => this.load());
    }

    async load() {
        const { fieldName, resId, resModel } = this.props;
        const [languages, [translations, { translation_type: type, translation_show_source: showSource }]] = await Promise.all([
            loadLanguages(this.orm),
            this.orm.call(resModel, "get_field_translations", [[resId], fieldName]),
        ]);
        const names = Object.fromEntries(languages);
        this.state.isText = type === "text" || showSource;
        this.showSource = showSource;
        this.state.terms = translations.map((/** @type {any} */ term, /** @type {number} */ index) => ({
            ...term,
            key: index,
            langName: names[term.lang] || term.lang,
            initial: term.value || "",
            value: term.value || (showSource ? "" : term.source) || "",
        }));
    }

    async save() {
        const { fieldName, resId, resModel } = this.props;
        /** @type {any} */
        const translations = {};
        for (const term of this.state.terms) {
            if (term.value === term.initial) {
                continue;
            }
            if (this.showSource) {
                translations[term.lang] ??= {};
                translations[term.lang][term.source] = term.value || term.source;
            } else {
                translations[term.lang] = term.value || false;
            }
        }
        await this.orm.call(resModel, "update_field_translations", [[resId], fieldName, translations]);
        await this.props.onSave();
        this.props.close();
    }
}
