import { Component, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutoresize } from "@web/core/utils/autoresize";
import { useInputField } from "../input_field_hook";
import { standardFieldProps } from "../standard_field_props";
import { TranslationButton } from "../translation_button";

/** Text of several lines. */
export class TextField extends Component {
    static template = "web.TextField";
    static components = { TranslationButton };
    static props = {
        ...standardFieldProps,
        lineBreaks: { type: Boolean, optional: true },
        placeholder: { type: String, optional: true },
        dynamicPlaceholder: { type: Boolean, optional: true },
        dynamicPlaceholderModelReferenceField: { type: String, optional: true },
        rowCount: { type: Number, optional: true },
    };
    static defaultProps = { lineBreaks: true, rowCount: 2 };

    setup() {
        this.textareaRef = useRef("textarea");
        useInputField({
            getValue: () => this.props.record.data[this.props.name] || "",
            refName: "textarea",
            preventLineBreaks: !this.props.lineBreaks,
        });
        useAutoresize(this.textareaRef, { minimumHeight: this.minimumHeight });
    }

    get minimumHeight() {
        return this.props.rowCount * 20 + 10;
    }

    get isTranslatable() {
        return this.props.record.fields[this.props.name].translate;
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }
}

export const textField = {
    component: TextField,
    displayName: _t("Text of several lines"),
    supportedOptions: [{ label: _t("Line breaks"), name: "line_breaks", type: "boolean", default: true }],
    supportedTypes: ["html", "text", "char"],
    extractProps: ({ attrs, options, placeholder }) => ({
        placeholder: placeholder || attrs.placeholder,
        rowCount: attrs.rows ? Number.parseInt(attrs.rows, 10) : undefined,
        lineBreaks: options.line_breaks !== undefined ? Boolean(options.line_breaks) : undefined,
    }),
};

/** Text in a list: one line until it grows. */
export class ListTextField extends TextField {
    static defaultProps = { ...TextField.defaultProps, rowCount: 1 };

    get minimumHeight() {
        return 26;
    }
}

export const listTextField = { ...textField, component: ListTextField };

registry.category("fields").add("text", textField).add("list.text", listTextField);
