import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatSelection } from "../formatters";
import { standardFieldProps } from "../standard_field_props";

/** The label of a value in a tint of its own. */
export class LabelSelectionField extends Component {
    static template = "web.LabelSelectionField";
    static props = { ...standardFieldProps, classesObj: { type: Object, optional: true } };
    static defaultProps = { classesObj: {} };

    get className() {
        return this.props.classesObj[this.props.record.data[this.props.name]] || "primary";
    }

    get string() {
        const { name, record } = this.props;
        return formatSelection(record.data[name], { selection: record.fields[name].selection });
    }
}

export const labelSelectionField = {
    component: LabelSelectionField,
    displayName: _t("Label"),
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({ classesObj: options.classes }),
};

registry.category("fields").add("label_selection", labelSelectionField);
