/**
 * Elements by selectors: those of CSS, and `:contains() :visible :first :last :eq() :only :text() :value()` beside them.
 */

const OWN = /:(visible|hidden|displayed|contains|first|last|eq|only|text|value|iframe|shadow|selected)(?![\w-])/;

let root = () => document.body;

/** Has queries begin somewhere. @param {() => Element} getRoot */
export function setDefaultRoot(getRoot) {
    root = getRoot;
}

/** @param {string} text @param {string} separator of parts, outside of brackets and quotes */
function split(text, separator) {
    const parts = [""];
    let depth = 0;
    let quote = "";
    for (const letter of text) {
        if (quote) {
            quote = letter === quote ? "" : quote;
        } else if (letter === '"' || letter === "'") {
            quote = letter;
        } else if ("([".includes(letter)) {
            depth++;
        } else if (")]".includes(letter)) {
            depth--;
        } else if (letter === separator && !depth) {
            parts.push("");
            continue;
        }
        parts[parts.length - 1] += letter;
    }
    return parts;
}

/** @param {string} text that begins with "(" @returns {[string, string]} what is inside, and what follows */
function argument(text) {
    let depth = 0;
    for (let index = 0; index < text.length; index++) {
        depth += text[index] === "(" ? 1 : text[index] === ")" ? -1 : 0;
        if (!depth) {
            return [text.slice(1, index).replace(/^\s*(["'])(.*)\1\s*$/s, "$2"), text.slice(index + 1)];
        }
    }
    throw new Error(`A bracket is not closed in the selector: ${text}`);
}

/** What a reader sees of an element. @param {any} element */
export const textOf = (element) => (element.innerText ?? element.textContent ?? "").replace(/\u00a0/g, " ").trim();

/** @param {any} element */
export function isDisplayed(element) {
    const node = queryMaybe(element);
    return Boolean(node?.isConnected && node.getClientRects().length);
}

/** @param {any} target */
export function isVisible(target) {
    const element = queryMaybe(target);
    const style = element && getComputedStyle(element);
    return isDisplayed(element) && style.visibility !== "hidden" && Number(style.opacity) > 0;
}

/** @param {any} element */
export const valueOf = (element) =>
    element.type === "checkbox" ? element.checked : element.multiple && element.options ? [...element.selectedOptions].map((each) => each.value) : element.type === "number" ? element.valueAsNumber : element.value;

/** Ways to narrow a set down. @type {Record<string, (elements: any[], argument: string) => any[]>} */
const NARROWING = {
    visible: (elements) => elements.filter(isVisible),
    displayed: (elements) => elements.filter(isDisplayed),
    hidden: (elements) => elements.filter((each) => !isVisible(each)),
    contains: (elements, text) => elements.filter((each) => textOf(each).toLowerCase().includes(text.toLowerCase())),
    text: (elements, text) => elements.filter((each) => textOf(each) === text),
    value: (elements, text) => elements.filter((each) => String(valueOf(each)) === text),
    first: (elements) => elements.slice(0, 1),
    last: (elements) => elements.slice(-1),
    eq: (elements, index) => [elements.at(Number(index))].filter(Boolean),
    only: (elements) => (elements.length === 1 ? elements : []),
    selected: (elements) => elements.filter((each) => each.selected),
    iframe: (elements) => elements.map((each) => each.contentDocument?.body).filter(Boolean),
    shadow: (elements) => elements.map((each) => each.shadowRoot).filter(Boolean),
};

/** @param {any[]} roots @param {string} selector without commas @param {boolean} within relative to the roots */
function search(roots, selector, within) {
    const match = OWN.exec(selector);
    const base = (match ? selector.slice(0, match.index) : selector).trim();
    let found = roots;
    if (base) {
        const native = within || /^[>+~]/.test(base) ? `:scope ${base}` : base;
        const complete = /[>+~]$/.test(native) ? `${native} *` : native;
        found = [...new Set(roots.flatMap((each) => [...(within || each.contains?.(each) ? each : document).querySelectorAll(complete)]))];
    } else if (match && !within) {
        found = [...new Set(roots.flatMap((each) => [...each.querySelectorAll("*")]))];
    }
    if (!match) {
        return found;
    }
    let rest = selector.slice(match.index + match[0].length);
    let value = "";
    if (rest.startsWith("(")) {
        [value, rest] = argument(rest);
    }
    found = NARROWING[match[1]](found, value);
    if (!rest.trim()) {
        return found;
    }
    if (/^[\s>+~]/.test(rest)) {
        return search(found, rest.trim(), true);
    }
    const next = OWN.exec(rest);
    if (next?.index === 0) {
        return search(found, rest, true);
    }
    // a condition of CSS on the same elements, as in ":visible.active"
    const condition = /^(?:[.#:[][^\s>+~]*)/.exec(rest)[0];
    const same = found.filter((each) => each.matches(condition));
    const left = rest.slice(condition.length).trim();
    return left ? search(same, left, true) : same;
}

/**
 * @param {any} target a selector, an element, or several
 * @param {{root?: any, count?: number, visible?: boolean, displayed?: boolean, contains?: string, eq?: number, text?: string, value?: string}} [options]
 * @returns {any[]}
 */
export function queryAll(target, options = {}) {
    let found;
    if (typeof target === "string") {
        const start = options.root ? queryAll(options.root) : [root()];
        found = split(target, ",").flatMap((selector) => search(start, selector.trim(), false));
        found = [...new Set(found)].sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1));
    } else if (!target) {
        found = [];
    } else {
        found = target[Symbol.iterator] && !target.nodeType ? [...target] : [target];
    }
    for (const name of Object.keys(NARROWING)) {
        if (name in options && options[name] !== undefined && options[name] !== false) {
            found = NARROWING[name](found, String(options[name]));
        }
    }
    if (options.count !== undefined && found.length !== options.count) {
        throw new Error(`${found.length} elements instead of ${options.count} match ${target}`);
    }
    return found;
}

/** @param {any} target */
const queryMaybe = (target) => queryAll(target)[0] ?? null;

/** @param {any} target @param {any} [options] */
export const queryFirst = (target, options) => queryAll(target, options)[0] ?? null;
export const queryAny = (target, options) => {
    const found = queryFirst(target, options);
    if (!found) {
        throw new Error(`Nothing matches ${target}`);
    }
    return found;
};
export const queryOne = (target, options) => queryAll(target, { ...options, count: 1 })[0];
export const queryText = (target, options) => textOf(queryOne(target, options));
export const queryValue = (target, options) => valueOf(queryOne(target, options));
export const queryAttribute = (target, name, options) => queryOne(target, options).getAttribute(name);
export const queryRect = (target, options) => queryOne(target, options).getBoundingClientRect();
export const queryAllTexts = (target, options) => queryAll(target, options).map(textOf);
export const queryAllValues = (target, options) => queryAll(target, options).map(valueOf);
export const queryAllAttributes = (target, name, options) => queryAll(target, options).map((each) => each.getAttribute(name));
export const queryAllProperties = (target, name, options) => queryAll(target, options).map((each) => each[name]);
export const queryAllRects = (target, options) => queryAll(target, options).map((each) => each.getBoundingClientRect());

export const getActiveElement = () => document.activeElement;
export const isInDOM = (target) => Boolean(queryMaybe(target)?.isConnected);
export const matches = (target, selector) => queryAll(target).every((each) => queryAll(selector, { root: document.documentElement }).includes(each));
const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [contenteditable=true], [tabindex]";
export const isFocusable = (target) => Boolean(queryMaybe(target)?.matches(FOCUSABLE)) && isVisible(target);
export const isEditable = (target) => Boolean(queryMaybe(target)?.matches("input:not(:disabled, [readonly]), textarea:not(:disabled, [readonly]), [contenteditable=true]"));
export const getFocusableElements = (options = {}) => queryAll(FOCUSABLE, options).filter((each) => isVisible(each) && each.tabIndex >= 0);

/**
 * Waits until something is true.
 * @param {() => any} predicate
 * @param {{timeout?: number, message?: any}} [options]
 */
export async function waitUntil(predicate, { timeout = 1500, message } = {}) {
    const end = performance.now() + timeout;
    for (;;) {
        const result = predicate();
        if (result) {
            return result;
        }
        if (performance.now() > end) {
            throw new Error(typeof message === "function" ? message() : message || "It did not become true in time");
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }
}

/** @param {any} target @param {any} [options] */
export const waitFor = (target, options = {}) =>
    waitUntil(() => queryFirst(target, options), { message: `Nothing matches ${target}`, ...options });
/** @param {any} target @param {any} [options] */
export const waitForNone = (target, options = {}) =>
    waitUntil(() => !queryAll(target, options).length, { message: `${target} is still there`, ...options });
