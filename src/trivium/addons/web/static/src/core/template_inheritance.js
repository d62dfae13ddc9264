/**
 * Extensions of templates: an operation names a place (by xpath or by an element like it) and what happens there.
 */

/** Classes in an xpath: `hasclass('a', 'b')` is no function of browsers. @param {string} xpath */
function expandHasClass(xpath) {
    return xpath.replace(/hasclass\(([^)]*)\)/g, (_, list) =>
        list
            .split(",")
            .map((name) => `contains(concat(' ', normalize-space(@class), ' '), concat(' ', ${name.trim()}, ' '))`)
            .join(" and ")
    );
}

/** @param {Element} operation */
const describe = (operation) => new XMLSerializer().serializeToString(operation.cloneNode(false)).replace(/ xmlns="[^"]*"/g, "");

/** @param {string} text */
function quote(text) {
    if (!text.includes("'")) {
        return `'${text}'`;
    }
    return text.includes('"') ? `concat('${text.replaceAll("'", `', "'", '`)}')` : `"${text}"`;
}

/** @param {Element} operation */
function xpathOf(operation) {
    if (operation.tagName !== "xpath") {
        const attributes = [...operation.attributes].filter(({ name }) => name !== "position");
        return `.//${operation.tagName}${attributes.map(({ name, value }) => `[@${name}=${quote(value)}]`).join("")}`;
    }
    const expr = operation.getAttribute("expr");
    if (expr === null) {
        throw new Error("An <xpath> needs the attribute expr");
    }
    return expr;
}

/**
 * @param {Element} holder the parent of the template's root, so that paths can start at the root
 * @param {Element} operation
 * @returns {Element | null}
 */
function locate(holder, operation) {
    const xpath = xpathOf(operation);
    if (xpath === ".") {
        return holder.firstElementChild;
    }
    const relative = expandHasClass(xpath).replace(/^(\(*)\//, "$1./");
    try {
        return /** @type {any} */ (
            holder.ownerDocument.evaluate(relative, holder, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue
        );
    } catch (error) {
        throw new Error(`The xpath "${xpath}" cannot be read`, { cause: error });
    }
}

/** @param {Node} node @returns {Node[]} */
const contentOf = (node) => [...node.childNodes];

/**
 * Text given to an operation may name the module it is from, for its translation.
 * @param {Text} textNode
 * @param {string} context
 */
export function applyContextToTextNode(textNode, context) {
    if (!textNode.data.trim() || textNode.parentElement?.hasAttribute("t-translation-context")) {
        return;
    }
    const wrapper = textNode.ownerDocument.createElement("t");
    wrapper.setAttribute("t-translation-context", context);
    textNode.before(wrapper);
    wrapper.append(textNode);
}

/**
 * @param {Element} root
 */
export function deepClone(root) {
    return /** @type {Element} */ (root.cloneNode(true));
}

/**
 * Content that says `position="move"` is an element from elsewhere in the template.
 * @param {Element} holder
 * @param {Element} operation
 */
function fetchMoved(holder, operation) {
    for (const child of [...operation.children]) {
        if (child.getAttribute("position") === "move") {
            const moved = locate(holder, child);
            if (!moved) {
                throw new Error(`Nothing to move: ${describe(child)} is not in the template`);
            }
            child.replaceWith(moved);
        }
    }
}

/** A space-separated list of words, or one with a separator of its own. */
function changeAttribute(target, change) {
    const name = change.getAttribute("name");
    const add = change.getAttribute("add");
    const remove = change.getAttribute("remove");
    if (add === null && remove === null) {
        const value = change.textContent;
        if (value) {
            target.setAttribute(name, value);
        } else {
            target.removeAttribute(name);
        }
        return;
    }
    const given = change.getAttribute("separator") ?? ",";
    const separator = given === " " ? /\s+/ : given;
    const words = (text) => (text || "").split(separator).map((word) => word.trim()).filter(Boolean);
    const removed = new Set(words(remove));
    const value = [...words(target.getAttribute(name)).filter((word) => !removed.has(word)), ...words(add)];
    if (value.length) {
        target.setAttribute(name, value.join(given));
    } else {
        target.removeAttribute(name);
    }
}

/**
 * Puts copies of the replaced element where the new content says $0.
 * @param {Element} target
 * @param {Element} operation
 */
function fillHoles(target, operation) {
    const walker = operation.ownerDocument.createTreeWalker(operation, NodeFilter.SHOW_TEXT);
    const holes = [];
    while (walker.nextNode()) {
        const text = /** @type {Text} */ (walker.currentNode);
        if (text.data.trim() === "$0") {
            holes.push(text);
        }
    }
    for (const hole of holes) {
        hole.replaceWith(target.cloneNode(true));
    }
}

/**
 * @param {Element} holder
 * @param {Element} target
 * @param {Element} operation
 */
function replace(holder, target, operation) {
    if (operation.getAttribute("mode") === "inner") {
        target.replaceChildren(...contentOf(operation));
        return;
    }
    fillHoles(target, operation);
    if (target !== holder.firstElementChild) {
        target.replaceWith(...contentOf(operation));
        return;
    }
    const [first, ...others] = [...operation.children];
    if (!first || others.length) {
        throw new Error("The root of a template can be replaced by one element only");
    }
    if (target.hasAttribute("t-name")) {
        first.setAttribute("t-name", target.getAttribute("t-name"));
    }
    target.replaceWith(first);
}

/**
 * @param {Element} holder
 * @param {Element} operation
 */
function applyOperation(holder, operation) {
    const target = locate(holder, operation);
    if (!target) {
        throw new Error(`The place is not in the template: ${describe(operation)}`);
    }
    fetchMoved(holder, operation);
    switch (operation.getAttribute("position") || "inside") {
        case "inside":
            target.append(...contentOf(operation));
            break;
        case "before":
            target.before(...contentOf(operation));
            break;
        case "after":
            target.after(...contentOf(operation));
            break;
        case "replace":
            replace(holder, target, operation);
            break;
        case "attributes":
            for (const change of operation.querySelectorAll(":scope > attribute")) {
                changeAttribute(target, change);
            }
            break;
        default:
            throw new Error(`${describe(operation)}: the positions are inside, before, after, replace and attributes`);
    }
}

/**
 * Applies the operations that an extension holds to a template, in place.
 * @param {Element} root
 * @param {Element} operations
 * @param {string} [url] the file of the extension, for messages
 * @returns {Element}
 */
export function applyInheritance(root, operations, url = "") {
    const { ownerDocument } = root;
    const holder = ownerDocument.createElement("t");
    holder.append(root);
    for (const operation of operations.children) {
        try {
            applyOperation(holder, /** @type {Element} */ (ownerDocument.importNode(operation, true)));
        } catch (error) {
            throw new Error(`Cannot extend a template${url ? ` from ${url}` : ""}: ${error.message}`, { cause: error });
        }
    }
    return holder.firstElementChild;
}
