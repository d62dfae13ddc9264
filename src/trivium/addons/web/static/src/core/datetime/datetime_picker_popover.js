import { Component } from "@odoo/owl";
import { DateTimePicker } from "@web/core/datetime/datetime_picker";

export class DateTimePickerPopover extends Component {
    static template = "web.DateTimePickerPopover";
    static components = { DateTimePicker };
    static props = { close: Function, pickerProps: Object };

    get isDateTimeRange() {
        const { type, value } = this.props.pickerProps;
        return type === "datetime" || Array.isArray(value);
    }
}
