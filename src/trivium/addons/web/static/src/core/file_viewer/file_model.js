import { url } from "@web/core/utils/urls";

const IMAGES = ["image/bmp", "image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/tiff", "image/x-icon", "image/webp"];
const VIDEOS = ["video/mp4", "video/webm", "video/x-matroska"];
const TEXTS = ["application/javascript", "application/json", "text/css", "text/html", "text/plain", "text/markdown", "text/csv"];

/** What is known of a file, and what follows from it. @param {any} Base */
export const FileModelMixin = (Base) =>
    class extends Base {
        access_token;
        checksum;
        extension;
        id;
        mimetype;
        name;
        /** @type {"binary" | "url"} */
        type = "binary";
        url;
        uploading = false;

        get isImage() {
            return IMAGES.includes(this.mimetype);
        }
        get isPdf() {
            return Boolean(this.mimetype?.startsWith("application/pdf"));
        }
        get isText() {
            return TEXTS.includes(this.mimetype);
        }
        get isVideo() {
            return VIDEOS.includes(this.mimetype);
        }
        get isUrl() {
            return this.type === "url" && Boolean(this.url);
        }
        get isUrlYoutube() {
            return Boolean(this.url) && /^https:\/\/(www\.)?(youtube\.com|youtu\.be)\//.test(this.url);
        }
        get isViewable() {
            return (this.isText || this.isImage || this.isVideo || this.isPdf || this.isUrlYoutube) && !this.uploading;
        }
        get displayName() {
            return this.name;
        }
        get urlQueryParams() {
            if (this.uploading && this.tmpUrl) {
                return {};
            }
            return { access_token: this.access_token, filename: this.name, unique: this.checksum };
        }
        get urlRoute() {
            if (this.isUrl) {
                return this.url;
            }
            return this.isImage ? `/web/image/${this.id}` : `/web/content/${this.id}`;
        }
        get defaultSource() {
            const route = url(this.urlRoute, known(this.urlQueryParams));
            return this.isUrlYoutube ? `https://www.youtube-nocookie.com/embed/${/(?:v=|youtu\.be\/|embed\/)([\w-]{6,})/.exec(this.url)?.[1] ?? ""}` : route;
        }
        get downloadUrl() {
            return url(this.urlRoute, known({ ...this.urlQueryParams, download: true }));
        }
    };

/** @param {Record<string, any>} parameters */
const known = (parameters) => Object.fromEntries(Object.entries(parameters).filter(([, value]) => value));

export class FileModel extends FileModelMixin(Object) {}
