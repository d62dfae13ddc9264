import { append, createElement, getTag } from "@web/core/utils/xml";
import { exprToBoolean } from "@web/core/utils/strings";
import { toStringExpression } from "../utils";
import { getModifier, isTextNode, makeSeparator, ViewCompiler } from "../view_compiler";

const DEFAULT_COLUMNS = 2;

/** @param {Object<string, string>} object of expressions @returns {string} */
export function objectToString(object) {
    return `{${Object.entries(object)
        .map(([key, value]) => `${key}:${value}`)
        .join(",")}}`;
}

/** Turns the arch of a form into its template: sheet, groups, pages, status bar, button box. */
export class FormCompiler extends ViewCompiler {
    setup() {
        this.notebooks = 0;
        this.compilers.unshift(
            { selector: "form", fn: this.compileForm },
            { selector: "header", fn: this.compileHeader },
            { selector: "sheet", fn: this.compileSheet },
            { selector: "group", fn: this.compileGroup, doNotCopyAttributes: true },
            { selector: "notebook", fn: this.compileNotebook, doNotCopyAttributes: true },
            { selector: "div[name='button_box']", fn: this.compileButtonBox },
            { selector: "separator", fn: this.compileSeparator },
            { selector: "label", fn: this.compileLabel, doNotCopyAttributes: true },
            { selector: "newline", fn: () => createElement("div", { class: "o_newline" }) },
            { selector: "setting", fn: this.compileSetting, doNotCopyAttributes: true },
            // Messages and activities come with their own module, which says how to show them.
            { selector: "chatter", fn: () => null },
            { selector: "footer", fn: () => null },
        );
    }

    /** @param {Element} el @param {any} params */
    compileForm(el, params) {
        const hasSheet = Boolean(el.querySelector(":scope > sheet"));
        const form = createElement("div", {
            class: hasSheet ? "o_form_renderer o_form_with_sheet" : "o_form_renderer o_form_nosheet",
            "t-ref": "compiled_view_root",
            "t-att-class": "__comp__.stateClasses",
            role: "form",
        });
        append(form, this.compileChildren(el, params));
        const className = el.getAttribute("class");
        el.removeAttribute("class");
        if (className) {
            form.setAttribute("class", `${form.getAttribute("class")} ${className}`);
        }
        return form;
    }

    /** @param {Element} el @param {any} params */
    compileSheet(el, params) {
        const background = createElement("div", { class: "o_form_sheet_bg" });
        const sheet = createElement("div", { class: "o_form_sheet position-relative" });
        append(background, sheet);
        append(sheet, this.compileChildren(el, params));
        return background;
    }

    /** @param {Element} el @param {any} params */
    compileHeader(el, params) {
        const bar = createElement("div", { class: "o_form_statusbar" });
        const buttons = createElement("StatusBarButtons");
        const others = [];
        let count = 0;
        for (const child of el.children) {
            const isButton = ["button", "widget"].includes(getTag(child, true));
            if (!isButton) {
                const compiled = this.compileNode(child, params);
                if (compiled) {
                    others.push(compiled);
                }
                continue;
            }
            count += this._addButtonSlot(buttons, child, count, params);
        }
        if (count) {
            append(bar, buttons);
        }
        append(bar, others);
        return count || others.length ? bar : null;
    }

    /** @param {Element} holder @param {Element} child @param {number} index @param {any} params @returns {number} added */
    _addButtonSlot(holder, child, index, params) {
        const invisible = getModifier(child, "invisible");
        if (this.isAlwaysInvisible(invisible, params)) {
            return 0;
        }
        const compiled = this.compileNode(child, params, false);
        if (!compiled) {
            return 0;
        }
        const visible = typeof invisible === "string" ? `!${this.evaluation(invisible, params)}` : "true";
        const slot = createElement("t", { "t-set-slot": `button_${index}`, isVisible: visible });
        append(slot, compiled);
        append(holder, slot);
        return 1;
    }

    /** @param {Element} el @param {any} params */
    compileButtonBox(el, params) {
        const box = createElement("ButtonBox");
        let count = 0;
        for (const child of el.children) {
            count += this._addButtonSlot(box, child, count, params);
        }
        el.removeAttribute("class");
        return count ? box : null;
    }

    // ------------------------------------------------------------------ groups

    /** @param {Element} el @param {any} params */
    compileGroup(el, params) {
        const isOuter = [...el.children].some((child) => getTag(child, true) === "group" || getTag(child, true) === "notebook");
        return isOuter ? this.compileOuterGroup(el, params) : this.compileInnerGroup(el, params);
    }

