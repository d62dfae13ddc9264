import { humanSize } from "@web/core/utils/binary";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { _t } from "@web/core/l10n/translation";
import { session } from "@web/session";
import { useService } from "@web/core/utils/hooks";

export const DEFAULT_MAX_FILE_SIZE = 128 * 1024 * 1024;

/**
 * Whether a file may be uploaded; tells the user when it is too large.
 * @param {number} fileSize in bytes
 * @param {{add: (message: string, options: any) => any}} notificationService
 */
export function checkFileSize(fileSize, notificationService) {
    const maximum = session.max_file_upload_size || DEFAULT_MAX_FILE_SIZE;
    if (fileSize <= maximum) {
        return true;
    }
    notificationService.add(
        _t("This file has %(size)s; the largest that can be uploaded has %(maximum)s.", {
            size: humanSize(fileSize),
            maximum: humanSize(maximum),
        }),
        { type: "danger" }
    );
    return false;
}

/**
 * A smaller picture of the same proportions.
 * @param {Blob} blob
 * @param {{width?: number, height?: number}} [params] the box to fit in, in pixels
 * @returns {Promise<Blob>}
 */
export async function resizeBlobImg(blob, { width, height } = {}) {
    const image = new Image();
    image.src = await getDataURLFromFile(blob);
    await image.decode();
    const scale = Math.min((width || image.width) / image.width, (height || image.height) / image.height, 1);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) =>
        canvas.toBlob((result) => (result ? resolve(result) : reject(new Error("The picture could not be resized"))), blob.type)
    );
}

/** A function that uploads files by form and answers with the server's JSON. */
export function useFileUploader() {
    const http = useService("http");
    const notification = useService("notification");
    /**
     * @param {string} route
     * @param {Record<string, any>} params `ufile` is a list of files
     */
    return async (route, params) => {
        if ((params.ufile?.length || params.file) && !checkFileSize(params.ufile?.[0]?.size ?? params.file?.size, notification)) {
            return null;
        }
        const answer = await http.post(route, { csrf_token: odoo.csrf_token, ...params }, "text");
        const parsed = JSON.parse(answer);
        if (parsed.error) {
            throw new Error(parsed.error);
        }
        return parsed;
    };
}
