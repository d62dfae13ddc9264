import { reactive } from "@odoo/owl";
import { DateTimePickerPopover } from "@web/core/datetime/datetime_picker_popover";
import { areDatesEqual, formatDate, formatDateTime, parseDate, parseDateTime } from "@web/core/l10n/dates";
import { makePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { ensureArray, zip } from "@web/core/utils/arrays";

const FORMATTERS = { date: formatDate, datetime: formatDateTime };
const PARSERS = { date: parseDate, datetime: parseDateTime };

/** @param {any} a @param {any} b */
const sameValues = (a, b) => zip(ensureArray(a), ensureArray(b), true).every(([x, y]) => areDatesEqual(x || false, y || false));

/** One or two inputs that hold dates, and the calendar that opens from them. */
class PickerController {
    /** @param {any} params @param {any} popoverService */
    constructor(params, popoverService) {
        this.params = params;
        this.isOpen = false;
        this.lastApplied = params.pickerProps?.value;
        this.popover = makePopover(popoverService.add, DateTimePickerPopover, {
            position: "bottom-start",
            arrow: false,
            animation: false,
            popoverClass: "o_datetime_popover",
            setActiveElement: false,
            closeOnClickAway: (target) => !this.inputs.some((input) => input?.contains(target)),
            onClose: () => this.onClosed(),
        });
        this.pickerProps = reactive({ ...params.pickerProps, onSelect: (value, unit) => this.onSelect(value, unit) }, () => this.writeInputs());
    }

    get inputs() {
        return this.params.getInputs();
    }

    get target() {
        return (typeof this.params.target === "function" ? this.params.target() : this.params.target?.el ?? this.params.target) || this.inputs[0];
    }

    /** @param {any} value */
    format(value) {
        const { type } = this.pickerProps;
        return value ? FORMATTERS[type](value, { format: this.params.format, tz: this.pickerProps.tz, showSeconds: this.params.showSeconds }) : "";
    }

    writeInputs() {
        const values = ensureArray(this.pickerProps.value);
        for (const [index, input] of this.inputs.entries()) {
            if (input && input.tagName === "INPUT" && document.activeElement !== input) {
                input.value = this.format(values[index]);
            }
        }
        return values;
    }

    /** @param {any} value @param {"date" | "time"} unit */
    onSelect(value, unit) {
        this.pickerProps.value = value;
        const values = ensureArray(value);
        for (const [index, input] of this.inputs.entries()) {
            if (input?.tagName === "INPUT") {
                input.value = this.format(values[index]);
            }
        }
        this.params.onChange?.(value);
        const isRange = Array.isArray(value);
        if (isRange && unit === "date") {
            this.pickerProps.focusedDateIndex = this.pickerProps.focusedDateIndex ? 0 : 1;
        }
        if (unit === "date" && this.pickerProps.type === "date" && !isRange) {
            this.apply();
            this.close();
        }
    }

    async apply() {
        const { value } = this.pickerProps;
        if (sameValues(this.lastApplied, value)) {
            return;
        }
        this.lastApplied = value;
        await this.params.onApply?.(value);
    }

    /** @param {number} index */
    open(index = 0) {
        this.pickerProps.focusedDateIndex = index;
        if (this.popover.isOpen || !this.target) {
            return;
        }
        this.isOpen = true;
        this.popover.open(this.target, { pickerProps: this.pickerProps });
    }

    close() {
        this.popover.close();
    }

    onClosed() {
        this.isOpen = false;
        this.apply();
        this.params.onClose?.();
    }

    /** What the user wrote into an input. @param {number} index */
    readInput(index) {
        const input = this.inputs[index];
        const { type, tz, value } = this.pickerProps;
        let parsed = false;
        try {
            parsed = input.value.trim() ? PARSERS[type](input.value, { format: this.params.format, tz }) : false;
        } catch {
            // what cannot be read is put back
            input.value = this.format(ensureArray(value)[index]);
            return;
        }
        const { minDate, maxDate } = this.pickerProps;
        if (parsed && ((minDate?.isLuxonDateTime && parsed < minDate.startOf("day")) || (maxDate?.isLuxonDateTime && parsed > maxDate.endOf("day")))) {
            input.value = this.format(ensureArray(value)[index]);
            return;
        }
        if (Array.isArray(value)) {
            const next = [...value];
            next[index] = parsed;
            this.pickerProps.value = next;
        } else {
            this.pickerProps.value = parsed;
        }
        input.value = this.format(parsed);
        this.params.onChange?.(this.pickerProps.value);
        this.apply();
    }

    /** @param {any} props */
    update(props) {
        for (const [key, value] of Object.entries(props)) {
            if (key === "value" ? !sameValues(this.pickerProps.value, value) : this.pickerProps[key] !== value && key !== "focusedDateIndex") {
                this.pickerProps[key] = value;
                if (key === "value") {
                    this.lastApplied = value;
                }
            }
        }
        this.writeInputs();
    }

    enable() {
        const cleanups = [];
        for (const [index, input] of this.inputs.entries()) {
            if (!input) {
                continue;
            }
            const listeners = {
                click: () => this.open(index),
                focus: () => {
                    this.pickerProps.focusedDateIndex = index;
                },
                change: () => this.readInput(index),
                keydown: (ev) => this.onKeydown(ev, index),
            };
            for (const [name, listener] of Object.entries(listeners)) {
                input.addEventListener(name, listener);
                cleanups.push(() => input.removeEventListener(name, listener));
            }
        }
        this.writeInputs();
        return () => {
            for (const cleanup of cleanups) {
                cleanup();
            }
            this.popover.close();
        };
    }

    /** @param {KeyboardEvent} ev @param {number} index */
    onKeydown(ev, index) {
        if (ev.key === "Enter" || (ev.key === "Tab" && this.popover.isOpen)) {
            this.readInput(index);
            this.close();
        } else if (ev.key === "Escape" && this.popover.isOpen) {
            ev.stopPropagation();
            ev.preventDefault();
            this.pickerProps.value = this.lastApplied;
            this.close();
        } else if (ev.key === "ArrowDown" && ev.altKey) {
            this.open(index);
        }
    }
}

export const datetimePickerService = {
    dependencies: ["popover"],
    start(env, { popover }) {
        return {
            /**
             * @param {any} params `{pickerProps, onApply, onChange, onClose, format, target, createPopover, ensureVisibility, showSeconds, getInputs}`
             * @param {() => (HTMLElement | null)[]} [getInputs]
             */
            create(params, getInputs = () => [params.target, null]) {
                const controller = new PickerController({ ...params, getInputs: params.getInputs || getInputs }, popover);
                return {
                    enable: () => controller.enable(),
                    disable: () => controller.close(),
                    isOpen: () => controller.popover.isOpen,
                    open: (index) => controller.open(index),
                    close: () => controller.close(),
                    update: (props) => controller.update(props),
                    state: controller.pickerProps,
                };
            },
        };
    },
};

registry.category("services").add("datetime_picker", datetimePickerService);

