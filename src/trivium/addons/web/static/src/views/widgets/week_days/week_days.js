import { Component } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { localization } from "@web/core/l10n/localization";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "../standard_widget_props";

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Some days of the week, each a boolean field. */
export class WeekDays extends Component {
    static template = "web.WeekDays";
    static components = { CheckBox };
    static props = standardWidgetProps;

    get days() {
        const start = localization.weekStart % 7;
        return [...DAYS.slice(start), ...DAYS.slice(0, start)].map((name) => ({
            name,
            label: luxon.Info.weekdays("short")[(DAYS.indexOf(name) + 6) % 7],
            value: Boolean(this.props.record.data[name]),
        }));
    }

    /** @param {string} day @param {boolean} checked */
    onChange(day, checked) {
        return this.props.record.update({ [day]: checked });
    }
}

export const weekDays = {
    component: WeekDays,
    fieldDependencies: DAYS.map((name) => ({ name, type: "boolean", readonly: "False" })),
};

registry.category("view_widgets").add("week_days", weekDays);
