import { Component } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** How far an upload has come, and the way to stop it. */
export class FileUploadProgressBar extends Component {
    static template = "web.FileUploadProgressBar";
    static props = { fileUpload: { type: Object } };

    setup() {
        this.dialogService = useService("dialog");
    }

    onCancel() {
        this.dialogService.add(ConfirmationDialog, {
            title: _t("Stop the upload?"),
            body: _t("%s has not been uploaded yet.", this.props.fileUpload.title),
            confirmLabel: _t("Stop"),
            confirm: () => this.props.fileUpload.xhr.abort(),
            cancel: () => {},
        });
    }
}
