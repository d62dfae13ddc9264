import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { getClassNameFromDecoration } from "../../utils";
import { formatDate } from "../formatters";
import { standardFieldProps } from "../standard_field_props";

/** Beyond this many days the date says more than their number. */
const FAR = 99;

/** How many days are left until a date. */
export class RemainingDaysField extends Component {
    static template = "web.RemainingDaysField";
    static components = { DateTimeInput };
    static props = { ...standardFieldProps, classes: { type: Object, optional: true } };
    static defaultProps = { classes: { bf: "days <= 0", danger: "days < 0", warning: "days == 0" } };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get days() {
        return this.value ? Math.round(this.value.startOf("day").diff(today(), "days").days) : null;
    }

    get text() {
        const { days } = this;
        if (days === null) {
            return "";
        }
        if (Math.abs(days) > FAR) {
            return this.formattedDate;
        }
        if (days === 0) {
            return _t("Today");
        }
        if (Math.abs(days) === 1) {
            return days > 0 ? _t("Tomorrow") : _t("Yesterday");
        }
        return days > 0 ? _t("In %s days", days) : _t("%s days ago", -days);
    }

    get formattedDate() {
        return formatDate(this.value);
    }

    get className() {
        const { days } = this;
        if (days === null) {
            return "";
        }
        const evalContext = { ...this.props.record.evalContext, days };
        return Object.entries(this.props.classes)
            .filter(([, condition]) => evaluateBooleanExpr(/** @type {string} */ (condition), evalContext))
            .map(([decoration]) => getClassNameFromDecoration(decoration))
            .join(" ");
    }

    get inputProps() {
        const { id, name, record } = this.props;
        return {
            id,
            type: record.fields[name].type,
            value: this.value,
            onApply: (/** @type {any} */ value) => record.update({ [name]: value || false }),
        };
    }
}

export const remainingDaysField = {
    component: RemainingDaysField,
    displayName: _t("Days left"),
    supportedTypes: ["date", "datetime"],
    extractProps: ({ options }) => ({ classes: options.classes }),
};

registry.category("fields").add("remaining_days", remainingDaysField);
