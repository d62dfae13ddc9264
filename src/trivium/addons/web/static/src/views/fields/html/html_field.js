import { Component, markup, useEffect, useRef, useState } from "@odoo/owl";
import DOMPurify from "dompurify";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { hasContent } from "@web/model/relational_model/values";
import { standardFieldProps } from "../standard_field_props";

/** @param {string} html @returns {string} without anything that runs */
function sanitize(html) {
    return DOMPurify.sanitize(html, { USE_PROFILES: { html: true }, ADD_ATTR: ["target"], FORBID_TAGS: ["style", "form", "input", "button"] });
}

/** What the buttons above the text do. */
const COMMANDS = [
    { name: "bold", icon: "fa fa-bold", label: _t("Bold"), key: "b" },
    { name: "italic", icon: "fa fa-italic", label: _t("Italic"), key: "i" },
    { name: "underline", icon: "fa fa-underline", label: _t("Underline"), key: "u" },
    { name: "insertUnorderedList", icon: "fa fa-list-ul", label: _t("List") },
    { name: "insertOrderedList", icon: "fa fa-list-ol", label: _t("Numbered list") },
    { name: "removeFormat", icon: "fa fa-eraser", label: _t("Plain text") },
];

/** Formatted text. */
export class HtmlField extends Component {
    static template = "web.HtmlField";
    static props = { ...standardFieldProps, placeholder: { type: String, optional: true }, "*": { optional: true } };

    setup() {
        this.commands = COMMANDS;
        this.editor = useRef("editor");
        this.state = useState({ isFocused: false, isEmpty: true });
        this.isTyping = false;
        const { bus } = this.props.record.model;
        useBus(bus, "NEED_LOCAL_CHANGES", (/** @type {any} */ ev) => ev.detail.proms.push(this.commit()));
        useBus(bus, "WILL_SAVE_URGENTLY", () => this.commit());
        useEffect(() => this.show());
    }

    get value() {
        return String(this.props.record.data[this.props.name] || "");
    }

    get safeValue() {
        return markup(sanitize(this.value));
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    show() {
        const el = /** @type {HTMLElement|null} */ (this.editor.el);
        if (el && !this.isTyping && this.shown !== this.value) {
            this.shown = this.value;
            el.innerHTML = sanitize(this.value);
            this.state.isEmpty = !hasContent(this.value);
        }
    }

    onInput() {
        this.isTyping = true;
        this.state.isEmpty = !hasContent(/** @type {HTMLElement} */ (this.editor.el).innerHTML);
        this.props.record.model.bus.trigger("FIELD_IS_DIRTY", true);
    }

    async onBlur() {
        this.state.isFocused = false;
        await this.commit();
    }

    async commit() {
        const el = /** @type {HTMLElement|null} */ (this.editor.el);
        if (!el || !this.isTyping) {
            return;
        }
        this.isTyping = false;
        this.props.record.model.bus.trigger("FIELD_IS_DIRTY", false);
        const html = hasContent(el.innerHTML) ? sanitize(el.innerHTML) : "";
        this.shown = html;
        await this.props.record.update({ [this.props.name]: markup(html) });
    }

    /** @param {{name: string}} command */
    run(command) {
        /** @type {HTMLElement} */ (this.editor.el).focus();
        // Deprecated, but what browsers agree on for plain formatting without an editor library.
        document.execCommand(command.name);
        this.onInput();
    }

    /** @param {ClipboardEvent} ev */
    onPaste(ev) {
        ev.preventDefault();
        const html = ev.clipboardData?.getData("text/html");
        const text = ev.clipboardData?.getData("text/plain") || "";
        if (html) {
            document.execCommand("insertHTML", false, sanitize(html));
        } else {
            document.execCommand("insertText", false, text);
        }
    }
}

export const htmlField = {
    component: HtmlField,
    displayName: _t("Formatted text"),
    supportedTypes: ["html"],
    isEmpty: (/** @type {any} */ record, /** @type {string} */ fieldName) => !hasContent(String(record.data[fieldName] || "")),
    extractProps: ({ attrs, placeholder }) => ({ placeholder: placeholder || attrs.placeholder }),
};

registry.category("fields").add("html", htmlField);