    /** @param {Element} el */
    _groupAttributes(el) {
        /** @type {Object<string, string>} */
        const attributes = {};
        const title = el.getAttribute("string");
        const className = el.getAttribute("class");
        if (title) {
            attributes.title = toStringExpression(title);
        }
        if (className) {
            attributes.class = toStringExpression(className);
        }
        if (el.hasAttribute("name")) {
            attributes.name = toStringExpression(/** @type {string} */ (el.getAttribute("name")));
        }
        return attributes;
    }

    /** @param {Element} el @param {any} params */
    compileOuterGroup(el, params) {
        const columns = Number(el.getAttribute("col") || DEFAULT_COLUMNS);
        const group = createElement("OuterGroup", { columns: String(columns), ...this._groupAttributes(el) });
        for (const child of el.children) {
            const compiled = this.compileNode(child, params);
            if (!compiled) {
                continue;
            }
            append(group, this._outerCell(child, compiled, columns));
        }
        return group;
    }

    /** @param {Element} child @param {Node} compiled @param {number} columns */
    _outerCell(child, compiled, columns) {
        const isGroup = getTag(child, true) === "group";
        const colspan = Number(child.getAttribute("colspan") || (isGroup ? 1 : columns));
        const cell = createElement("div", { class: "o_group_cell", style: `--o-span: ${Math.min(colspan, columns)}` });
        const node = /** @type {Element} */ (compiled);
        const condition = node.getAttribute?.("t-if");
        if (condition) {
            node.removeAttribute("t-if");
            cell.setAttribute("t-if", condition);
        }
        append(cell, node);
        return cell;
    }

    /** @param {Element} el @param {any} params */
    compileInnerGroup(el, params) {
        const columns = Math.max(1, Math.floor(Number(el.getAttribute("col") || DEFAULT_COLUMNS) / 2));
        const group = createElement("InnerGroup", { columns: String(columns), ...this._groupAttributes(el) });
        const children = [...el.children];
        for (let index = 0; index < children.length; index += 1) {
            const child = children[index];
            const tag = getTag(child, true);
            if (tag === "label" && children[index + 1]) {
                append(group, this._labelledPair(child, children[index + 1], params));
                index += 1;
            } else {
                append(group, this._innerItem(child, tag, params));
            }
        }
        return group;
    }

    /** A label and what it stands for, side by side. @param {Element} label @param {Element} content @param {any} params */
    _labelledPair(label, content, params) {
        const wrap = createElement("div", { class: "o_wrap_field" });
        const invisible = getModifier(content, "invisible");
        if (this.isAlwaysInvisible(invisible, params)) {
            return this.compileNode(label, params);
        }
        const compiledLabel = this.compileNode(label, params, false);
        const cell = createElement("div", { class: "o_wrap_input" });
        const compiled = this.compileNode(content, params, false);
        if (!compiled) {
            return null;
        }
        append(cell, compiled);
        append(wrap, createElement("div", { class: "o_wrap_label" }, compiledLabel ? [compiledLabel] : []));
        append(wrap, cell);
        return this.applyInvisible(invisible, wrap, params);
    }

    /** @param {Element} child @param {string} tag @param {any} params */
    _innerItem(child, tag, params) {
        const invisible = getModifier(child, "invisible");
        if (this.isAlwaysInvisible(invisible, params)) {
            return null;
        }
        const compiled = /** @type {Element|null} */ (this.compileNode(child, params, false));
        if (!compiled) {
            return null;
        }
        if (tag === "newline") {
            return compiled;
        }
        const hasLabel = tag === "field" && !exprToBoolean(child.getAttribute("nolabel") || "");
        const wrap = createElement("div", { class: hasLabel ? "o_wrap_field" : "o_wrap_field o_wrap_wide" });
        if (hasLabel) {
            append(wrap, createElement("div", { class: "o_wrap_label" }, [this.makeLabel(child, params)]));
        }
        append(wrap, createElement("div", { class: "o_wrap_input" }, [compiled]));
        return this.applyInvisible(invisible, wrap, params);
    }

    /** The label of a field node. @param {Element} field @param {any} params */
    makeLabel(field, params) {
        const fieldId = field.getAttribute("field_id") || "";
        const string = field.getAttribute("string");
        return createElement("FormLabel", {
            id: toStringExpression(fieldId),
            fieldName: toStringExpression(/** @type {string} */ (field.getAttribute("name"))),
            record: this.recordExpr(params),
            fieldInfo: `__comp__.props.archInfo.fieldNodes[${toStringExpression(fieldId)}]`,
            ...(string ? { string: toStringExpression(string) } : {}),
        });
    }

