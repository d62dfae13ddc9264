const parser = new DOMParser();
const serializer = new XMLSerializer();

/** @param {Document} document */
function check(document) {
    const error = document.getElementsByTagName("parsererror")[0];
    if (error) {
        throw new Error(`The XML is not well formed: ${error.textContent}`);
    }
}

/** @param {Node} xml */
export function serializeXML(xml) {
    return serializer.serializeToString(xml);
}

/** @param {string} str @returns {Element} */
export function parseXML(str) {
    const document = parser.parseFromString(str, "text/xml");
    check(document);
    return document.documentElement;
}

/**
 * Goes through a tree from the top; a callback that returns false leaves out what is below.
 * @param {string | Element | Document} xml
 * @param {(el: Element, visitChildren: () => any[]) => any} callback
 */
export function visitXML(xml, callback) {
    const visit = (/** @type {Element} */ el) => {
        if (!el) {
            return;
        }
        let done = false;
        const visitChildren = () => {
            done = true;
            return [...el.children].map(visit);
        };
        const goOn = callback(el, visitChildren);
        if (!done && goOn !== false) {
            visitChildren();
        }
        return goOn;
    };
    const root = typeof xml === "string" ? parseXML(xml) : xml instanceof Document ? xml.documentElement : xml;
    visit(root);
}

/**
 * @param {Element} parent
 * @param {Node | Node[] | NodeList | null | undefined} node
 */
export function append(parent, node) {
    const nodes = /** @type {Node[]} */ (node ? (node instanceof Node ? [node] : [...node]) : []);
    parent.append(...nodes);
    return parent;
}

/**
 * @param {Element} el
 * @param {string} attr
 * @param {string | string[]} parts
 * @param {string} [glue]
 */
export function combineAttributes(el, attr, parts, glue = " ") {
    const all = [el.getAttribute(attr), ...(Array.isArray(parts) ? parts : [parts])];
    el.setAttribute(attr, all.filter(Boolean).join(glue));
}

/**
 * @param {string} tagName
 * @param {...(Record<string, any> | Iterable<Node>)} args attributes and lists of children
 */
export function createElement(tagName, ...args) {
    const el = document.implementation.createDocument(null, tagName).documentElement;
    for (const arg of args) {
        if (arg && Symbol.iterator in arg) {
            el.append(...(/** @type {Iterable<Node>} */ (arg)));
        } else if (arg) {
            setAttributes(el, arg);
        }
    }
    return el;
}

/** @param {string} data */
export function createTextNode(data) {
    return document.createTextNode(data);
}

/**
 * Takes attributes off an element and returns them.
 * @param {Element} el
 * @param {string[]} attributes
 * @returns {Record<string, string>}
 */
export function extractAttributes(el, attributes) {
    return Object.fromEntries(
        attributes.map((name) => {
            const value = el.getAttribute(name) || "";
            el.removeAttribute(name);
            return [name, value];
        })
    );
}

/**
 * @param {Node} node
 * @param {boolean} [lower]
 */
export function getTag(node, lower = false) {
    return lower ? node.nodeName.toLowerCase() : node.nodeName;
}

/**
 * @param {Element} node
 * @param {Record<string, any>} attributes
 */
export function setAttributes(node, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
        node.setAttribute(name, value);
    }
}
