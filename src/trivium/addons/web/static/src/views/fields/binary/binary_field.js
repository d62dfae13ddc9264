import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { isBinarySize, toBase64Length } from "@web/core/utils/binary";
import { FileUploader } from "../file_handler";
import { formatBinary } from "../formatters";
import { standardFieldProps } from "../standard_field_props";

export const MAX_FILENAME_SIZE_BYTES = 0xff;

/** A file. */
export class BinaryField extends Component {
    static template = "web.BinaryField";
    static components = { FileUploader };
    static props = { ...standardFieldProps, acceptedFileExtensions: { type: String, optional: true }, fileNameField: { type: String, optional: true } };
    static defaultProps = { acceptedFileExtensions: "*" };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get fileName() {
        const { fileNameField, record } = this.props;
        const name = (fileNameField && record.data[fileNameField]) || formatBinary(this.value) || "";
        return name.slice(0, toBase64Length(MAX_FILENAME_SIZE_BYTES));
    }

    /** @param {{data?: string|false, name?: string}} file */
    update({ data, name }) {
        const { fileNameField, record } = this.props;
        /** @type {any} */
        const changes = { [this.props.name]: data || false };
        if (fileNameField && fileNameField !== this.props.name && fileNameField in record.fields) {
            changes[fileNameField] = name || "";
        }
        return record.update(changes);
    }

    getDownloadData() {
        const { fileNameField, name, record } = this.props;
        return {
            model: record.resModel,
            id: record.resId,
            field: name,
            filename_field: fileNameField || "",
            filename: this.fileName || "",
            download: true,
            data: isBinarySize(this.value) ? null : this.value,
        };
    }

    async onFileDownload() {
        await download({ data: this.getDownloadData(), url: "/web/content" });
    }
}

/** A file in a list. */
export class ListBinaryField extends BinaryField {
    static template = "web.ListBinaryField";
}

export const binaryField = {
    component: BinaryField,
    displayName: _t("File"),
    supportedOptions: [{ label: _t("Accepted kinds of files"), name: "accepted_file_extensions", type: "string" }],
    supportedTypes: ["binary"],
    extractProps: ({ attrs, options }) => ({ acceptedFileExtensions: options.accepted_file_extensions, fileNameField: attrs.filename }),
};

export const listBinaryField = { ...binaryField, component: ListBinaryField };

registry.category("fields").add("binary", binaryField).add("list.binary", listBinaryField);
