import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { useDebounced } from "@web/core/utils/timing";

/** A text area for code: line numbers, a fixed width, tabs as spaces. */
export class CodeEditor extends Component {
    static template = "web.CodeEditor";
    static props = {
        mode: { type: String, optional: true },
        value: { validate: (value) => typeof value === "string", optional: true },
        readonly: { type: Boolean, optional: true },
        onChange: { type: Function, optional: true },
        onBlur: { type: Function, optional: true },
        class: { type: String, optional: true },
        theme: { type: String, optional: true },
        maxLines: { type: Number, optional: true },
        sessionId: { type: [Number, String], optional: true },
        initialCursorPosition: { type: Object, optional: true },
        showLineNumbers: { type: Boolean, optional: true },
    };
    static defaultProps = { readonly: false, value: "", onChange: () => {}, class: "", theme: "", sessionId: 1, showLineNumbers: true };
    static MODES = ["javascript", "xml", "qweb", "scss", "python"];
    static THEMES = ["", "monokai"];

    setup() {
        /** @type {{el: any}} */
        this.area = useRef("area");
        this.gutter = useRef("gutter");
        this.state = useState({ lines: this.count(this.props.value) });
        this.change = useDebounced((value) => this.props.onChange(value, this.cursor()), 100, { execBeforeUnmount: true });
        useEffect(
            (value) => {
                if (this.area.el && this.area.el.value !== value) {
                    this.area.el.value = value;
                    this.state.lines = this.count(value);
                }
            },
            () => [this.props.value, this.props.sessionId]
        );
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
        return `${lines * 18 + 16}px`;
    }

    cursor() {
        const before = this.area.el.value.slice(0, this.area.el.selectionStart).split("\n");
        return { row: before.length - 1, column: before.at(-1).length };
    }

    onInput() {
        this.state.lines = this.count(this.area.el.value);
        this.change(this.area.el.value);
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
            this.onInput();
        } else {
            this.letsTabLeave = false;
        }
    }
}
