import { createElement } from "@web/core/utils/xml";
import { toStringExpression } from "../utils";
import { toInterpolatedStringExpression, ViewCompiler } from "../view_compiler";

/** What a link of a card can do without a method of the model. */
const SPECIAL_ACTIONS = ["action", "object", "edit", "open", "delete", "archive", "unarchive", "url", "set_cover"];

/** Turns the templates of a kanban view into OWL templates. */
export class KanbanCompiler extends ViewCompiler {
    setup() {
        this.compilers.unshift(
            { selector: "t[t-call]", fn: this.compileTCall, doNotCopyAttributes: true },
            { selector: "field[widget]", fn: this.compileFieldComponent },
            { selector: "field", fn: this.compileFieldText, doNotCopyAttributes: true },
            { selector: "a[type], button[type]:not([type='button'])", fn: this.compileCardButton, doNotCopyAttributes: true },
        );
    }

    /** @param {Element} el @param {any} params */
    compileTCall(el, params) {
        const compiled = this.compileGenericNode(el, params);
        const name = el.getAttribute("t-call");
        if (name && this.templates[name]) {
            compiled.setAttribute("t-call", `{{ __comp__.templates[${toStringExpression(name)}] }}`);
        }
        return compiled;
    }

    /** @param {Element} el @param {any} params */
    compileFieldComponent(el, params) {
        const field = /** @type {Element} */ (super.compileField(el, params));
        field.removeAttribute("readonly");
        for (const name of ["t-att-class", "t-attf-class"]) {
            const value = el.getAttribute(name);
            if (value) {
                field.setAttribute("class", name === "t-attf-class" ? toInterpolatedStringExpression(value) : value);
            }
        }
        return field;
    }

    /** A field without a widget is its text. @param {Element} el @param {any} _params */
    compileFieldText(el, _params) {
        const fieldId = /** @type {string} */ (el.getAttribute("field_id"));
        const span = createElement("span", { "t-out": `__comp__.getFormattedValue(${toStringExpression(fieldId)})` });
        for (const { name, value } of el.attributes) {
            if (["class", "style"].includes(name) || name.startsWith("t-att")) {
                span.setAttribute(name, value);
            }
        }
        const bold = el.getAttribute("display");
        if (bold === "full" || bold === "right") {
            span.setAttribute("class", `${span.getAttribute("class") || ""} o_field_display_${bold}`.trim());
        }
        return span;
    }

    /** @param {Element} el @param {any} params */
    compileCardButton(el, params) {
        const type = el.getAttribute("type") || "";
        if (!SPECIAL_ACTIONS.includes(type)) {
            return super.compileButton(el, params);
        }
        if (["action", "object"].includes(type)) {
            return super.compileButton(el, params);
        }
        const compiled = this.compileGenericNode(el, params);
        compiled.removeAttribute("type");
        if (compiled.tagName === "a") {
            compiled.setAttribute("href", "#");
        }
        compiled.setAttribute("t-on-click.prevent.stop", `() => __comp__.triggerAction({ type: ${toStringExpression(type)}, fieldName: ${toStringExpression(el.getAttribute("data-field") || "")} })`);
        return compiled;
    }
}
