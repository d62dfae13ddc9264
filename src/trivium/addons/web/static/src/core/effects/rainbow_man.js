import { Component, useEffect, useExternalListener } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const DURATIONS = { slow: 4500, medium: 3500, fast: 2000 };

/** A message in the middle of the page that goes by itself. */
export class RainbowMan extends Component {
    static template = "web.RainbowMan";
    static props = { fadeout: String, close: Function, message: { optional: true }, imgUrl: { type: String, optional: true }, Component: { type: Function, optional: true }, props: { type: Object, optional: true } };

    setup() {
        useExternalListener(document.body, "click", this.props.close, { capture: true });
        useEffect(
            () => {
                const duration = DURATIONS[this.props.fadeout];
                const timer = duration && browser.setTimeout(this.props.close, duration);
                return () => browser.clearTimeout(timer);
            },
            () => []
        );
    }
}
