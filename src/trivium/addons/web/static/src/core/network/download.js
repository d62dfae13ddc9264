import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, makeErrorFromResponse } from "@web/core/network/rpc";

/**
 * Gives a file to the user.
 * @param {Blob | string} data
 * @param {string} filename
 * @param {string} [mimetype]
 */
export function downloadFile(data, filename, mimetype = "application/octet-stream") {
    const blob = data instanceof Blob ? data : new Blob([data], { type: mimetype });
    const address = URL.createObjectURL(blob);
    const link = document.createElement("a");
    link.href = address;
    link.download = filename || "download";
    link.style.display = "none";
    document.body.append(link);
    link.click();
    link.remove();
    browser.setTimeout(() => URL.revokeObjectURL(address), 1000);
    return blob;
}

/**
 * Reads a Content-Disposition header (RFC 6266): its type and its parameters, `filename*` before `filename`.
 * @param {string} header
 */
export function parse(header) {
    const [type, ...rest] = header.split(";");
    const parameters = {};
    const pattern = /([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/g;
    for (const [, name, quoted, plain] of rest.join(";").matchAll(pattern)) {
        const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1");
        if (name.endsWith("*")) {
            const [, text] = /^[^']*'[^']*'(.*)$/.exec(value) || [];
            parameters[name.slice(0, -1).toLowerCase()] = decodeURIComponent(text ?? value);
        } else {
            parameters[name.toLowerCase()] ??= value;
        }
    }
    return { type: type.trim().toLowerCase(), parameters };
}

/**
 * Wires a request for a file: resolves with the file's name, rejects with what the server says.
 * @param {XMLHttpRequest} xhr
 * @param {string} url
 * @param {(value: any) => void} resolve
 * @param {(reason: any) => void} reject
 */
export function configureBlobDownloadXHR(xhr, url, resolve = () => {}, reject = () => {}) {
    xhr.responseType = "blob";
    xhr.onload = async () => {
        const header = (xhr.getResponseHeader("Content-Type") || "").split(";")[0];
        if (xhr.status === 200 && header !== "text/html") {
            const disposition = xhr.getResponseHeader("Content-Disposition");
            const filename = disposition ? parse(disposition).parameters.filename : "";
            downloadFile(xhr.response, filename, header);
            return resolve(filename);
        }
        if (xhr.status === 502) {
            return reject(new ConnectionLostError(url));
        }
        const text = await xhr.response.text();
        try {
            // errors of the server come as JSON, as the text of a page
            const document = new DOMParser().parseFromString(text, "text/html");
            reject(makeErrorFromResponse(JSON.parse(document.body.textContent.trim())));
        } catch {
            reject(makeErrorFromResponse({ code: xhr.status, message: "The file could not be downloaded", data: { name: xhr.statusText, debug: text, arguments: [], message: text } }));
        }
    };
    xhr.onerror = () => reject(new ConnectionLostError(url));
}

/**
 * Downloads a file by POST, with `options.data` or the content of `options.form`.
 * @param {{url?: string, data?: Record<string, any>, form?: HTMLFormElement}} options
 */
export function download(options) {
    return download._download(options);
}

/** @type {(options: any) => Promise<any>} */
download._download = (options) =>
    new Promise((resolve, reject) => {
        const xhr = new browser.XMLHttpRequest();
        const data = options.form ? new FormData(options.form) : new FormData();
        const address = options.form ? options.form.action : options.url;
        for (const [key, value] of Object.entries(options.data || {})) {
            data.append(key, value);
        }
        if (odoo.csrf_token) {
            data.append("csrf_token", odoo.csrf_token);
        }
        configureBlobDownloadXHR(xhr, address, resolve, reject);
        xhr.open(options.form ? options.form.method : "POST", address);
        xhr.send(data);
    });
