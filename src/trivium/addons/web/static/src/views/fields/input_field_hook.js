import { useComponent, useEffect, useRef } from "@odoo/owl";
import { useBus } from "@web/core/utils/hooks";

/** What was typed cannot be read as a value. */
class Unreadable {
    /** @param {Error} error */
    constructor(error) {
        this.error = error;
    }
}

/** @param {(text: string) => any} parse @param {string} text */
function read(parse, text) {
    try {
        return parse(text);
    } catch (error) {
        if (error instanceof Error) {
            return new Unreadable(error);
        }
        throw error;
    }
}

/**
 * Bind a text input to a field of the record of the props.
 *
 * While somebody types, the input is theirs: it shows the value of the record again once the change is committed,
 * when it loses the focus or when the record is about to be saved.
 *
 * @param {{getValue: () => string, refName?: string, ref?: {el: any}, parse?: (text: string) => any, preventLineBreaks?: boolean,
 *   fieldName?: string, shouldSave?: () => boolean}} params
 */
export function useInputField(params) {
    const { getValue, parse = (text) => text, preventLineBreaks, shouldSave } = params;
    const inputRef = params.ref || useRef(params.refName || "input");
    const component = useComponent();
    const fieldNameOf = () => params.fieldName || component.props.name;
    let isTyping = false;
    /** @type {string|null} */
    let committed = null;

    /** @param {boolean} value */
    function tell(value) {
        isTyping = value;
        component.props.record.model.bus.trigger("FIELD_IS_DIRTY", value);
    }

    /** @param {any} ev */
    function onInput(ev) {
        tell(ev.target.value !== committed);
        if (component.props.setDirty) {
            component.props.setDirty(isTyping);
        }
        if (component.props.record.isFieldInvalid(fieldNameOf())) {
            component.props.record.resetFieldValidity(fieldNameOf());
        }
    }

    /** Give what was typed to the record. */
    async function commit() {
        const el = inputRef.el;
        if (!el || !isTyping) {
            return;
        }
        const { record } = component.props;
        const name = fieldNameOf();
        const value = read(parse, el.value);
        if (value instanceof Unreadable) {
            tell(false);
            committed = el.value;
            record.setInvalidField(name);
            return;
        }
        committed = el.value;
        tell(false);
        record.resetFieldValidity(name);
        const isSame = JSON.stringify(value) === JSON.stringify(component.props.record.data[name]);
        if (isSame) {
            show();
            return;
        }
        await record.update({ [name]: value }, { save: Boolean(shouldSave?.()) });
        show();
    }

    /** @param {any} ev */
    function onKeydown(ev) {
        if (ev.key === "Enter" && preventLineBreaks && ev.target.tagName === "TEXTAREA") {
            ev.preventDefault();
        }
        if (["Enter", "Tab"].includes(ev.key)) {
            commit();
        }
        if (ev.key === "Escape" && isTyping) {
            ev.preventDefault();
            ev.stopPropagation();
            tell(false);
            show();
        }
    }

    /** Show the value of the record. */
    function show() {
        const el = inputRef.el;
        const { record } = component.props;
        if (!el || isTyping || record.isFieldInvalid(fieldNameOf()) && committed === el.value && committed !== "") {
            return;
        }
        const value = getValue();
        if (el.value !== value) {
            el.value = value;
        }
        committed = value;
    }

    useEffect(
        (el) => {
            if (!el) {
                return undefined;
            }
            el.addEventListener("input", onInput);
            el.addEventListener("change", commit);
            el.addEventListener("keydown", onKeydown);
            el.addEventListener("blur", commit);
            return () => {
                el.removeEventListener("input", onInput);
                el.removeEventListener("change", commit);
                el.removeEventListener("keydown", onKeydown);
                el.removeEventListener("blur", commit);
            };
        },
        () => [inputRef.el],
    );
    useEffect(() => show());
    const { bus } = component.props.record.model;
    useBus(bus, "NEED_LOCAL_CHANGES", (/** @type {any} */ ev) => ev.detail.proms.push(commit()));
    useBus(bus, "WILL_SAVE_URGENTLY", () => commit());
    return inputRef;
}
