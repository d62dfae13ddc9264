import { Component } from "@odoo/owl";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { _t } from "@web/core/l10n/translation";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { omit } from "@web/core/utils/objects";
import { CharField } from "../char/char_field";
import { standardFieldProps } from "../standard_field_props";
import { UrlField } from "../url/url_field";

/** A value with a button that copies it. */
class CopyClipboardField extends Component {
    static template = "web.CopyClipboardField";
    static props = {
        ...standardFieldProps,
        string: { type: String, optional: true },
        disabledExpr: { type: String, optional: true },
        placeholder: { type: String, optional: true },
    };

    get copyText() {
        return this.props.string || _t("Copy");
    }

    get disabled() {
        const { disabledExpr, record } = this.props;
        return disabledExpr ? evaluateBooleanExpr(disabledExpr, record.evalContext) : false;
    }

    get fieldProps() {
        return omit(this.props, "string", "disabledExpr");
    }

    get value() {
        return String(this.props.record.data[this.props.name] || "");
    }
}

export class CopyClipboardButtonField extends CopyClipboardField {
    static template = "web.CopyClipboardButtonField";
    static components = { CopyButton };
}

export class CopyClipboardCharField extends CopyClipboardField {
    static components = { Field: CharField, CopyButton };
}

export class CopyClipboardURLField extends CopyClipboardField {
    static components = { Field: UrlField, CopyButton };
}

const extractProps = ({ attrs, string }) => ({ string: attrs.string || string, disabledExpr: attrs.disabled, placeholder: attrs.placeholder });

export const copyClipboardButtonField = { component: CopyClipboardButtonField, displayName: _t("Copy"), extractProps };
export const copyClipboardCharField = { component: CopyClipboardCharField, displayName: _t("Text to copy"), supportedTypes: ["char"], extractProps };
export const copyClipboardURLField = { component: CopyClipboardURLField, displayName: _t("Address to copy"), supportedTypes: ["char"], extractProps };

registry
    .category("fields")
    .add("CopyClipboardButton", copyClipboardButtonField)
    .add("CopyClipboardChar", copyClipboardCharField)
    .add("CopyClipboardURL", copyClipboardURLField);
