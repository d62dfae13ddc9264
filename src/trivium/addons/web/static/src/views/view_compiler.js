import { xml } from "@odoo/owl";
import { createElement, createTextNode, extractAttributes, getTag } from "@web/core/utils/xml";
import { toStringExpression, BUTTON_CLICK_PARAMS } from "./utils";

/**
 * Turns the arch of a view into OWL templates.
 *
 * The compiled templates run in a component that offers `__comp__` (itself), with `props.record` and `props.archInfo`.
 */

/**
 * @typedef {{selector: string, fn: (el: any, params: any) => Node|null|undefined, class?: string, doNotCopyAttributes?: boolean}} NodeCompiler
 */

const RECORD = "__comp__.props.record";
const MODIFIERS = ["invisible", "readonly", "required", "column_invisible"];
const DROPPED_ATTRIBUTES = new Set([...MODIFIERS, "groups", "field_id", "on_change", "force_save"]);
const ALWAYS = ["True", "1", "true"];
const NEVER = ["False", "0", "false"];

/** @param {Element} el @param {string} attr @param {string} string an expression */
export function appendAttr(el, attr, string) {
    const key = `t-att-${attr}`;
    const present = el.getAttribute(key);
    const addition = string.trim();
    el.setAttribute(key, present ? `{...(${present}), ${addition}}` : `{${addition}}`);
}

/** Move the directives of a node of an arch onto the compiled one. @param {Element} el @param {Element} compiled */
export function assignOwlDirectives(el, compiled) {
    for (const { name, value } of el.attributes) {
        if (/^t-(if|elif|else|foreach|as|key|att|esc|out|set|value|call)/.test(name)) {
            compiled.setAttribute(name, value);
        }
    }
}

/** @param {Element} el @param {Element} compiled */
export function copyAttributes(el, compiled) {
    if (getTag(el, true) === "button") {
        return;
    }
    const isComponent = isComponentNode(compiled);
    for (const name of ["class", "style"]) {
        const value = el.getAttribute(name);
        if (value) {
            const expression = isComponent ? toStringExpression(value) : value;
            const present = compiled.getAttribute(name);
            compiled.setAttribute(name, present && !isComponent ? `${present} ${expression}` : expression);
        }
    }
}

/** @param {any} value @returns {string} */
export function encodeObjectForTemplate(value) {
    return `"${encodeURI(JSON.stringify(value))}"`;
}

/** @param {string} text @returns {any} */
export function decodeObjectForTemplate(text) {
    return JSON.parse(decodeURI(text.slice(1, -1)));
}

/**
 * A modifier of a node: false, true, or an expression to evaluate.
 *
 * @param {Element} el
 * @param {string} name
 * @returns {boolean|string}
 */
export function getModifier(el, name) {
    const value = el.getAttribute(name);
    if (!value || NEVER.includes(value)) {
        return false;
    }
    return ALWAYS.includes(value) ? true : value;
}

/** @param {Element} el */
export function isComponentNode(el) {
    return el.tagName === el.tagName.charAt(0).toUpperCase() + el.tagName.slice(1) || (el.tagName === "t" && el.hasAttribute("t-component"));
}

/** @param {Node} node */
export function isTextNode(node) {
    return node.nodeType === Node.TEXT_NODE;
}

/** @param {string|null} title */
export function makeSeparator(title) {
    const separator = createElement("div", { class: "o_horizontal_separator" });
    if (title) {
        separator.append(createTextNode(title));
    }
    return separator;
}

/** `a {{b}}` as an expression. @param {string} text */
export function toInterpolatedStringExpression(text) {
    const parts = text.split(/\{\{|#\{/).map((part, index) => {
        if (!index) {
            return toStringExpression(part);
        }
        const end = part.search(/\}\}|\}/);
        const rest = part.slice(end).replace(/^\}\}?/, "");
        return `(${part.slice(0, end)}) + ${toStringExpression(rest)}`;
    });
    return parts.join(" + ");
}

/** @type {Map<any, Map<string, string>>} */
let templateCaches = new Map();

export function resetViewCompilerCache() {
    templateCaches = new Map();
}

export class ViewCompiler {
    static OWL_DIRECTIVE_WHITELIST = /** @type {string[]} */ ([]);

    /** @param {Object<string, Element>} templates */
    constructor(templates) {
        this.id = 1;
        this.templates = templates;
        /** @type {Object<string, string>} */
        this.labels = {};
        /** @type {NodeCompiler[]} */
        this.compilers = [
            { selector: "a[type]:not([data-bs-toggle]),a[data-type]:not([data-bs-toggle])", fn: this.compileButton, doNotCopyAttributes: true },
            { selector: "button:not([data-bs-toggle])", fn: this.compileButton, doNotCopyAttributes: true },
            { selector: "field", fn: this.compileField },
            { selector: "widget", fn: this.compileWidget },
        ];
        this.setup();
    }

