/**
 * @typedef {{x: number, y: number}} Position
 */

/**
 * The element whose middle is nearest to a point.
 * @param {Iterable<HTMLElement>} elements
 * @param {Position} position
 */
export function closest(elements, { x, y }) {
    let best = null;
    let shortest = Infinity;
    for (const element of elements) {
        const box = element.getBoundingClientRect();
        const distance = Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y);
        if (distance < shortest) {
            shortest = distance;
            best = element;
        }
    }
    return best;
}

/** @param {Element} el */
export function isVisible(el) {
    if (el === document.documentElement || el === document.body) {
        return true;
    }
    const html = /** @type {HTMLElement} */ (el);
    let shown = Boolean(html.offsetWidth || html.offsetHeight);
    if (!shown && el.getClientRects) {
        shown = el.getClientRects().length > 0;
    }
    return shown && getComputedStyle(el).visibility !== "hidden";
}

/**
 * @param {Element} activeElement
 * @param {string} selector
 */
export function getVisibleElements(activeElement, selector) {
    return /** @type {HTMLElement[]} */ ([...activeElement.querySelectorAll(selector)].filter(isVisible));
}

const TABABLE = [
    "[tabindex]",
    "a[href]",
    "area[href]",
    "button",
    "input",
    "select",
    "textarea",
    "details > summary",
    "iframe",
    "audio[controls]",
    "video[controls]",
    "[contenteditable]:not([contenteditable='false'])",
]
    .map((selector) => `${selector}:not([tabindex="-1"]):not(:disabled)`)
    .join(",");

/** @param {Element} [container] */
export function getTabableElements(container = document.body) {
    const elements = /** @type {HTMLElement[]} */ ([...container.querySelectorAll(TABABLE)].filter(isVisible));
    // a positive tabindex comes first, in its order; the others in that of the document
    const ahead = elements.filter((el) => el.tabIndex > 0).sort((a, b) => a.tabIndex - b.tabIndex);
    return [...ahead, ...elements.filter((el) => !(el.tabIndex > 0))];
}

/** @param {Element} [container] */
export function getNextTabableElement(container = document.body) {
    const elements = getTabableElements(container);
    const index = elements.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    return index === -1 ? elements[0] || null : elements[index + 1] || null;
}

/** @param {Element} [container] */
export function getPreviousTabableElement(container = document.body) {
    const elements = getTabableElements(container);
    const index = elements.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    return index === -1 ? elements.at(-1) || null : elements[index - 1] || null;
}

/** @param {Element} el */
export function isFocusable(el) {
    return el.matches(TABABLE) && isVisible(el);
}

/**
 * Shows that a button is at work until the returned function is called.
 * @param {HTMLElement} btnEl
 */
export function addLoadingEffect(btnEl) {
    btnEl.classList.add("o_btn_loading", "disabled", "pe-none");
    /** @type {any} */ (btnEl).disabled = true;
    const sign = document.createElement("span");
    sign.classList.add("t-spinner", "me-2");
    btnEl.prepend(sign);
    return () => {
        btnEl.classList.remove("o_btn_loading", "disabled", "pe-none");
        /** @type {any} */ (btnEl).disabled = false;
        sign.remove();
    };
}

/**
 * Where a box lies, seen from another: `{x: -1|0|1, y: -1|0|1}`.
 * @param {DOMRect} rect
 * @param {DOMRect} ref
 */
export function getQuadrance(rect, ref) {
    return {
        x: Math.sign(rect.x + rect.width / 2 - (ref.x + ref.width / 2)),
        y: Math.sign(rect.y + rect.height / 2 - (ref.y + ref.height / 2)),
    };
}

/**
 * @param {Iterable<HTMLElement>} elements
 * @param {DOMRect | {x: number, y: number, width: number, height: number}} targetRect
 * @returns {HTMLElement[]} those that overlap the box
 */
export function touching(elements, targetRect) {
    const { x, y, width, height } = targetRect;
    return [...elements].filter((el) => {
        const box = el.getBoundingClientRect();
        return box.x + box.width >= x && box.x <= x + width && box.y + box.height >= y && box.y <= y + height;
    });
}
