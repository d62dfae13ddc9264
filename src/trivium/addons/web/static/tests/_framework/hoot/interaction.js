/**
 * What people do: pointer, keyboard, forms. Each returns once the events have happened.
 */
import { animationFrame } from "@web/../tests/_framework/hoot/time";
import { getActiveElement, getFocusableElements, queryAny, queryFirst } from "@web/../tests/_framework/hoot/query";

/** @param {any} target */
const elementOf = async (target) => queryAny(await target);

/** @param {any} target @param {string} type @param {any} [init] */
export function dispatch(target, type, init = {}) {
    const element = queryAny(target);
    const Kind = /^(key)/.test(type) ? KeyboardEvent
        : /^(pointer)/.test(type) ? PointerEvent
        : /^(click|dblclick|auxclick|contextmenu|mouse)/.test(type) ? MouseEvent
        : /^drag|^drop/.test(type) ? DragEvent
        : /^(focus|blur)/.test(type) ? FocusEvent
        : /^(before)?input$/.test(type) ? InputEvent
        : Event; // prettier-ignore
    const silent = ["mouseenter", "mouseleave", "pointerenter", "pointerleave", "focus", "blur"].includes(type);
    const event = new Kind(type, { bubbles: !silent, cancelable: true, composed: true, view: window, ...init });
    element.dispatchEvent(event);
    return event;
}

/** @param {Element} element @param {any} [position] */
function at(element, position) {
    const box = element.getBoundingClientRect();
    const { x, y } = typeof position === "object" ? position : {};
    return { clientX: x ?? box.x + box.width / 2, clientY: y ?? box.y + box.height / 2 };
}

let hovered = null;

/** @param {any} target @param {any} [options] */
export async function hover(target, options = {}) {
    const element = await elementOf(target);
    const init = at(element, options.position);
    if (hovered !== element) {
        if (hovered?.isConnected) {
            await leave();
        }
        for (const type of ["pointerover", "pointerenter", "mouseover", "mouseenter"]) {
            dispatch(element, type, init);
        }
        hovered = element;
    }
    dispatch(element, "pointermove", init);
    dispatch(element, "mousemove", init);
}

export async function leave() {
    if (hovered?.isConnected) {
        for (const type of ["pointerout", "pointerleave", "mouseout", "mouseleave"]) {
            dispatch(hovered, type);
        }
    }
    hovered = null;
}

/** @param {any} element */
function focus(element) {
    const target = element.closest("a[href], button, input, select, textarea, [contenteditable=true], [tabindex]");
    const active = /** @type {any} */ (getActiveElement());
    if (target && target !== active) {
        leaveInput(active);
        target.focus();
    } else if (!target && active !== document.body) {
        leaveInput(active);
        active.blur();
    }
}

/** Inputs that were typed into tell of their change when the focus goes. @type {WeakSet<Element>} */
const typedInto = new WeakSet();

/** @param {any} element */
function leaveInput(element) {
    if (element && typedInto.delete(element)) {
        dispatch(element, "change");
    }
}

/** @param {any} target @param {any} [options] */
export async function pointerDown(target, options = {}) {
    const element = await elementOf(target);
    await hover(element, options);
    const init = { ...at(element, options.position), button: options.button || 0, buttons: 1, pointerId: 1, isPrimary: true, ...options.modifiers };
    const first = dispatch(element, "pointerdown", init);
    const second = first.defaultPrevented ? first : dispatch(element, "mousedown", init);
    if (!second.defaultPrevented) {
        focus(element);
    }
    return init;
}

/** @param {any} target @param {any} [options] */
export async function pointerUp(target, options = {}) {
    const element = await elementOf(target);
    const init = { ...at(element, options.position), button: options.button || 0, pointerId: 1, isPrimary: true };
    dispatch(element, "pointerup", init);
    dispatch(element, "mouseup", init);
}

/** @param {any} target @param {any} [options] */
export async function click(target, options = {}) {
    const element = await elementOf(target);
    if (element.disabled) {
        throw new Error("A person cannot click on what is disabled");
    }
    const modifiers = { ctrlKey: options.ctrlKey, altKey: options.altKey, shiftKey: options.shiftKey, metaKey: options.metaKey };
    const init = await pointerDown(element, { ...options, modifiers });
    await pointerUp(element, options);
    if (element.isConnected) {
        dispatch(element, options.button === 1 ? "auxclick" : options.button === 2 ? "contextmenu" : "click", { ...init, ...modifiers, detail: options.detail || 1 });
    }
    await Promise.resolve();
}