    setup() {}

    /**
     * @param {string} key of the template
     * @param {any} [params]
     * @returns {Element}
     */
    compile(key, params = {}) {
        const root = this.templates[key].cloneNode(true);
        const compiled = createElement("t", { "t-translation": "off" });
        const child = this.compileNode(/** @type {Element} */ (root), params);
        if (child) {
            compiled.append(child);
        }
        return compiled;
    }

    /**
     * @param {Node} node
     * @param {any} params
     * @param {boolean} [evalInvisible] make the node depend on its `invisible`
     * @returns {Node|null|undefined}
     */
    compileNode(node, params, evalInvisible = true) {
        if (isTextNode(node)) {
            return createTextNode(node.nodeValue || "");
        }
        if (node.nodeType !== Node.ELEMENT_NODE) {
            return null;
        }
        const el = /** @type {Element} */ (node);
        const invisible = getModifier(el, "invisible");
        if (evalInvisible && this.isAlwaysInvisible(invisible, params)) {
            return null;
        }
        const compiled = this._compileElement(el, params);
        return evalInvisible && compiled ? this.applyInvisible(invisible, /** @type {Element} */ (compiled), params) : compiled;
    }

    /** @param {Element} el @param {any} params */
    _compileElement(el, params) {
        const compiler = this.compilers.find(({ selector }) => el.matches(selector));
        if (!compiler) {
            return this.compileGenericNode(el, params);
        }
        const compiled = compiler.fn.call(this, el, params);
        if (compiled && compiled.nodeType === Node.ELEMENT_NODE) {
            if (!compiler.doNotCopyAttributes) {
                copyAttributes(el, /** @type {Element} */ (compiled));
            }
            if (el.hasAttribute("t-if") || el.hasAttribute("t-foreach")) {
                assignOwlDirectives(el, /** @type {Element} */ (compiled));
            }
        }
        return compiled;
    }

    /** @param {boolean|string} invisible @param {any} _params */
    isAlwaysInvisible(invisible, _params) {
        return invisible === true;
    }

    /** @param {boolean|string} invisible @param {Element} compiled @param {any} params */
    applyInvisible(invisible, compiled, params) {
        if (!invisible || compiled.nodeType !== Node.ELEMENT_NODE) {
            return compiled;
        }
        const condition = `!${this.evaluation(/** @type {string} */ (invisible), params)}`;
        const present = compiled.getAttribute("t-if");
        if (compiled.hasAttribute("t-foreach") || compiled.hasAttribute("t-elif") || compiled.hasAttribute("t-else")) {
            return createElement("t", { "t-if": condition }, [compiled]);
        }
        compiled.setAttribute("t-if", present ? `(${present}) and (${condition})` : condition);
        return compiled;
    }

    /** A template expression that evaluates a Python expression of the arch. @param {string} expression @param {any} [params] */
    evaluation(expression, params = {}) {
        const record = params.recordExpr || RECORD;
        return `__comp__.evaluateBooleanExpr(${toStringExpression(expression)},${record}.evalContextWithVirtualIds)`;
    }

    /** @param {any} [params] */
    recordExpr(params = {}) {
        return params.recordExpr || RECORD;
    }

    /** @param {Element} el @param {any} params */
    compileGenericNode(el, params) {
        const tag = getTag(el);
        const compiled = createElement(tag);
        for (const { name, value } of el.attributes) {
            if (DROPPED_ATTRIBUTES.has(name)) {
                continue;
            }
            compiled.setAttribute(name, value);
        }
        for (const child of el.childNodes) {
            const node = this.compileNode(child, params);
            if (node) {
                compiled.append(node);
            }
        }
        return compiled;
    }

    /** @param {Element} el @param {any} params */
    compileButton(el, params) {
        /** @type {any} */
        const clickParams = {};
        /** @type {any} */
        const attrs = {};
        const button = createElement("ViewButton", { tag: toStringExpression(getTag(el)), record: this.recordExpr(params) });
        for (const { name, value } of el.attributes) {
            this._assignButtonAttribute(button, { name, value }, clickParams, attrs);
        }
        button.setAttribute("clickParams", objectExpression(clickParams));
        if (Object.keys(attrs).length) {
            button.setAttribute("attrs", objectExpression(attrs));
        }
        assignOwlDirectives(el, button);
        if (el.hasAttribute("t-att-class")) {
            button.removeAttribute("t-att-class");
            button.setAttribute("className", `[${toStringExpression(el.getAttribute("class") || "")}, Object.entries(${el.getAttribute("t-att-class")}).filter((each) => each[1]).map((each) => each[0]).join(' ')].join(' ')`);
        }
        const contents = this._compileButtonContents(el, params);
        if (contents) {
            button.append(contents);
        }
        return button;
    }