    /** @param {Element} el @param {any} params */
    compileLabel(el, params) {
        const forName = el.getAttribute("for");
        const field = forName && this._fieldFor(el, forName);
        if (!field) {
            const label = this.compileGenericNode(el, params);
            if (el.hasAttribute("string")) {
                label.textContent = el.getAttribute("string");
            }
            label.setAttribute("class", `o_form_label ${el.getAttribute("class") || ""}`.trim());
            return label;
        }
        const label = this.makeLabel(field, params);
        const text = el.getAttribute("string") || [...el.childNodes].filter(isTextNode).map((node) => node.nodeValue?.trim()).join(" ");
        if (text.trim()) {
            label.setAttribute("string", toStringExpression(text.trim()));
        }
        if (el.hasAttribute("class")) {
            label.setAttribute("className", toStringExpression(/** @type {string} */ (el.getAttribute("class"))));
        }
        return label;
    }

    /** The field that a label stands for: by id, else the first of that name. @param {Element} el @param {string} name */
    _fieldFor(el, name) {
        const root = /** @type {Element} */ (el.closest("form") || el.getRootNode());
        const own = (/** @type {Element} */ field) => !field.parentElement?.closest("field");
        return [...root.querySelectorAll(`field[id="${name}"], field[name="${name}"]`)].find(own);
    }

    /** @param {Element} el */
    compileSeparator(el) {
        return makeSeparator(el.getAttribute("string"));
    }

    // ------------------------------------------------------------------ pages

    /** @param {Element} el @param {any} params */
    compileNotebook(el, params) {
        this.notebooks += 1;
        const name = toStringExpression(`notebook_${this.notebooks}`);
        const notebook = createElement("Notebook", {
            defaultPage: `__comp__.props.record.isNew ? undefined : __comp__.props.activeNotebookPages[${name}]`,
            onPageUpdate: `(page) => __comp__.props.onNotebookPageChange(${name}, page)`,
        });
        const className = el.getAttribute("class");
        if (className) {
            notebook.setAttribute("className", toStringExpression(className));
        }
        let count = 0;
        for (const page of el.children) {
            if (getTag(page, true) !== "page") {
                continue;
            }
            count += 1;
            const slot = this._compilePage(page, count, params);
            if (slot) {
                append(notebook, slot);
            }
        }
        return count ? notebook : null;
    }

    /** @param {Element} page @param {number} index @param {any} params */
    _compilePage(page, index, params) {
        const invisible = getModifier(page, "invisible");
        if (this.isAlwaysInvisible(invisible, params)) {
            return null;
        }
        const title = page.getAttribute("string") || page.getAttribute("name") || "";
        const name = page.getAttribute("name");
        const fieldNames = [...page.querySelectorAll("field:not(field field)")].map((field) => field.getAttribute("name"));
        const slot = createElement("t", {
            "t-set-slot": `page_${index}`,
            title: toStringExpression(title),
            name: toStringExpression(name || `page_${index}`),
            isVisible: typeof invisible === "string" ? `!${this.evaluation(invisible, params)}` : "true",
            fieldNames: JSON.stringify([...new Set(fieldNames)]).replace(/"/g, "'"),
        });
        append(slot, this.compileChildren(page, params));
        return slot;
    }

    // ------------------------------------------------------------------ settings

    /** @param {Element} el @param {any} params */
    compileSetting(el, params) {
        const attribute = (/** @type {string} */ name) => el.getAttribute(name);
        const setting = createElement("Setting", {
            title: toStringExpression(attribute("title") || ""),
            help: toStringExpression(attribute("help") || ""),
            companyDependent: attribute("company_dependent") === "1" ? "true" : "false",
            documentation: toStringExpression(attribute("documentation") || ""),
            record: this.recordExpr(params),
        });
        if (attribute("string")) {
            setting.setAttribute("string", toStringExpression(/** @type {string} */ (attribute("string"))));
        }
        for (const name of ["id", "class"]) {
            if (attribute(name)) {
                setting.setAttribute(name, toStringExpression(/** @type {string} */ (attribute(name))));
            }
        }
        const fields = [...el.children].filter((child) => getTag(child, true) === "field");
        const first = fields[0] && el.children[0] === fields[0] ? fields[0] : null;
        if (first) {
            const fieldId = first.getAttribute("field_id") || "";
            setting.setAttribute("fieldName", toStringExpression(/** @type {string} */ (first.getAttribute("name"))));
            setting.setAttribute("fieldId", toStringExpression(fieldId));
            setting.setAttribute("fieldInfo", `__comp__.props.archInfo.fieldNodes[${toStringExpression(fieldId)}]`);
            const slot = createElement("t", { "t-set-slot": "fieldSlot" });
            const compiled = this.compileNode(first, params);
            if (compiled) {
                append(slot, compiled);
            }
            append(setting, slot);
            first.remove();
        }
        const rest = createElement("t", { "t-set-slot": "default" });
        append(rest, this.compileChildren(el, params));
        append(setting, rest);
        return setting;
    }
}

