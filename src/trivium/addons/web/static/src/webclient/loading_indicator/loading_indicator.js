import { Component, onWillDestroy, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const DELAY = 250;

/** A thin line at the top of the page while the server is at work. */
export class LoadingIndicator extends Component {
    static template = "web.LoadingIndicator";
    static props = {};

    setup() {
        this.state = useState({ isShown: false });
        this.pending = new Set();
        this.timer = 0;
        const start = (/** @type {any} */ { detail }) => this.start(detail);
        const stop = (/** @type {any} */ { detail }) => this.stop(detail);
        rpcBus.addEventListener("RPC:REQUEST", start);
        rpcBus.addEventListener("RPC:RESPONSE", stop);
        onWillDestroy(() => {
            rpcBus.removeEventListener("RPC:REQUEST", start);
            rpcBus.removeEventListener("RPC:RESPONSE", stop);
            browser.clearTimeout(this.timer);
        });
    }

    start({ data, settings }) {
        if (settings.silent) {
            return;
        }
        this.pending.add(data.id);
        if (this.pending.size === 1) {
            this.timer = browser.setTimeout(() => {
                this.state.isShown = true;
            }, DELAY);
        }
    }

    stop({ data, settings }) {
        if (settings.silent) {
            return;
        }
        this.pending.delete(data.id);
        if (!this.pending.size) {
            browser.clearTimeout(this.timer);
            this.state.isShown = false;
        }
    }
}

registry.category("main_components").add("LoadingIndicator", { Component: LoadingIndicator });