    /** @param {Element} button @param {{name: string, value: string}} attribute @param {any} clickParams @param {any} attrs */
    _assignButtonAttribute(button, { name, value }, clickParams, attrs) {
        if (BUTTON_CLICK_PARAMS.includes(name) || name.startsWith("data-click-")) {
            clickParams[name] = value;
            return;
        }
        switch (name) {
            case "class":
                button.setAttribute("className", toStringExpression(value));
                break;
            case "icon":
            case "title":
            case "string":
            case "size":
            case "style":
            case "id":
            case "tabindex":
                button.setAttribute(name, toStringExpression(value));
                break;
            case "data-type":
                clickParams.type = value;
                break;
            case "data-name":
                clickParams.name = value;
                break;
            default:
                if (!DROPPED_ATTRIBUTES.has(name) && !name.startsWith("t-")) {
                    attrs[name] = value;
                }
        }
    }

    /** @param {Element} el @param {any} params */
    _compileButtonContents(el, params) {
        const nodes = [...el.childNodes].map((child) => this.compileNode(child, params)).filter(Boolean);
        const isEmpty = nodes.every((node) => isTextNode(/** @type {Node} */ (node)) && !/** @type {Node} */ (node).nodeValue?.trim());
        if (isEmpty) {
            return null;
        }
        const string = el.getAttribute("string");
        const slot = createElement("t", { "t-set-slot": "contents" });
        if (string) {
            slot.append(createElement("span", [createTextNode(string)]));
        }
        slot.append(.../** @type {Node[]} */ (nodes));
        return slot;
    }

    /** @param {Element} el @param {any} params */
    compileField(el, params) {
        const name = /** @type {string} */ (el.getAttribute("name"));
        const fieldId = el.getAttribute("field_id") || name;
        const field = createElement("Field", {
            id: toStringExpression(fieldId),
            name: toStringExpression(name),
            record: this.recordExpr(params),
            fieldInfo: `__comp__.props.archInfo.fieldNodes[${toStringExpression(fieldId)}]`,
        });
        field.setAttribute("readonly", "__comp__.props.readonly");
        return field;
    }

    /** @param {Element} el @param {any} params */
    compileWidget(el, params) {
        const id = el.getAttribute("widget_id") || "";
        const attributes = extractAttributes(/** @type {Element} */ (el.cloneNode()), ["name"]);
        return createElement("Widget", {
            name: toStringExpression(attributes.name),
            record: this.recordExpr(params),
            readonly: "__comp__.props.readonly",
            widgetInfo: `__comp__.props.archInfo.widgetNodes[${toStringExpression(id)}]`,
        });
    }

    /** @param {Element} el @param {any} params @returns {Node[]} */
    compileChildren(el, params) {
        return /** @type {Node[]} */ ([...el.childNodes].map((child) => this.compileNode(child, params)).filter(Boolean));
    }
}

/** @param {Object<string, string>} object @returns {string} a literal of it for a template */
export function objectExpression(object) {
    const entries = Object.entries(object).map(([key, value]) => `'${key}': ${toStringExpression(value)}`);
    return `{${entries.join(", ")}}`;
}

/**
 * Compile templates once for each arch.
 *
 * @param {any} Compiler
 * @param {Object<string, Element>} templates
 * @param {any} [params]
 * @returns {Object<string, string>} the names of the compiled templates
 */
export function useViewCompiler(Compiler, templates, params) {
    if (!templateCaches.has(Compiler)) {
        templateCaches.set(Compiler, new Map());
    }
    const cache = /** @type {Map<string, string>} */ (templateCaches.get(Compiler));
    /** @type {Object<string, string>} */
    const compiledTemplates = {};
    /** @type {any} */
    let compiler;
    for (const [key, element] of Object.entries(templates)) {
        const cacheKey = `${key}|${JSON.stringify(params || null)}|${element.outerHTML}`;
        let name = cache.get(cacheKey);
        if (!name) {
            compiler ||= new Compiler(templates);
            const text = new XMLSerializer().serializeToString(compiler.compile(key, params));
            name = /** @type {string} */ (xml(/** @type {any} */ ({ raw: [text] })));
            cache.set(cacheKey, name);
        }
        compiledTemplates[key] = name;
    }
    return compiledTemplates;
}
