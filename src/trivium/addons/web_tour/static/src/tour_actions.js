import { findTrigger } from "@web_tour/tour_selector";

/** What tours do with an element, by the events that a person's hand would make. */

const MOUSE = { bubbles: true, cancelable: true, composed: true, view: window };

/** @param {Element} el @param {string[]} types @param {any} [options] */
function point(el, types, options = {}) {
    const { left, top, width, height } = el.getBoundingClientRect();
    const init = { ...MOUSE, clientX: left + width / 2, clientY: top + height / 2, ...options };
    for (const type of types) {
        el.dispatchEvent(type.startsWith("pointer") ? new PointerEvent(type, { ...init, pointerType: "mouse", isPrimary: true }) : new MouseEvent(type, init));
    }
}

/** @param {any} el */
function focus(el) {
    const focusable = el.closest("input, textarea, select, button, a[href], [tabindex], [contenteditable='true']");
    if (focusable && focusable !== el.ownerDocument.activeElement) {
        focusable.focus();
    } else if (!focusable) {
        el.ownerDocument.activeElement?.blur?.();
    }
}

/** Tells of a change when the field is left, as browsers do for what was typed. @param {any} el */
function changeOnBlur(el) {
    if (el.dataset.tourTyped) {
        return;
    }
    el.dataset.tourTyped = "1";
    el.addEventListener("blur", () => commit(el), { once: true });
}

/** @param {any} el */
function commit(el) {
    if (el.dataset.tourTyped) {
        delete el.dataset.tourTyped;
        el.dispatchEvent(new Event("change", { bubbles: true }));
    }
}

/** @param {any} el @param {string} value */
function setValue(el, value) {
    const prototype = el.tagName === "TEXTAREA" ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(el, value);
    el.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, data: value, inputType: "insertText" }));
}

/** @param {any} el @param {string} kind */
function field(el, kind) {
    const found = el.matches("input, textarea, select, [contenteditable='true']") ? el : el.querySelector("input, textarea, select, [contenteditable='true']");
    if (!found) {
        throw new Error(`"${kind}" needs a field to type into, not <${el.tagName.toLowerCase()}>`);
    }
    return found;
}

export class TourActions {
    /** @param {any} anchor what the step is about */
    constructor(anchor) {
        this.anchor = anchor;
    }

    /** @param {any} [selector] */
    _target(selector) {
        if (!selector) {
            return this.anchor;
        }
        const el = typeof selector === "string" ? findTrigger(selector) : selector;
        if (!el) {
            throw new Error(`Nothing on the page is ${selector}`);
        }
        return el;
    }

    /** @param {any} [selector] */
    async click(selector) {
        const el = this._target(selector);
        el.scrollIntoView?.({ block: "nearest" });
        point(el, ["pointerover", "pointerenter", "mouseover", "mouseenter", "pointermove", "mousemove", "pointerdown", "mousedown"]);
        focus(el);
        point(el, ["pointerup", "mouseup"]);
        if (el.disabled) {
            throw new Error("What is to be clicked is disabled");
        }
        typeof el.click === "function" ? el.click() : point(el, ["click"]);
    }

    /** @param {any} [selector] */
    async dblclick(selector) {
        await this.click(selector);
        await this.click(selector);
        point(this._target(selector), ["dblclick"]);
    }

    /** @param {any} [selector] */
    async hover(selector) {
        point(this._target(selector), ["pointerover", "pointerenter", "mouseover", "mouseenter", "pointermove", "mousemove"]);
    }

    /** Puts a text in the place of what is there. @param {string} text @param {any} [selector] */
    async edit(text, selector) {
        const el = field(this._target(selector), "edit");
        if (el.isContentEditable) {
            return this.editor(text, el);
        }
        el.focus();
        changeOnBlur(el);
        el.select?.();
        el.dispatchEvent(new KeyboardEvent("keydown", { key: text.at(-1) || "Backspace", bubbles: true, cancelable: true }));
        setValue(el, text);
        el.dispatchEvent(new KeyboardEvent("keyup", { key: text.at(-1) || "Backspace", bubbles: true }));
    }

    /** Adds a text to what is there. @param {string} text @param {any} [selector] */
    async fill(text, selector) {
        const el = field(this._target(selector), "fill");
        return this.edit(el.value + text, el);
    }

    /** @param {any} [selector] */
    async clear(selector) {
        return this.edit("", selector);
    }

    /** @param {string} text @param {any} [selector] */
    async editor(text, selector) {
        const el = field(this._target(selector), "editor");
        el.focus();
        el.textContent = text;
        el.dispatchEvent(new InputEvent("input", { bubbles: true, data: text, inputType: "insertText" }));
    }

