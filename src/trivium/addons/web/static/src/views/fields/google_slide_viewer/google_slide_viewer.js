import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "../char/char_field";

/** The address to embed slides by, or nothing. @param {string} value @param {number} [page] */
export function getGoogleSlideUrl(value, page) {
    const match = /(^https:\/\/docs\.google\.com).*(\/d\/e\/|\/d\/)([A-Za-z0-9-_]+)/.exec(value || "");
    return match ? `${match[1]}/presentation${match[2]}${match[3]}/preview?slide=${page || 1}` : "";
}

/** Slides that are kept elsewhere. */
export class GoogleSlideViewer extends CharField {
    static template = "web.GoogleSlideViewer";

    get src() {
        return getGoogleSlideUrl(this.props.record.data[this.props.name], this.props.record.data[`${this.props.name}_page`]);
    }
}

export const googleSlideViewer = { ...charField, component: GoogleSlideViewer, displayName: _t("Slides") };

registry.category("fields").add("google_slide_viewer", googleSlideViewer);
