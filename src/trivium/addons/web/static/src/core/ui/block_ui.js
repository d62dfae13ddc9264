import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";

const LATE = 3000;

/** Keeps the page from being used while something must not be disturbed; says so when that takes long. */
export class BlockUI extends Component {
    static template = "web.BlockUI";
    static props = { bus: Object };

    setup() {
        this.state = useState({ isBlocked: false, message: "" });
        this.timer = 0;
        useBus(this.props.bus, "BLOCK", ({ detail }) => this.block(detail));
        useBus(this.props.bus, "UNBLOCK", () => this.unblock());
    }

    block({ message, delay } = /** @type {any} */ ({})) {
        const show = () => {
            this.state.isBlocked = true;
            this.state.message = message || "";
            this.timer = browser.setTimeout(() => {
                this.state.message = message || _t("Still working. You can leave this page open.");
            }, LATE);
        };
        if (delay) {
            this.timer = browser.setTimeout(show, delay);
        } else {
            show();
        }
    }

    unblock() {
        browser.clearTimeout(this.timer);
        this.state.isBlocked = false;
    }
}
