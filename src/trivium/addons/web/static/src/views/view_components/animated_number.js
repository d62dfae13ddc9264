import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatInteger, formatMonetary } from "../fields/formatters";

const STEPS = 12;

/** A number that runs to its new value; it jumps where less motion is asked for. */
export class AnimatedNumber extends Component {
    static template = "web.AnimatedNumber";
    static props = {
        value: Number,
        duration: { type: Number, optional: true },
        animationClass: { type: String, optional: true },
        currency: { optional: true },
        title: { type: String, optional: true },
        slots: { type: Object, optional: true },
    };
    static defaultProps = { duration: 240 };

    setup() {
        this.state = useState({ value: this.props.value });
        onWillUpdateProps((nextProps) => this.run(this.state.value, nextProps.value));
    }

    /** @param {number} from @param {number} to */
    run(from, to) {
        const isStill = browser.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
        if (from === to || isStill) {
            this.state.value = to;
            return;
        }
        for (let step = 1; step <= STEPS; step += 1) {
            browser.setTimeout(() => {
                this.state.value = step === STEPS ? to : from + ((to - from) * step) / STEPS;
            }, (this.props.duration * step) / STEPS);
        }
    }

    get text() {
        const { currency } = this.props;
        const value = Math.round(this.state.value);
        const options = { humanReadable: Math.abs(value) >= 100000, decimals: 0 };
        return currency ? formatMonetary(value, { ...options, currencyId: currency, digits: [16, 0] }) : formatInteger(value, options);
    }
}
