import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { FileUploader } from "../fields/file_handler";

/** Choose one of the pictures attached to a record as the cover of its card. */
export class KanbanCoverImageDialog extends Component {
    static template = "web.KanbanCoverImageDialog";
    static components = { Dialog, FileUploader };
    static props = { record: Object, fieldName: String, close: Function, autoOpen: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ attachments: /** @type {any[]} */ ([]), chosen: this.props.record.data[this.props.fieldName]?.id || false });
        onWillStart(() => this.load());
    }

    async load() {
        const { record } = this.props;
        this.state.attachments = await this.orm.call("ir.attachment", "search_read", [], {
            domain: [
                ["res_model", "=", record.resModel],
                ["res_id", "=", record.resId],
                ["mimetype", "ilike", "image"],
            ],
            fields: ["id", "name"],
        });
    }

    /** @param {{name: string, data: string, type: string}} file */
    async onUpload({ name, data, type }) {
        const { record } = this.props;
        const [id] = await this.orm.create("ir.attachment", [{ name, datas: data, mimetype: type, res_model: record.resModel, res_id: record.resId }]);
        await this.load();
        this.state.chosen = id;
    }

    /** @param {number|false} id */
    async setCover(id) {
        const { fieldName, record } = this.props;
        const attachment = this.state.attachments.find((each) => each.id === id);
        await record.update({ [fieldName]: id ? { id, display_name: attachment?.name || "" } : false }, { save: true });
        this.props.close();
    }
}