export const middleClick = (target, options) => click(target, { ...options, button: 1 });
export const rightClick = (target, options) => click(target, { ...options, button: 2 });

/** @param {any} target @param {any} [options] */
export async function dblclick(target, options) {
    const element = await elementOf(target);
    await click(element, options);
    await click(element, { ...options, detail: 2 });
    dispatch(element, "dblclick", at(element));
}

const KEYS = { enter: "Enter", escape: "Escape", esc: "Escape", tab: "Tab", space: " ", backspace: "Backspace", delete: "Delete",
    arrowup: "ArrowUp", arrowdown: "ArrowDown", arrowleft: "ArrowLeft", arrowright: "ArrowRight", home: "Home", end: "End", pageup: "PageUp", pagedown: "PageDown" }; // prettier-ignore
const MODIFIERS = { control: "ctrlKey", ctrl: "ctrlKey", alt: "altKey", shift: "shiftKey", meta: "metaKey", cmd: "metaKey" };

/** @param {any} strokes "Enter", ["Control", "k"], or "ctrl+k" */
function read(strokes) {
    const parts = Array.isArray(strokes) ? strokes : strokes.length > 1 ? strokes.split("+") : [strokes];
    const init = { key: "" };
    for (const part of parts) {
        const modifier = MODIFIERS[part.toLowerCase()];
        if (modifier) {
            init[modifier] = true;
            init.key ||= { ctrlKey: "Control", altKey: "Alt", shiftKey: "Shift", metaKey: "Meta" }[modifier];
        } else {
            init.key = KEYS[part.toLowerCase()] || part;
        }
    }
    const code = /^[a-z]$/i.test(init.key) ? `Key${init.key.toUpperCase()}` : /^\d$/.test(init.key) ? `Digit${init.key}` : init.key;
    return { ...init, code };
}

export const keyDown = async (strokes, options = {}) => dispatch(getActiveElement(), "keydown", { ...read(strokes), ...options });
export const keyUp = async (strokes, options = {}) => dispatch(getActiveElement(), "keyup", { ...read(strokes), ...options });

/** @param {any} strokes @param {any} [options] */
export async function press(strokes, options = {}) {
    const init = { ...read(strokes), ...options };
    const element = /** @type {any} */ (getActiveElement());
    const down = dispatch(element, "keydown", init);
    if (!down.defaultPrevented) {
        byDefault(element, init);
    }
    dispatch(element.isConnected ? element : document.body, "keyup", init);
    await Promise.resolve();
}

/** What browsers do at a key that nobody has handled. @param {any} element @param {any} init */
function byDefault(element, init) {
    const plain = !init.ctrlKey && !init.metaKey && !init.altKey;
    if (init.key === "Tab") {
        const all = getFocusableElements();
        const next = all[all.indexOf(element) + (init.shiftKey ? -1 : 1)];
        leaveInput(element);
        (next || element).focus();
    } else if (init.key === "Enter" && element.matches("button, a[href]")) {
        element.click();
    } else if (init.key === "Enter" && element.matches("input")) {
        leaveInput(element);
    } else if (init.key === " " && element.matches("button, input[type=checkbox]")) {
        element.click();
    } else if (plain && init.key.length === 1) {
        insert(element, init.key);
    } else if (init.key === "Backspace" && isText(element)) {
        const [start, end] = [element.selectionStart, element.selectionEnd];
        setValue(element, element.value.slice(0, start === end ? Math.max(start - 1, 0) : start) + element.value.slice(end), "deleteContentBackward");
    }
}

const isText = (element) => element.matches("input, textarea");

/** @param {any} element @param {string} value @param {string} inputType @param {string} [data] */
function setValue(element, value, inputType, data) {
    element.value = value;
    typedInto.add(element);
    dispatch(element, "input", { inputType, data });
}

/** @param {any} element @param {string} text */
function insert(element, text) {
    if (isText(element)) {
        const start = element.selectionStart ?? element.value.length;
        const end = element.selectionEnd ?? start;
        const value = element.value.slice(0, start) + text + element.value.slice(end);
        setValue(element, value, "insertText", text);
        if (element.selectionStart !== null) {
            element.setSelectionRange(start + text.length, start + text.length);
        }
    } else if (element.isContentEditable) {
        document.execCommand("insertText", false, text);
    }
}

