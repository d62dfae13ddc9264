import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FileUploader } from "../../fields/file_handler";
import { standardWidgetProps } from "../standard_widget_props";

/** A button that attaches files to the record. */
export class AttachDocumentWidget extends Component {
    static template = "web.AttachDocument";
    static components = { FileUploader };
    static props = { ...standardWidgetProps, string: { type: String }, action: { type: String, optional: true }, highlight: { type: Boolean } };

    setup() {
        this.orm = useService("orm");
    }

    beforeOpen() {
        return this.props.record.save();
    }

    /** @param {{name: string, data: string, type: string}} file */
    async onFileUploaded({ name, data, type }) {
        const { action, record } = this.props;
        const ids = await this.orm.create("ir.attachment", [{ name, datas: data, mimetype: type, res_model: record.resModel, res_id: record.resId }]);
        if (action) {
            await this.orm.call(record.resModel, action, [record.resId], { attachment_ids: ids });
        }
        await record.load();
    }
}

export const attachDocumentWidget = {
    component: AttachDocumentWidget,
    extractProps: ({ attrs }) => ({ action: attrs.action, highlight: Boolean(attrs.highlight), string: attrs.string }),
};

registry.category("view_widgets").add("attach_document", attachDocumentWidget);
