import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { FileUploadProgressBar } from "@web/core/file_upload/file_upload_progress_bar";
import { humanSize } from "@web/core/utils/binary";

export class FileUploadProgressRecord extends Component {
    static template = "";
    static components = { FileUploadProgressBar };
    static props = { fileUpload: Object, selector: { type: String, optional: true } };

    getProgressTexts() {
        const { fileUpload } = this.props;
        const percent = Math.round(fileUpload.progress * 100);
        if (percent === 100) {
            return { left: _t("Working on it"), right: "" };
        }
        return { left: `${percent} %`, right: `${humanSize(fileUpload.loaded)} / ${humanSize(fileUpload.total)}` };
    }
}

export class FileUploadProgressKanbanRecord extends FileUploadProgressRecord {
    static template = "web.FileUploadProgressKanbanRecord";
}

export class FileUploadProgressDataRow extends FileUploadProgressRecord {
    static template = "web.FileUploadProgressDataRow";
}
