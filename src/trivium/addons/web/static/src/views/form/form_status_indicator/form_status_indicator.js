import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";
import { describeInvalid } from "@web/model/relational_model/validity";

/** Says in words whether the record is saved, and offers to save or to discard. */
export class FormStatusIndicator extends Component {
    static template = "web.FormStatusIndicator";
    static props = {
        model: Object,
        save: Function,
        discard: Function,
        status: { type: Object, optional: true },
        isDisabled: { type: Boolean, optional: true },
    };

    setup() {
        this.state = useState({ isTyping: false });
        this.saving = useState(this.props.status || { isSaving: false, error: "", savedOnce: false });
        useBus(this.props.model.bus, "FIELD_IS_DIRTY", (/** @type {any} */ ev) => {
            this.state.isTyping = ev.detail;
        });
    }

    get record() {
        return this.props.model.root;
    }

    get isDirty() {
        return this.record.isNew || this.record.dirty || this.state.isTyping;
    }

    get indicatorMode() {
        if (this.saving.isSaving) {
            return "saving";
        }
        if (!this.record.isValid || this.saving.error) {
            return "invalid";
        }
        return this.isDirty ? "dirty" : "saved";
    }

    get text() {
        switch (this.indicatorMode) {
            case "saving":
                return _t("Saving…");
            case "invalid":
                return this.saving.error || _t("Not saved: %s", describeInvalid(this.record));
            case "dirty":
                return this.record.isNew ? _t("New, not saved yet") : _t("Unsaved changes");
            default:
                return this.saving.savedOnce ? _t("Saved") : "";
        }
    }
}
