import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";

/** Asks what becomes of changed settings when they are left. */
export class SettingsConfirmationDialog extends ConfirmationDialog {
    static template = "web.SettingsConfirmationDialog";
    static defaultProps = { ...ConfirmationDialog.defaultProps, title: _t("Unsaved changes") };
    static props = { ...ConfirmationDialog.props, stayHere: { type: Function, optional: true } };

    stayHere() {
        return this.execButton(this.props.stayHere);
    }

    async _dismiss() {
        return this.stayHere();
    }
}
