/**
 * Selectors of tours: those of CSS, and `:contains(words)`, `:text(words)`, `:value(text)`, `:visible`, `:hidden`, `:eq(n)`, `:first`,
 * `:last`, `:only`, `:iframe`, `:shadow`.
 */

const FILTERS = ["contains", "text", "value", "visible", "displayed", "hidden", "eq", "first", "last", "only", "iframe", "shadow"];
const OWN = new RegExp(`:(${FILTERS.join("|")})(?![\\w-])`);

/** @param {string | null | undefined} text */
const plain = (text) => (text || "").replace(/\s+/g, " ").trim().toLowerCase();

/** Whether a person could see it. @param {Element} el */
export function isVisible(el) {
    if (!el.isConnected) {
        return false;
    }
    if (el === el.ownerDocument.body || el === el.ownerDocument.documentElement) {
        return true;
    }
    const style = getComputedStyle(el);
    if (style.visibility === "hidden" || style.visibility === "collapse" || style.opacity === "0") {
        return false;
    }
    return style.display === "contents" ? [...el.children].some(isVisible) : el.getClientRects().length > 0;
}

/** The words of an element, those typed into it included. @param {any} el */
function words(el) {
    return plain(el.matches?.("input, textarea, select") ? el.value : el.innerText ?? el.textContent);
}

/** @type {Record<string, (found: any[], argument: string) => any[]>} */
const filters = {
    contains: (found, argument) => found.filter((el) => words(el).includes(plain(argument)) || plain(el.textContent).includes(plain(argument))),
    text: (found, argument) => found.filter((el) => words(el) === plain(argument)),
    value: (found, argument) => found.filter((el) => String(el.value ?? "") === argument),
    visible: (found) => found.filter(isVisible),
    displayed: (found) => found.filter((el) => el.getClientRects().length > 0),
    hidden: (found) => found.filter((el) => !isVisible(el)),
    eq: (found, argument) => found.slice(Number(argument)).slice(0, 1),
    first: (found) => found.slice(0, 1),
    last: (found) => found.slice(-1),
    only: (found) => (found.length === 1 ? found : []),
    iframe: (found) => found.filter((el) => el.matches("iframe")).map((el) => el.contentDocument?.body).filter(Boolean),
    shadow: (found) => found.map((el) => el.shadowRoot).filter(Boolean),
};

/** Where the bracket that opens at a place is closed. @param {string} text @param {number} start */
function closing(text, start) {
    let depth = 0;
    let quote = "";
    for (let index = start; index < text.length; index++) {
        const char = text[index];
        if (quote) {
            quote = char === quote ? "" : quote;
        } else if (char === '"' || char === "'") {
            quote = char;
        } else if (char === "(" || char === "[") {
            depth++;
        } else if (char === ")" || char === "]") {
            depth--;
            if (!depth) {
                return index;
            }
        }
    }
    throw new Error(`The selector ${text} has a bracket that is not closed`);
}

/** The parts between commas that are in no bracket. @param {string} selector */
function alternatives(selector) {
    const parts = [];
    let start = 0;
    for (let index = 0; index < selector.length; index++) {
        if (selector[index] === "(" || selector[index] === "[") {
            index = closing(selector, index);
        } else if (selector[index] === ",") {
            parts.push(selector.slice(start, index));
            start = index + 1;
        }
    }
    return [...parts, selector.slice(start)].map((part) => part.trim()).filter(Boolean);
}

/**
 * Splits what CSS understands from what it does not: `a:contains(x) b` is `a`, the filter `contains x`, ` b`.
 * @param {string} selector
 * @returns {({css: string} | {filter: string, argument: string})[]}
 */
function steps(selector) {
    const found = [];
    let css = "";
    for (let index = 0; index < selector.length; index++) {
        const char = selector[index];
        if (char === "[") {
            const end = closing(selector, index);
            css += selector.slice(index, end + 1);
            index = end;
        } else if (char === ":") {
            const [, name] = /^:([\w-]+)/.exec(selector.slice(index)) || [null, ""];
            const after = index + 1 + name.length;
            const end = selector[after] === "(" ? closing(selector, after) : after - 1;
            const argument = selector[after] === "(" ? selector.slice(after + 1, end) : "";
            if (FILTERS.includes(name) || (["not", "has", "is"].includes(name) && OWN.test(argument))) {
                if (css) {
                    found.push({ css });
                }
                found.push({ filter: name, argument: argument.replace(/^(["'])(.*)\1$/, "$2") });
                css = "";
            } else {
                css += selector.slice(index, end + 1);
            }
            index = end;
        } else {
            css += char;
        }
    }
    return css.trim() ? [...found, { css }] : found;
}

/** Goes on from elements by a piece of CSS. @param {any[]} roots @param {string} css @param {boolean} isFirst */
function follow(roots, css, isFirst) {
    if (isFirst) {
        return roots.flatMap((root) => [...root.querySelectorAll(/^\s*[>+~]/.test(css) ? `:scope ${css}` : css)]);
    }
    if (!/^[\s>+~]/.test(css)) {
        return roots.filter((root) => root.matches(css));
    }
    const sibling = /^\s*([+~])\s*([^\s>+~]+)(.*)$/s.exec(css);
    if (!sibling) {
        return roots.flatMap((root) => [...root.querySelectorAll(root instanceof Element ? `:scope ${css}` : css)]);
    }
    const [, combinator, simple, rest] = sibling;
    const next = roots.flatMap((root) => {
        const following = [];
        for (let el = root.nextElementSibling; el; el = combinator === "+" ? null : el.nextElementSibling) {
            following.push(el);
        }
        return following.filter((el) => el.matches(simple));
    });
    return rest.trim() ? follow(next, rest, false) : next;
}

/**
 * All that a selector names, in the order of the page.
 * @param {string} selector
 * @param {any} [root]
 * @returns {any[]}
 */
export function queryAll(selector, root = document) {
    const found = new Set();
    for (const alternative of alternatives(selector)) {
        let current = [root];
        let isFirst = true;
        for (const step of steps(alternative)) {
            if ("css" in step) {
                current = follow(current, step.css, isFirst);
            } else {
                current = isFirst ? [...root.querySelectorAll("*")] : current;
                current = narrow(current, step.filter, step.argument);
            }
            current = [...new Set(current)];
            isFirst = false;
        }
        current.forEach((el) => found.add(el));
    }
    return [...found];
}

/** @param {any[]} found @param {string} filter @param {string} argument */
function narrow(found, filter, argument) {
    if (filter === "has") {
        return found.filter((el) => queryAll(argument, el).length);
    }
    if (filter === "not" || filter === "is") {
        return found.filter((el) => matches(el, argument) === (filter === "is"));
    }
    return filters[filter](found, argument);
}

/** Whether an element is among those that a selector names. @param {any} el @param {string} selector */
export function matches(el, selector) {
    const isFilter = /^:/.test(selector) && !/\s/.test(selector.replace(/\(.*\)/s, ""));
    return isFilter ? steps(selector).reduce((found, step) => ("css" in step ? found.filter((each) => each.matches(step.css)) : narrow(found, step.filter, step.argument)), [el]).length > 0 : queryAll(selector, el.getRootNode()).includes(el);
}

/**
 * What a step is about: the first that can be seen, unless the selector asks for what cannot.
 * @param {string} selector
 * @returns {any}
 */
export function findTrigger(selector) {
    const asksForHidden = /:not\(:visible\)|:hidden/.test(selector);
    const found = queryAll(selector);
    return asksForHidden ? found[0] : found.find((el) => !(el instanceof Element) || isVisible(el));
}
