import { Component } from "@odoo/owl";
import { DateTimePicker } from "@web/core/datetime/datetime_picker";
import { useDateTimePicker } from "@web/core/datetime/datetime_picker_hook";
import { omit } from "@web/core/utils/objects";

const OWN = {
    format: { type: String, optional: true },
    id: { type: String, optional: true },
    class: { type: String, optional: true },
    onChange: { type: Function, optional: true },
    onApply: { type: Function, optional: true },
    placeholder: { type: String, optional: true },
    disabled: { type: Boolean, optional: true },
    showSeconds: { type: Boolean, optional: true },
    ariaLabel: { type: String, optional: true },
};

/** A text input for a date, with a calendar. */
export class DateTimeInput extends Component {
    static template = "web.DateTimeInput";
    static props = /** @type {any} */ ({ ...DateTimePicker.props, ...OWN, "*": true });

    setup() {
        const pickerProps = () => ({ type: "datetime", value: false, ...omit(this.props, ...Object.keys(OWN)) });
        useDateTimePicker({
            format: this.props.format,
            showSeconds: this.props.showSeconds,
            pickerProps,
            onApply: (...args) => this.props.onApply?.(...args),
            onChange: (...args) => this.props.onChange?.(...args),
        });
    }
}
