import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useChildRef } from "@web/core/utils/hooks";

export const deleteConfirmationMessage = _t("This cannot be undone. Delete the record?");

const TEXT = { validate: (value) => typeof value === "string" || (typeof value === "object" && typeof value.toString === "function"), optional: true };

/** Asks before something is done. */
export class ConfirmationDialog extends Component {
    static template = "web.ConfirmationDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        title: TEXT,
        body: TEXT,
        confirm: { type: Function, optional: true },
        confirmLabel: TEXT,
        confirmClass: { type: String, optional: true },
        cancel: { type: Function, optional: true },
        cancelLabel: TEXT,
        dismiss: { type: Function, optional: true },
    };
    static defaultProps = { confirmLabel: _t("OK"), cancelLabel: _t("Cancel"), confirmClass: "btn-primary", title: _t("Please confirm") };

    setup() {
        this.env.dialogData.dismiss = () => this._dismiss();
        this.modalRef = useChildRef();
        this.isProcess = false;
    }

    async _cancel() {
        return this.execButton(this.props.cancel);
    }

    async _confirm() {
        return this.execButton(this.props.confirm);
    }

    async _dismiss() {
        return this.execButton(this.props.dismiss || this.props.cancel);
    }

    /** @param {boolean} disabled */
    setButtonsDisabled(disabled) {
        this.isProcess = disabled;
        for (const button of this.modalRef.el?.querySelectorAll(".modal-footer button") ?? []) {
            /** @type {HTMLButtonElement} */ (button).disabled = disabled;
        }
    }

    /** A callback that answers false keeps the dialog open. @param {(() => any) | undefined} callback */
    async execButton(callback) {
        if (this.isProcess) {
            return;
        }
        this.setButtonsDisabled(true);
        if (callback) {
            let shouldClose;
            try {
                shouldClose = await callback();
            } catch (error) {
                this.props.close();
                throw error;
            }
            if (shouldClose === false) {
                this.setButtonsDisabled(false);
                return;
            }
        }
        this.props.close();
    }
}

/** Tells something that the user must have seen. */
export class AlertDialog extends ConfirmationDialog {
    static template = "web.AlertDialog";
    static props = { ...ConfirmationDialog.props, contentClass: { type: String, optional: true } };
    static defaultProps = { ...ConfirmationDialog.defaultProps, title: _t("Notice") };
}
