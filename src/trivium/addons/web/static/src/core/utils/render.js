import { App, blockDom, Component, markup } from "@odoo/owl";
import { appTranslateFn } from "@web/core/l10n/translation";
import { getTemplate } from "@web/core/templates";

/** @type {App | null} */
let app = null;

/** An application that is never mounted: it compiles the templates. */
function compiler() {
    app ??= new App(Component, {
        getTemplate,
        translatableAttributes: ["data-tooltip"],
        translateFn: appTranslateFn,
    });
    return app;
}

/**
 * @param {string} template
 * @param {any} context
 */
function render(template, context) {
    const templateFunction = compiler().getTemplate(template);
    const block = templateFunction(context, {});
    const host = document.createElement("div");
    blockDom.mount(block, host);
    return host;
}

/**
 * @param {string} template with one root element
 * @param {any} [context]
 * @returns {HTMLElement}
 */
export function renderToElement(template, context = {}) {
    const host = render(template, context);
    if (host.childElementCount !== 1) {
        throw new Error(`The template "${template}" must give exactly one element, it gave ${host.childElementCount}`);
    }
    const element = /** @type {HTMLElement} */ (host.firstElementChild);
    element.remove();
    return element;
}

/**
 * @param {string} template
 * @param {any} [context]
 */
export function renderToFragment(template, context = {}) {
    const fragment = document.createDocumentFragment();
    fragment.append(...render(template, context).childNodes);
    return fragment;
}

/**
 * @param {string} template
 * @param {any} [context]
 */
export function renderToString(template, context = {}) {
    return render(template, context).innerHTML;
}

/**
 * @param {string} template
 * @param {any} [context]
 */
export function renderToMarkup(template, context = {}) {
    return markup(renderToString(template, context));
}