    /** @param {string} keys such as `Enter` or `ctrl+k` @param {any} [selector] */
    async press(keys, selector) {
        const el = selector ? this._target(selector) : document.activeElement || this.anchor;
        const parts = keys.split("+");
        const key = parts.pop() || "+";
        const init = { key, bubbles: true, cancelable: true, composed: true, ctrlKey: parts.some((part) => /^(ctrl|control)$/i.test(part)), shiftKey: parts.some((part) => /^shift$/i.test(part)), altKey: parts.some((part) => /^alt$/i.test(part)), metaKey: parts.some((part) => /^meta$/i.test(part)) };
        if (key === "Enter" && el.dataset) {
            commit(el);
        }
        const goesOn = el.dispatchEvent(new KeyboardEvent("keydown", init));
        if (goesOn && key === "Enter" && el.matches?.("button, a[href]")) {
            el.click();
        } else if (goesOn && key === "Enter" && el.form && el.matches?.("input")) {
            el.form.requestSubmit?.();
        } else if (goesOn && key === "Tab") {
            el.blur?.();
        }
        el.dispatchEvent(new KeyboardEvent("keyup", init));
    }

    /** @param {any} [selector] */
    async check(selector) {
        await this._toggle(true, selector);
    }

    /** @param {any} [selector] */
    async uncheck(selector) {
        await this._toggle(false, selector);
    }

    /** @param {boolean} wanted @param {any} [selector] */
    async _toggle(wanted, selector) {
        const target = this._target(selector);
        const el = target.matches("input[type=checkbox], input[type=radio]") ? target : target.querySelector("input[type=checkbox], input[type=radio]");
        if (!el) {
            throw new Error("There is no box to tick");
        }
        if (el.checked !== wanted) {
            await this.click(el);
        }
    }

    /** @param {string} value @param {any} [selector] */
    async select(value, selector) {
        this._choose((option) => option.value === value, value, selector);
    }

    /** @param {string} label @param {any} [selector] */
    async selectByLabel(label, selector) {
        this._choose((option) => option.textContent.trim() === label, label, selector);
    }

    /** @param {string | number} index @param {any} [selector] */
    async selectByIndex(index, selector) {
        this._choose((option) => option.index === Number(index), String(index), selector);
    }

    /** @param {(option: any) => boolean} isWanted @param {string} words @param {any} [selector] */
    _choose(isWanted, words, selector) {
        const el = this._target(selector);
        const option = [...(el.options || [])].find(isWanted);
        if (!option) {
            throw new Error(`There is no choice ${words}`);
        }
        el.focus();
        el.value = option.value;
        el.dispatchEvent(new Event("input", { bubbles: true }));
        el.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /** @param {string} value @param {any} [selector] */
    async range(value, selector) {
        const el = this._target(selector);
        setValue(el, value);
        el.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /** @param {string} target where it is dropped @param {any} [_options] */
    async drag_and_drop(target, _options) {
        const from = this.anchor;
        const to = this._target(target);
        const end = to.getBoundingClientRect();
        const at = { clientX: end.left + end.width / 2, clientY: end.top + end.height / 2 };
        point(from, ["pointerdown", "mousedown"], { button: 0, buttons: 1 });
        // sorting begins once the pointer has moved a little
        for (const part of [0.2, 0.6, 1]) {
            const start = from.getBoundingClientRect();
            const x = start.left + (at.clientX - start.left) * part;
            const y = start.top + (at.clientY - start.top) * part;
            point(part === 1 ? to : from, ["pointermove", "mousemove"], { clientX: x, clientY: y, buttons: 1 });
            await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        point(to, ["pointerup", "mouseup"], at);
    }
    dragAndDrop = this.drag_and_drop;

    /** Waits until something is on the page. @param {string} selector @param {{timeout?: number}} [options] @returns {Promise<any>} */
    async waitFor(selector, { timeout = 3000 } = {}) {
        const end = performance.now() + timeout;
        for (;;) {
            const el = findTrigger(selector);
            if (el) {
                return el;
            }
            if (performance.now() > end) {
                throw new Error(`Nothing on the page is ${selector} after ${timeout} ms`);
            }
            await new Promise((resolve) => requestAnimationFrame(resolve));
        }
    }
}

const PLAIN = ["click", "dblclick", "hover", "clear", "check", "uncheck"];

/**
 * Does what a step says.
 * @param {any} run a function, or words such as `click`, `edit Ada`, `press Enter && click .next`
 * @param {any} anchor
 */
export async function runAction(run, anchor) {
    const actions = new TourActions(anchor);
    if (typeof run === "function") {
        return run.call({ anchor }, actions);
    }
    for (const command of String(run).split("&&").map((part) => part.trim()).filter(Boolean)) {
        const [, name, argument] = /^(\S+)\s*(.*)$/s.exec(command) || [];
        if (!(name in TourActions.prototype) && name !== "dragAndDrop") {
            throw new Error(`Tours do not know how to "${name}"`);
        }
        await actions[name](PLAIN.includes(name) ? argument || undefined : argument);
    }
}
