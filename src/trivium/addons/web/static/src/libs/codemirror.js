import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { css } from "@codemirror/lang-css";
import { javascript } from "@codemirror/lang-javascript";
import { python } from "@codemirror/lang-python";
import { xml } from "@codemirror/lang-xml";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { styleNonce } from "@web/core/assets";
import { registry } from "@web/core/registry";

const LANGUAGES = { python, javascript, xml, qweb: xml, scss: css, css };

/** Keys that belong to the client wherever one is. */
const CLIENT_KEYS = ["Mod-Enter", "Mod-k", "Ctrl-k"];

const colours = syntaxHighlighting(
    HighlightStyle.define([
        { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: "var(--t-tag-8-text)", fontWeight: "600" },
        { tag: [tags.string, tags.attributeValue, tags.special(tags.string)], color: "var(--t-success-text)" },
        { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--t-warning-text)" },
        { tag: [tags.comment, tags.meta, tags.processingInstruction], color: "var(--t-text-3)", fontStyle: "italic" },
        { tag: [tags.tagName, tags.angleBracket, tags.className], color: "var(--t-info-text)" },
        { tag: [tags.attributeName, tags.propertyName], color: "var(--t-accent-text)" },
        { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], color: "var(--t-info-text)" },
        { tag: tags.invalid, color: "var(--t-danger-text)" },
    ]),
);

/** @param {any} options */
function behaviour({ mode, readonly, showLineNumbers, label }) {
    const language = LANGUAGES[mode];
    return [
        EditorState.readOnly.of(Boolean(readonly)),
        EditorView.editable.of(!readonly),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", ...(readonly ? { tabindex: "0" } : {}) }),
        ...(language ? [language()] : []),
        ...(showLineNumbers ? [lineNumbers(), foldGutter(), highlightActiveLineGutter()] : []),
    ];
}

/**
 * An editor with colours, search, folding and an undo of its own.
 *
 * @param {{parent: HTMLElement, value: string, mode?: string, readonly?: boolean, showLineNumbers?: boolean, label: string,
 *   onInput: (value: string) => void, onBlur: () => void}} options
 */
export function createEditor(options) {
    const changing = new Compartment();
    let isOurs = false;
    const view = new EditorView({
        parent: options.parent,
        state: EditorState.create({
            doc: options.value,
            extensions: [
                changing.of(behaviour(options)),
                EditorView.cspNonce.of(styleNonce()),
                history(),
                drawSelection(),
                highlightActiveLine(),
                highlightSelectionMatches(),
                search({ top: true }),
                bracketMatching(),
                indentOnInput(),
                indentUnit.of("    "),
                colours,
                keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...searchKeymap].filter(({ key }) => !CLIENT_KEYS.includes(key || ""))),
                keymap.of([indentWithTab]),
                EditorView.domEventHandlers({ blur: () => options.onBlur() }),
                EditorView.updateListener.of((update) => {
                    if (update.docChanged && !isOurs) {
                        options.onInput(update.state.doc.toString());
                    }
                }),
            ],
        }),
    });
    return {
        get value() {
            return view.state.doc.toString();
        },
        /** @param {string} value */
        setValue(value) {
            if (value !== view.state.doc.toString()) {
                isOurs = true;
                view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
                isOurs = false;
            }
        },
        /** @param {any} changed */
        configure(changed) {
            view.dispatch({ effects: changing.reconfigure(behaviour(changed)) });
        },
        cursor() {
            const { head } = view.state.selection.main;
            const line = view.state.doc.lineAt(head);
            return { row: line.number - 1, column: head - line.from };
        },
        /** @param {{row: number, column: number}} position */
        moveTo({ row, column }) {
            const line = view.state.doc.line(Math.min(row + 1, view.state.doc.lines));
            view.dispatch({ selection: { anchor: Math.min(line.from + column, line.to) }, scrollIntoView: true });
        },
        focus: () => view.focus(),
        destroy: () => view.destroy(),
    };
}

registry.category("code_editors").add("codemirror", createEditor);
