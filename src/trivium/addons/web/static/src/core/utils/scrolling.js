/** @param {Element} el @param {"X" | "Y"} axis */
function allowsScrolling(el, axis) {
    const style = getComputedStyle(el);
    return ["auto", "scroll"].includes(axis === "X" ? style.overflowX : style.overflowY);
}

/** @param {Element | null} el */
export const couldBeScrollableX = (el) => Boolean(el) && el.scrollWidth > el.clientWidth;
/** @param {Element | null} el */
export const couldBeScrollableY = (el) => Boolean(el) && el.scrollHeight > el.clientHeight;
/** @param {Element | null} el */
export const isScrollableX = (el) => couldBeScrollableX(el) && allowsScrolling(el, "X");
/** @param {Element | null} el */
export const isScrollableY = (el) => couldBeScrollableY(el) && allowsScrolling(el, "Y");

/** @param {Element | null} el @returns {Element | null} */
export function closestScrollableX(el) {
    return !el || isScrollableX(el) ? el || null : closestScrollableX(el.parentElement);
}

/** @param {Element | null} el @returns {Element | null} */
export function closestScrollableY(el) {
    return !el || isScrollableY(el) ? el || null : closestScrollableY(el.parentElement);
}

/** @param {Document} [document] */
export function getScrollingElement(document = window.document) {
    const root = document.scrollingElement;
    if (isScrollableY(root)) {
        return root;
    }
    const found = document.body.querySelector(".o_content, .o_action_manager");
    return found && isScrollableY(found) ? found : root;
}

/** @param {any} [contextItem] an element or a document */
export function getScrollingTarget(contextItem = window.document) {
    const element = contextItem instanceof Element ? contextItem : getScrollingElement(contextItem);
    const document = element.ownerDocument;
    return element === document.scrollingElement ? document.defaultView : element;
}

/**
 * Makes room for a scroll bar that has just gone, so that nothing jumps.
 * @param {HTMLElement} el
 * @param {boolean} [add]
 * @param {boolean} [isScrollElement]
 * @param {string} [cssProperty]
 */
export function compensateScrollbar(el, add = true, isScrollElement = true, cssProperty = "padding-right") {
    el.style.removeProperty(cssProperty);
    if (!add) {
        return;
    }
    const scrolling = isScrollElement ? el : /** @type {HTMLElement} */ (closestScrollableY(el.parentElement));
    if (!scrolling) {
        return;
    }
    const width = scrolling.offsetWidth - scrolling.clientWidth;
    const current = Number.parseFloat(getComputedStyle(el).getPropertyValue(cssProperty)) || 0;
    el.style.setProperty(cssProperty, `${current + width}px`, "important");
}

/**
 * Brings an element into view inside the nearest element that scrolls.
 * @param {HTMLElement} element
 * @param {{behavior?: ScrollBehavior, scrollable?: Element, isAnchor?: boolean, offset?: number}} [options]
 */
export function scrollTo(element, { behavior = "auto", scrollable, isAnchor = false, offset = 0 } = {}) {
    const area = scrollable || closestScrollableY(element.parentElement);
    if (!area) {
        return Promise.resolve();
    }
    const box = element.getBoundingClientRect();
    const frame = area.getBoundingClientRect();
    let top = null;
    if (isAnchor || box.top < frame.top) {
        top = area.scrollTop + box.top - frame.top + offset;
    } else if (box.bottom > frame.bottom) {
        top = area.scrollTop + box.bottom - frame.bottom + offset;
    }
    if (top !== null) {
        area.scrollTo({ top, behavior });
    }
    return Promise.resolve();
}
