import { _t } from "@web/core/l10n/translation";

/** A server that was asked for sizes only answers "12.34 Kb" in place of the content. @param {any} value */
export function isBinarySize(value) {
    return /^\d+(\.\d*)? [^0-9]+$/.test(value);
}

/** Characters that base64 needs for a number of bytes. @param {number} maxBytes */
export function toBase64Length(maxBytes) {
    return Math.ceil((maxBytes * 4) / 3);
}

/** @param {number} size in bytes */
export function humanSize(size) {
    const units = String(_t("Bytes|Kb|Mb|Gb|Tb|Pb|Eb|Zb|Yb")).split("|");
    let index = 0;
    while (size >= 1024 && index < units.length - 1) {
        size /= 1024;
        index++;
    }
    return `${size.toFixed(2)} ${units[index].trim()}`;
}
