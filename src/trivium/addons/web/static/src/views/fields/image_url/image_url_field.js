import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** A picture by its address. */
export class ImageUrlField extends Component {
    static template = "web.ImageUrlField";
    static props = { ...standardFieldProps, width: { type: Number, optional: true }, height: { type: Number, optional: true }, preview: { type: String, optional: true } };

    setup() {
        this.state = useState({ hasFailed: false });
    }

    get src() {
        return this.props.record.data[this.props.name] || this.props.preview;
    }

    get style() {
        const { height, width } = this.props;
        return [width ? `width:${width}px` : "", height ? `height:${height}px` : ""].filter(Boolean).join(";");
    }
}

export const imageUrlField = {
    component: ImageUrlField,
    displayName: _t("Picture by address"),
    supportedTypes: ["char"],
    extractProps: ({ attrs, options }) => ({ width: options.size?.[0] || undefined, height: options.size?.[1] || undefined, preview: attrs.preview_image }),
};

registry.category("fields").add("image_url", imageUrlField);
