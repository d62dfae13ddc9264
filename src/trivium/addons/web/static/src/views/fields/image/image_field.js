import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { isBinarySize } from "@web/core/utils/binary";
import { useService } from "@web/core/utils/hooks";
import { imageUrl } from "@web/core/utils/urls";
import { FileUploader } from "../file_handler";
import { standardFieldProps } from "../standard_field_props";

/** First letters of the base64 of a picture, by its type. */
export const fileTypeMagicWordMap = { "/": "jpg", R: "gif", i: "png", P: "svg+xml", U: "webp" };

/** A picture. */
export class ImageField extends Component {
    static template = "web.ImageField";
    static components = { FileUploader };
    static props = {
        ...standardFieldProps,
        alt: { type: String, optional: true },
        enableZoom: { type: Boolean, optional: true },
        imgClass: { type: String, optional: true },
        zoomDelay: { type: Number, optional: true },
        previewImage: { type: String, optional: true },
        acceptedFileExtensions: { type: String, optional: true },
        width: { type: Number, optional: true },
        height: { type: Number, optional: true },
        reload: { type: Boolean, optional: true },
        convertToWebp: { type: Boolean, optional: true },
    };
    static defaultProps = { acceptedFileExtensions: "image/*", alt: "", imgClass: "", reload: true };

    setup() {
        this.notification = useService("notification");
        this.state = useState({ isValid: true, objectUrl: "" });
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get fieldType() {
        return this.props.record.fields[this.props.name].type;
    }

    get url() {
        const { name, previewImage, record } = this.props;
        const { value } = this;
        if (!this.state.isValid || (!value && !previewImage)) {
            return "";
        }
        if (value && !isBinarySize(value) && typeof value === "string") {
            const magic = /** @type {any} */ (fileTypeMagicWordMap)[value[0]] || "png";
            return `data:image/${magic};base64,${value}`;
        }
        if (this.fieldType === "many2one") {
            return imageUrl(record.fields[name].relation, value.id, previewImage || "image_128");
        }
        if (!record.resId) {
            return "";
        }
        return imageUrl(record.resModel, record.resId, previewImage || name, { unique: record.data.write_date });
    }

    get style() {
        const { height, width } = this.props;
        return [width ? `width:${width}px;max-width:100%` : "", height ? `height:${height}px` : ""].filter(Boolean).join(";");
    }

    get canClear() {
        return Boolean(this.value) && !this.props.readonly;
    }

    onFileRemove() {
        this.state.isValid = true;
        return this.props.record.update({ [this.props.name]: false });
    }

    /** @param {{data: string}} info */
    onFileUploaded(info) {
        this.state.isValid = true;
        return this.props.record.update({ [this.props.name]: info.data });
    }

    onLoadFailed() {
        this.state.isValid = false;
    }
}

export const imageField = {
    component: ImageField,
    displayName: _t("Picture"),
    supportedOptions: [
        { label: _t("Size"), name: "size", type: "selection" },
        { label: _t("Field of the preview"), name: "preview_image", type: "field" },
    ],
    supportedTypes: ["binary", "many2one"],
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
    isEmpty: () => false,
    listViewWidth: [44, 56],
    extractProps: ({ attrs, options }) => ({
        alt: attrs.alt,
        enableZoom: options.zoom,
        convertToWebp: options.convert_to_webp,
        imgClass: options.img_class,
        previewImage: options.preview_image,
        acceptedFileExtensions: options.accepted_file_extensions,
        width: options.size?.[0] ? options.size[0] : attrs.width ? Number.parseInt(attrs.width, 10) : undefined,
        height: options.size?.[1] ? options.size[1] : attrs.height ? Number.parseInt(attrs.height, 10) : undefined,
        reload: "reload" in options ? Boolean(options.reload) : true,
    }),
};

registry.category("fields").add("image", imageField);
