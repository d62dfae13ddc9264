import { EventBus, reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Uploads with their progress; triggers FILE_UPLOAD_ADDED, FILE_UPLOAD_LOADED and FILE_UPLOAD_ERROR. */
export const fileUploadService = {
    dependencies: ["notification"],
    createXhr: () => new browser.XMLHttpRequest(),

    start(env, { notification }) {
        const uploads = reactive({});
        const bus = new EventBus();
        let nextId = 1;

        /**
         * @param {string} route
         * @param {FileList | File[]} files
         * @param {{buildFormData?: (data: FormData) => void, displayErrorNotification?: boolean}} [params]
         */
        const upload = async (route, files, { buildFormData, displayErrorNotification = true } = {}) => {
            const xhr = this.createXhr();
            xhr.open("POST", route);
            const formData = new FormData();
            formData.append("csrf_token", odoo.csrf_token);
            for (const file of files) {
                formData.append("ufile", file);
            }
            buildFormData?.(formData);
            const current = reactive({
                id: nextId++,
                xhr,
                data: formData,
                progress: 0,
                loaded: 0,
                total: 0,
                state: "pending",
                title: files.length === 1 ? files[0].name : _t("%s files", files.length).toString(),
                type: files.length === 1 ? files[0].type : undefined,
            });
            uploads[current.id] = current;
            const end = (state, event) => {
                delete uploads[current.id];
                current.state = state;
                bus.trigger(event, { upload: current });
            };
            xhr.upload.addEventListener("progress", (ev) => {
                Object.assign(current, { progress: ev.total ? ev.loaded / ev.total : 0, loaded: ev.loaded, total: ev.total, state: "loading" });
            });
            xhr.addEventListener("load", () => end("loaded", "FILE_UPLOAD_LOADED"));
            xhr.addEventListener("abort", () => end("abort", "FILE_UPLOAD_ERROR"));
            xhr.addEventListener("error", () => {
                if (displayErrorNotification) {
                    notification.add(_t("The file could not be uploaded. Check the connection and try again."), { type: "danger", sticky: true });
                }
                end("error", "FILE_UPLOAD_ERROR");
            });
            xhr.send(formData);
            bus.trigger("FILE_UPLOAD_ADDED", { upload: current });
            return current;
        };
        return { bus, upload, uploads };
    },
};

registry.category("services").add("file_upload", fileUploadService);
