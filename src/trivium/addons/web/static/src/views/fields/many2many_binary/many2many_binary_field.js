import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FileUploader } from "../file_handler";
import { standardFieldProps } from "../standard_field_props";

/** Some files. */
export class Many2ManyBinaryField extends Component {
    static template = "web.Many2ManyBinaryField";
    static components = { FileUploader };
    static props = {
        ...standardFieldProps,
        acceptedFileExtensions: { type: String, optional: true },
        className: { type: String, optional: true },
        numberOfFiles: { type: Number, optional: true },
    };

    setup() {
        this.orm = useService("orm");
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get files() {
        return this.list.records.map((/** @type {any} */ record) => ({ ...record.data, id: record.resId, record }));
    }

    get canAdd() {
        const { numberOfFiles, readonly } = this.props;
        return !readonly && (!numberOfFiles || this.files.length < numberOfFiles);
    }

    /** @param {number} id */
    getUrl(id) {
        return `/web/content/${id}?download=true`;
    }

    /** @param {{name: string, data: string, type: string}} file */
    async onFileUploaded({ name, data, type }) {
        const { record } = this.props;
        const [id] = await this.orm.create("ir.attachment", [{ name, datas: data, mimetype: type, res_model: record.resModel, res_id: record.resId || 0 }]);
        await this.list.addAndRemove({ add: [id] });
    }

    /** @param {any} file */
    onFileRemove(file) {
        return this.list.forget(file.record);
    }
}

export const many2ManyBinaryField = {
    component: Many2ManyBinaryField,
    displayName: _t("Files"),
    supportedTypes: ["many2many"],
    isEmpty: () => false,
    relatedFields: [
        { name: "name", type: "char" },
        { name: "mimetype", type: "char" },
    ],
    extractProps: ({ attrs, options }) => ({
        acceptedFileExtensions: options.accepted_file_extensions,
        className: attrs.class,
        numberOfFiles: options.number_of_files,
    }),
};

registry.category("fields").add("many2many_binary", many2ManyBinaryField);
