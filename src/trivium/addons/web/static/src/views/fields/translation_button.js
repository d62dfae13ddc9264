import { Component } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { useOwnedDialogs } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { TranslationDialog } from "./translation_dialog";

/** A function that opens the translations of a field, once the record is saved. */
export function useTranslationDialog() {
    const addDialog = useOwnedDialogs();
    return async (/** @type {{record: any, fieldName: string}} */ { record, fieldName }) => {
        const isSaved = !record.isNew && !(await record.isDirty()) ? true : await record.save();
        if (isSaved) {
            addDialog(TranslationDialog, {
                fieldName,
                resId: record.resId,
                resModel: record.resModel,
                userLanguageValue: record.data[fieldName] || "",
                isComingFromTranslationAlert: false,
                onSave: () => record.load(),
            });
        }
    };
}

/** The present language beside a text that has translations. */
export class TranslationButton extends Component {
    static template = "web.TranslationButton";
    static props = { fieldName: { type: String }, record: { type: Object } };

    setup() {
        this.translationDialog = useTranslationDialog();
    }

    get isMultiLang() {
        return localization.multiLang;
    }

    get lang() {
        return (user.lang || "en").split(/[-_]/)[0].toUpperCase();
    }

    onClick() {
        return this.translationDialog(this.props);
    }
}
