import { applyInheritance, deepClone } from "@web/core/template_inheritance";
import { parseXML } from "@web/core/utils/xml";

/**
 * A template as it was written, or one that starts as a copy of another.
 * @typedef {{url: string, text: string, parent: string | null}} Source
 * @typedef {{url: string, text: string}} Extension
 */

/** @type {Map<string, Source>} */
const sources = new Map();
/** @type {Map<string, Extension[]>} */
const extensions = new Map();
/** Templates ready for use, with all extensions. @type {Map<string, Element>} */
const ready = new Map();
/** @type {((template: Element) => void)[]} */
const processors = [];
/** @type {((url: string) => boolean) | null} */
let urlFilter = null;

/**
 * @param {string} name
 * @param {string} url of the file it is from
 * @param {string} templateString
 */
export function registerTemplate(name, url, templateString) {
    const known = sources.get(name);
    if (known && (known.text !== templateString || known.url !== url)) {
        throw new Error(`The template "${name}" of ${url} exists already in ${known.url}`);
    }
    const head = /^\s*<[^>]*>/.exec(templateString.replace(/^(\s*<!--[^]*?-->)*/, ""))?.[0] ?? "";
    const parent = /\bt-inherit-mode="primary"/.test(head) ? /\bt-inherit="([^"]*)"/.exec(head)?.[1] : null;
    sources.set(name, { url, text: templateString, parent: parent ?? null });
    return () => {
        sources.delete(name);
        ready.clear();
    };
}

/**
 * @param {string} inheritFrom the name of the template that is extended
 * @param {string} url
 * @param {string} templateString
 */
export function registerTemplateExtension(inheritFrom, url, templateString) {
    const list = extensions.get(inheritFrom) || [];
    const extension = { url, text: templateString };
    extensions.set(inheritFrom, [...list, extension]);
    ready.clear();
    return () => {
        extensions.set(
            inheritFrom,
            extensions.get(inheritFrom).filter((each) => each !== extension)
        );
        ready.clear();
    };
}

/**
 * A function that may change each template before it is compiled.
 * @param {(template: Element) => void} processor
 */
export function registerTemplateProcessor(processor) {
    processors.push(processor);
    ready.clear();
}

/**
 * Limits the extensions that count to those of some files (for tests).
 * @param {((url: string) => boolean) | null} filter
 */
export function setUrlFilters(filter) {
    urlFilter = typeof filter === "function" ? filter : null;
    ready.clear();
}

export function clearProcessedTemplates() {
    ready.clear();
}

/**
 * The templates that a list of names builds on exist.
 * @param {string[] | Set<string>} namesToCheck
 */
export function checkPrimaryTemplateParents(namesToCheck) {
    const missing = [...namesToCheck].filter((name) => !sources.has(name));
    if (missing.length) {
        throw new Error(`Templates that others inherit from are missing: ${missing.join(", ")}`);
    }
}

/**
 * @param {string} name
 * @returns {Element}
 */
function build(name) {
    const source = sources.get(name);
    if (!source) {
        throw new Error(`The template "${name}" does not exist`);
    }
    let template = parseXML(source.text);
    if (source.parent) {
        if (!sources.has(source.parent)) {
            throw new Error(`The template "${name}" of ${source.url} inherits from "${source.parent}", which does not exist`);
        }
        template = applyInheritance(deepClone(getElement(source.parent)), template, source.url);
        template.setAttribute("t-name", name);
    }
    for (const { url, text } of extensions.get(name) || []) {
        if (!urlFilter || urlFilter(url)) {
            template = applyInheritance(template, parseXML(text), url);
        }
    }
    return template;
}

/**
 * @param {string} name
 * @returns {Element}
 */
function getElement(name) {
    let template = ready.get(name);
    if (!template) {
        template = build(name);
        ready.set(name, template);
    }
    return template;
}

/**
 * A template by name for OWL, with every extension applied; null when it is not known (OWL then says so).
 * @param {string} name
 * @returns {Element | null}
 */
export function getTemplate(name) {
    if (!sources.has(name)) {
        return null;
    }
    const template = deepClone(getElement(name));
    for (const process of processors) {
        process(template);
    }
    return template;
}
