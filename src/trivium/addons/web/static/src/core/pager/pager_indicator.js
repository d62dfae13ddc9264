import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { PAGER_UPDATED_EVENT, pagerBus } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";

const SHOWN_FOR = 1400;

/** Tells screen readers where a pager has gone to. */
export class PagerIndicator extends Component {
    static template = "web.PagerIndicator";
    static props = {};

    setup() {
        this.state = useState({ show: false, value: "-", total: 0 });
        this.timer = 0;
        useBus(pagerBus, PAGER_UPDATED_EVENT, ({ detail }) => {
            Object.assign(this.state, { ...detail, show: true });
            browser.clearTimeout(this.timer);
            this.timer = browser.setTimeout(() => {
                this.state.show = false;
            }, SHOWN_FOR);
        });
    }
}

registry.category("main_components").add("PagerIndicator", { Component: PagerIndicator });
