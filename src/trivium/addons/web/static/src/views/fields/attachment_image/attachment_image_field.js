import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** The picture of an attachment. */
export class AttachmentImageField extends Component {
    static template = "web.AttachmentImageField";
    static props = { ...standardFieldProps };

    get url() {
        const value = this.props.record.data[this.props.name];
        return value ? `/web/image/${value.id}` : "";
    }
}

export const attachmentImageField = { component: AttachmentImageField, displayName: _t("Picture of an attachment"), supportedTypes: ["many2one"] };

registry.category("fields").add("attachment_image", attachmentImageField);
