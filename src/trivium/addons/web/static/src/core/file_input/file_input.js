import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { checkFileSize } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";

/** A button that uploads files. */
export class FileInput extends Component {
    static template = "web.FileInput";
    static defaultProps = { acceptedFileExtensions: "*", hidden: false, multiUpload: false, onUpload: () => {}, route: "/web/binary/upload_attachment", beforeOpen: async () => true };
    static props = {
        acceptedFileExtensions: { type: String, optional: true },
        autoOpen: { type: Boolean, optional: true },
        hidden: { type: Boolean, optional: true },
        multiUpload: { type: Boolean, optional: true },
        onUpload: { type: Function, optional: true },
        beforeOpen: { type: Function, optional: true },
        resId: { type: Number, optional: true },
        resModel: { type: String, optional: true },
        route: { type: String, optional: true },
        onWillUploadFiles: { type: Function, optional: true },
        slots: { optional: true },
    };

    setup() {
        this.uploadFiles = useService("http").post;
        this.notification = useService("notification");
        /** @type {{el: any}} */
        this.fileInputRef = useRef("file-input");
        this.state = useState({ isDisable: false });
        onMounted(() => this.props.autoOpen && this.onTriggerClicked());
    }

    /** @param {File[]} files */
    getFormData(files) {
        return { csrf_token: odoo.csrf_token, ufile: files, ...(this.props.resModel ? { model: this.props.resModel } : {}), ...(this.props.resId !== undefined ? { id: this.props.resId } : {}) };
    }

    async onFileInputChange() {
        this.state.isDisable = true;
        try {
            let files = [...this.fileInputRef.el.files];
            if (this.props.onWillUploadFiles) {
                files = await this.props.onWillUploadFiles(files);
            }
            if (!files.length || files.some((file) => !checkFileSize(file.size, this.notification))) {
                return;
            }
            const text = await this.uploadFiles(this.props.route, this.getFormData(files), "text");
            const parsed = JSON.parse(text);
            if (parsed.error) {
                throw new Error(parsed.error);
            }
            this.props.onUpload(parsed, files);
        } finally {
            // the same file may be chosen again
            this.fileInputRef.el.value = null;
            this.state.isDisable = false;
        }
    }

    async onTriggerClicked() {
        if (await this.props.beforeOpen()) {
            this.fileInputRef.el.click();
        }
    }
}
