import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** A page of its own inside of the form; nothing of it can run. */
export class IframeWrapperField extends Component {
    static template = "web.IframeWrapperField";
    static props = { ...standardFieldProps };

    get content() {
        return String(this.props.record.data[this.props.name] || "");
    }
}

export const iframeWrapperField = { component: IframeWrapperField, displayName: _t("Page in a frame"), supportedTypes: ["text", "html"] };

registry.category("fields").add("iframe_wrapper", iframeWrapperField);
