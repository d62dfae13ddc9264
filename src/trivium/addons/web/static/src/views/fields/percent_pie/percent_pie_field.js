import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** A percentage as a ring. */
export class PercentPieField extends Component {
    static template = "web.PercentPieField";
    static props = { ...standardFieldProps, string: { type: String, optional: true } };

    get value() {
        return Math.round(this.props.record.data[this.props.name] || 0);
    }
}

export const percentPieField = {
    component: PercentPieField,
    displayName: _t("Ring"),
    supportedTypes: ["float", "integer"],
    isEmpty: () => false,
    additionalClasses: ["o_field_percent_pie"],
    extractProps: ({ string }) => ({ string }),
};

registry.category("fields").add("percentpie", percentPieField);
