import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { parseTime, Time } from "@web/core/l10n/time";

/** A time of day, written or stepped with the arrow keys. */
export class TimePicker extends Component {
    static template = "web.TimePicker";
    static props = {
        cssClass: { type: String, optional: true },
        inputCssClass: { type: String, optional: true },
        value: { optional: true },
        onChange: { type: Function, optional: true },
        onInvalid: { type: Function, optional: true },
        showSeconds: { type: Boolean, optional: true },
        minutesRounding: { type: Number, optional: true },
        placeholder: { type: String, optional: true },
    };
    static defaultProps = { cssClass: "", inputCssClass: "", onChange: () => {}, onInvalid: () => {}, minutesRounding: 5 };

    setup() {
        this.state = useState({ text: this.format(this.props.value), isInvalid: false });
        onWillUpdateProps(({ value }) => {
            if (!Time.from(value)?.equals(Time.from(this.props.value), true)) {
                this.state.text = this.format(value);
            }
        });
    }

    /** @param {any} value */
    format(value) {
        return Time.from(value)?.toString(this.props.showSeconds) ?? "";
    }

    get placeholder() {
        return this.props.placeholder ?? localization.shortTimeFormat;
    }

    /** @param {Event} ev */
    onChange(ev) {
        const { value } = /** @type {HTMLInputElement} */ (ev.target);
        const time = parseTime(value, this.props.showSeconds);
        this.state.isInvalid = Boolean(value) && !time;
        if (time) {
            this.state.text = this.format(time);
            this.props.onChange(time);
        } else {
            this.props.onInvalid();
        }
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        const steps = { ArrowUp: 1, ArrowDown: -1 };
        if (!(ev.key in steps)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const time = parseTime(/** @type {HTMLInputElement} */ (ev.target).value, true) || new Time();
        const step = (ev.ctrlKey ? 60 : Math.max(1, this.props.minutesRounding)) * steps[ev.key];
        const total = (time.hour * 60 + time.minute + step + 1440) % 1440;
        const next = new Time({ hour: Math.floor(total / 60), minute: total % 60, second: time.second });
        this.state.text = this.format(next);
        this.props.onChange(next);
    }
}
