import { Component, onMounted, onWillUnmount, status, useEffect, useRef, useState } from "@odoo/owl";
import { AssetsLoadingError, loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { useDebounced } from "@web/core/utils/timing";

const LINE = 18; // pixels

/** Code, in an editor with colours; in a plain text area until that editor is loaded, or where it cannot be. */
export class CodeEditor extends Component {
    static template = "web.CodeEditor";
    static props = {
        mode: { type: String, optional: true },
        value: { validate: (value) => typeof value === "string", optional: true },
        readonly: { type: Boolean, optional: true },
        label: { type: String, optional: true },
        onInput: { type: Function, optional: true },
        onChange: { type: Function, optional: true },
        onBlur: { type: Function, optional: true },
        class: { type: String, optional: true },
        theme: { type: String, optional: true },
        maxLines: { type: Number, optional: true },
        sessionId: { type: [Number, String], optional: true },
        initialCursorPosition: { type: Object, optional: true },
        showLineNumbers: { type: Boolean, optional: true },
    };
    static defaultProps = { readonly: false, value: "", label: "Code", onInput: () => {}, onChange: () => {}, onBlur: () => {}, class: "", theme: "", sessionId: 1, showLineNumbers: true };
    static MODES = ["javascript", "xml", "qweb", "scss", "python"];
    static THEMES = ["", "monokai"];

    setup() {
        /** @type {{el: any}} */
        this.area = useRef("area");
        this.gutter = useRef("gutter");
        this.host = useRef("host");
        /** @type {any} */
        this.editor = null;
        this.state = useState({ lines: this.count(this.props.value), isRich: false });
        this.change = useDebounced((value) => this.props.onChange(value, this.cursor()), 100, { execBeforeUnmount: true });
        onMounted(() => this.enrich());
        onWillUnmount(() => this.editor?.destroy());
        useEffect(
            (value) => this.show(value),
            () => [this.props.value, this.props.sessionId]
        );
        useEffect(
            () => this.editor?.configure(this.props),
            () => [this.props.mode, this.props.readonly, this.props.showLineNumbers, this.props.label]
        );
    }

    /** Put the editor in the place of the text area. */
    async enrich() {
        try {
            await loadBundle("web.code_editor");
        } catch (error) {
            if (error instanceof AssetsLoadingError) {
                return;
            }
            throw error;
        }
        if (status(this) !== "mounted") {
            return;
        }
        const { mode, readonly, showLineNumbers, label, initialCursorPosition } = this.props;
        const hadFocus = document.activeElement === this.area.el;
        this.editor = registry.category("code_editors").get("codemirror")({
            parent: this.host.el,
            value: this.area.el.value,
            ...{ mode, readonly, showLineNumbers, label },
            onInput: (/** @type {string} */ value) => this.edited(value),
            onBlur: () => this.props.onBlur(),
        });
        const position = hadFocus ? this.positionInArea() : initialCursorPosition;
        this.state.isRich = true;
        if (position) {
            this.editor.moveTo(position);
            this.editor.focus();
        }
    }

    /** @param {string} value */
    show(value) {
        if (this.editor) {
            this.editor.setValue(value);
        } else if (this.area.el && this.area.el.value !== value) {
            this.area.el.value = value;
        }
        this.state.lines = this.count(value);
    }

    /** @param {string} value */
    count(value) {
        return (value || "").split("\n").length;
    }

    get lineNumbers() {
        return Array.from({ length: this.state.lines }, (_, index) => index + 1).join("\n");
    }

    get height() {
        const lines = Math.min(this.props.maxLines || 40, Math.max(this.state.lines, 4));
        return `${lines * LINE + 16}px`;
    }

    positionInArea() {
        const before = this.area.el.value.slice(0, this.area.el.selectionStart).split("\n");
        return { row: before.length - 1, column: before.at(-1).length };
    }

    cursor() {
        return this.editor ? this.editor.cursor() : this.positionInArea();
    }

    /** @param {string} value */
    edited(value) {
        this.state.lines = this.count(value);
        this.props.onInput(value);
        this.change(value);
    }

    onScroll() {
        if (this.gutter.el) {
            this.gutter.el.scrollTop = this.area.el.scrollTop;
        }
    }

    /** Tab writes spaces; Escape and then Tab leaves the field. @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.key === "Escape") {
            this.letsTabLeave = true;
        } else if (ev.key === "Tab" && !this.letsTabLeave && !ev.shiftKey && !this.props.readonly) {
            ev.preventDefault();
            this.area.el.setRangeText("    ", this.area.el.selectionStart, this.area.el.selectionEnd, "end");
            this.edited(this.area.el.value);
        } else {
            this.letsTabLeave = false;
        }
    }
}
