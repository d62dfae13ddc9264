import { Component, useRef, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { checkFileSize } from "@web/core/utils/files";
import { getDataURLFromFile } from "@web/core/utils/urls";

/** Lets the user choose a file and hands over its content. */
export class FileUploader extends Component {
    static template = "web.FileUploader";
    static props = {
        onClick: { type: Function, optional: true },
        onUploaded: Function,
        onUploadComplete: { type: Function, optional: true },
        multiUpload: { type: Boolean, optional: true },
        checkSize: { type: Boolean, optional: true },
        inputName: { type: String, optional: true },
        fileUploadClass: { type: String, optional: true },
        acceptedFileExtensions: { type: String, optional: true },
        slots: { type: Object, optional: true },
        showUploadingText: { type: Boolean, optional: true },
        toggleClass: { type: String, optional: true },
    };
    static defaultProps = { checkSize: true, showUploadingText: true };

    setup() {
        this.notification = useService("notification");
        this.fileInputRef = useRef("fileInput");
        this.state = useState({ isUploading: false });
    }

    /** @param {any} ev */
    async onFileChange(ev) {
        const files = [...ev.target.files];
        for (const file of files) {
            if (this.props.checkSize && !checkFileSize(file.size, this.notification)) {
                break;
            }
            this.state.isUploading = true;
            const data = await getDataURLFromFile(file);
            try {
                await this.props.onUploaded({ name: file.name, size: file.size, type: file.type, data: data.split(",")[1], objectUrl: file.type === "application/pdf" ? URL.createObjectURL(file) : null });
            } finally {
                this.state.isUploading = false;
            }
        }
        ev.target.value = null;
        if (this.props.multiUpload) {
            this.props.onUploadComplete?.({});
        }
    }

    /** @param {any} ev */
    async onSelectFileButtonClick(ev) {
        if (this.props.onClick && !(await this.props.onClick(ev))) {
            return;
        }
        /** @type {HTMLElement|null} */ (this.fileInputRef.el)?.click();
    }
}
