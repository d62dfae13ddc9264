import { markup } from "@odoo/owl";
import { escape, escapeRegExp, mapSubstitutions } from "@web/core/utils/strings";

const Markup = markup("").constructor;

/** @param {any} value */
export function isMarkup(value) {
    return value instanceof Markup;
}

/** What a value is in HTML: markup as it is, anything else escaped. @param {any} value */
const toHtml = (value) => (isMarkup(value) ? String(value) : escape(value));

/**
 * @param {Iterable<any>} list
 * @param {any} [separator]
 */
export function htmlJoin(list, separator = "") {
    return markup([...list].map(toHtml).join(toHtml(separator)));
}

/**
 * `sprintf` for HTML: values are escaped unless they are markup.
 * @param {any} text
 * @param {...any} values
 */
export function htmlSprintf(text, ...values) {
    return markup(mapSubstitutions(toHtml(text), values, toHtml));
}

/**
 * @param {any} content
 * @param {string | RegExp} search
 * @param {any} replacement text, markup or a function that gives one of them
 */
export function htmlReplace(content, search, replacement) {
    const replace = typeof replacement === "function" ? (...args) => toHtml(replacement(...args)) : () => toHtml(replacement);
    const found = typeof search === "string" && !isMarkup(content) ? escape(search) : search;
    return markup(toHtml(content).replace(found, replace));
}

/**
 * @param {any} content
 * @param {string | RegExp} search
 * @param {any} replacement
 */
export function htmlReplaceAll(content, search, replacement) {
    const all = typeof search === "string" ? new RegExp(escapeRegExp(escape(search)), "g") : search;
    return htmlReplace(content, all, replacement);
}

/** @param {any} content */
export function htmlTrim(content) {
    return isMarkup(content) ? markup(String(content).trim()) : String(content).trim();
}

/**
 * A list as a sentence, the markup among its items kept.
 * @param {Iterable<any>} list
 * @param {{localeCode?: string, type?: "conjunction" | "disjunction" | "unit", style?: "long" | "short" | "narrow"}} [options]
 */
export function htmlFormatList(list, { localeCode, type = "conjunction", style = "long" } = {}) {
    const items = [...list];
    const parts = new Intl.ListFormat(localeCode, { type, style }).formatToParts(items.map((_, index) => String(index)));
    return markup(parts.map((part) => (part.type === "element" ? toHtml(items[Number(part.value)]) : escape(part.value))).join(""));
}

/** @param {any} content @returns {DocumentFragment} */
export function createDocumentFragmentFromContent(content) {
    return document.createRange().createContextualFragment(toHtml(content));
}

/**
 * @param {string} elementName
 * @param {any} content
 */
export function createElementWithContent(elementName, content) {
    const element = document.createElement(elementName);
    setElementContent(element, content);
    return element;
}

/**
 * @param {Element} element
 * @param {any} content markup becomes nodes, anything else text
 */
export function setElementContent(element, content) {
    if (isMarkup(content)) {
        element.innerHTML = String(content);
    } else {
        element.textContent = content ?? "";
    }
}

/** Whether somebody would see nothing. @param {any} content */
export function isHtmlEmpty(content = "") {
    const document = new DOMParser().parseFromString(String(content ?? ""), "text/html");
    return !document.body.textContent.trim() && !document.body.querySelector("img,video,audio,iframe,svg,hr,input,object,embed,table");
}

/**
 * @param {string} query
 * @param {any} text
 * @param {string} classes of the span around each occurrence
 */
export function highlightText(query, text, classes) {
    if (!query || !text) {
        return text;
    }
    const html = toHtml(text);
    const pattern = new RegExp(escapeRegExp(escape(query)), "gi");
    // a split at the tags keeps attributes and entities of the markup out of the search
    const pieces = html.split(/(<[^>]*>)/);
    return markup(
        pieces
            .map((piece) => (piece.startsWith("<") ? piece : piece.replace(pattern, (found) => `<span class="${escape(classes)}">${found}</span>`)))
            .join("")
    );
}

/**
 * The small markup for labels that users write: **bold**, --muted--, `code` as a tag, and line breaks.
 * @param {any} text
 */
export function odoomark(text) {
    const html = toHtml(text)
        .replaceAll("\n", "<br/>")
        .replaceAll("\t", '<span style="margin-left: 2em"></span>')
        .replace(/\*\*(.+?)\*\*/g, "<b>$1</b>")
        .replace(/--(.+?)--/g, '<span class="text-muted">$1</span>')
        .replace(/(?:`|&#x60;)(.+?)(?:`|&#x60;)/g, '<span class="o_tag position-relative d-inline-flex align-items-center mw-100 o_badge badge rounded-pill lh-1 o_tag_color_0">$1</span>');
    return markup(html);
}