/** Types into what has the focus. @param {any} value @param {any} [options] `confirm`: "enter", "blur", "tab", "auto" or false */
export async function fill(value, options = {}) {
    const element = /** @type {any} */ (getActiveElement());
    if (element.matches("input[type=file]")) {
        return setInputFiles(value);
    }
    if (options.instantly || /^(date|time|number|range|color|datetime-local)$/.test(element.type)) {
        setValue(element, String(value), "insertReplacementText", String(value));
    } else {
        for (const letter of String(value)) {
            const init = read([letter]);
            if (!dispatch(element, "keydown", init).defaultPrevented) {
                insert(element, letter);
            }
            dispatch(element, "keyup", init);
        }
    }
    await confirm(element, options.confirm);
}

/** @param {any} element @param {any} how */
async function confirm(element, how) {
    if (how === "enter") {
        await press("Enter");
        leaveInput(element);
    } else if (how === "tab") {
        await press("Tab");
    } else if (how === "blur" || how === "auto") {
        leaveInput(element);
        element.blur();
    }
}

/** @param {any} [options] */
export async function clear(options = {}) {
    const element = /** @type {any} */ (getActiveElement());
    if (isText(element)) {
        if (element.value) {
            setValue(element, "", "deleteContentBackward");
        }
    } else if (element.isContentEditable) {
        element.textContent = "";
        dispatch(element, "input", { inputType: "deleteContentBackward" });
    }
    await confirm(element, options.confirm);
}

/** Replaces what the focused field holds. @param {any} value @param {any} [options] */
export async function edit(value, options = {}) {
    await clear();
    await fill(value, options);
}

/** @param {any} target */
async function toggle(target, wanted) {
    const element = await elementOf(target);
    const box = element.matches("input") ? element : queryFirst("input[type=checkbox], input[type=radio]", { root: element });
    if (box.checked !== wanted) {
        await click(box);
    }
}
export const check = (target) => toggle(target, true);
export const uncheck = (target) => toggle(target, false);

/** Chooses in a `select`. @param {any} values @param {{target?: any}} [options] */
export async function select(values, { target } = {}) {
    const element = target ? await elementOf(target) : /** @type {any} */ (getActiveElement());
    const wanted = [values].flat().map(String);
    if (wanted.some((value) => ![...element.options].some((option) => option.value === value))) {
        throw new Error(`There is no such option: ${wanted}`);
    }
    for (const option of element.options) {
        option.selected = wanted.includes(option.value);
    }
    dispatch(element, "input");
    dispatch(element, "change");
}

/** @param {File | File[]} files */
export async function setInputFiles(files) {
    const element = /** @type {any} */ (getActiveElement().matches("input[type=file]") ? getActiveElement() : queryFirst("input[type=file]"));
    const transfer = new DataTransfer();
    [files].flat().forEach((file) => transfer.items.add(file));
    element.files = transfer.files;
    dispatch(element, "change");
}

/** @param {any} target @param {{x?: number, y?: number, left?: number, top?: number}} position */
export async function scroll(target, position) {
    const element = await elementOf(target);
    element.scrollTo({ left: position.x ?? position.left, top: position.y ?? position.top });
    dispatch(element, "scroll");
}

/** @param {any} target @param {any} [options] @returns {Promise<any>} helpers: `moveTo`, `drop`, `cancel` */
export async function drag(target, options = {}) {
    const element = await elementOf(target);
    await pointerDown(element, options);
    let over = element;
    const helpers = {
        async moveTo(/** @type {any} */ to, /** @type {any} */ moving = {}) {
            over = await elementOf(to);
            const init = { ...at(over, moving.position), buttons: 1, pointerId: 1 };
            for (const [type, where] of /** @type {[string, any][]} */ ([["pointermove", element], ["mousemove", element], ["pointermove", over], ["mousemove", over]])) {
                dispatch(where.isConnected ? where : document.body, type, init);
            }
            await animationFrame();
            return helpers;
        },
        async drop(/** @type {any} */ to, /** @type {any} */ moving) {
            if (to) {
                await helpers.moveTo(to, moving);
            }
            await pointerUp(over.isConnected ? over : document.body);
            await animationFrame();
        },
        cancel: () => press("Escape"),
    };
    if (options.initialPointerMoveDistance !== 0) {
        const { clientX, clientY } = at(element);
        dispatch(element, "pointermove", { clientX: clientX + 10, clientY: clientY + 10, buttons: 1, pointerId: 1 });
        await animationFrame();
    }
    return helpers;
}

/** Forgets where the pointer was. */
export function resetPointer() {
    hovered = null;
}
