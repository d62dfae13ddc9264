import { Component, onWillUnmount, useState, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { formatDateTime } from "../formatters";
import { standardFieldProps } from "../standard_field_props";

/** How long ago something was, or how long it will be; the moment itself on hovering. */
export class RelativeTimeField extends Component {
    static template = xml`<time t-if="value" t-att-datetime="value.toISO()" t-att-title="exact" t-esc="text"/>`;
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ now: luxon.DateTime.now() });
        const timer = browser.setInterval(() => {
            this.state.now = luxon.DateTime.now();
        }, 60_000);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get exact() {
        return formatDateTime(this.value);
    }

    get text() {
        const base = this.state.now;
        const isNow = Math.abs(base.diff(this.value, "seconds").seconds) < 45;
        return isNow ? _t("just now") : this.value.toRelative({ base });
    }
}

export const relativeTimeField = { component: RelativeTimeField, displayName: _t("Time ago"), supportedTypes: ["date", "datetime"] };

registry.category("fields").add("relative_time", relativeTimeField);
