import { onWillRender, useEffect, useRef } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * A calendar for the inputs with the refs "start-date" and "end-date" (or the element of `target`).
 * @param {any} params `{target: refName, pickerProps (an object or a function), onApply, onChange, onClose, format, ...}`
 */
export function useDateTimePicker(params) {
    const service = useService("datetime_picker");
    const startRef = useRef("start-date");
    const endRef = useRef("end-date");
    const targetRef = typeof params.target === "string" ? useRef(params.target) : null;
    const getProps = () => (typeof params.pickerProps === "function" ? params.pickerProps() : params.pickerProps);
    const picker = service.create({
        ...params,
        pickerProps: getProps(),
        target: targetRef ? () => targetRef.el : params.target,
        getInputs: () => (startRef.el || endRef.el ? [startRef.el, endRef.el] : [targetRef?.el ?? null]),
    });
    onWillRender(() => picker.update(getProps()));
    useEffect(
        () => picker.enable(),
        () => [startRef.el, endRef.el, targetRef?.el]
    );
    return picker;
}
