import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { url } from "@web/core/utils/urls";
import { FileUploader } from "../file_handler";
import { standardFieldProps } from "../standard_field_props";

/** A PDF, shown by the browser. */
export class PdfViewerField extends Component {
    static template = "web.PdfViewerField";
    static components = { FileUploader };
    static props = { ...standardFieldProps, fileNameField: { type: String, optional: true } };

    setup() {
        this.state = useState({ objectUrl: "" });
    }

    get url() {
        const { name, record } = this.props;
        if (this.state.objectUrl) {
            return this.state.objectUrl;
        }
        return record.data[name] && record.resId ? url("/web/content", { model: record.resModel, field: name, id: record.resId }) : "";
    }

    /** @param {any} file */
    async onFileUploaded({ data, name, objectUrl }) {
        const { fileNameField, record } = this.props;
        await record.update({ [this.props.name]: data, ...(fileNameField ? { [fileNameField]: name } : {}) });
        this.state.objectUrl = objectUrl;
    }

    onFileRemove() {
        this.state.objectUrl = "";
        return this.props.record.update({ [this.props.name]: false });
    }
}

export const pdfViewerField = { component: PdfViewerField, displayName: _t("PDF"), supportedTypes: ["binary"], extractProps: ({ attrs }) => ({ fileNameField: attrs.filename }) };

registry.category("fields").add("pdf_viewer", pdfViewerField);
