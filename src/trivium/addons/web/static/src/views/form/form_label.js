import { Component } from "@odoo/owl";
import { fieldVisualFeedback, scopedId } from "../fields/field";
import { getTooltipInfo } from "../fields/field_tooltip";
import { isUnset } from "@web/model/relational_model/values";

/** The label of a field; says in words that the field needs a value. */
export class FormLabel extends Component {
    static template = "web.FormLabel";
    static props = {
        fieldInfo: { type: Object },
        fieldName: { type: String },
        record: { type: Object },
        id: { type: String, optional: true },
        string: { type: String, optional: true },
        className: { type: String, optional: true },
        notMuttedLabel: { type: Boolean, optional: true },
    };

    get controlId() {
        return this.props.id && scopedId(this.props.id, this.props.record, this.env);
    }

    get feedback() {
        return fieldVisualFeedback(this.props.fieldInfo.field, this.props.record, this.props.fieldName, this.props.fieldInfo);
    }

    get text() {
        const { string, fieldInfo, record, fieldName } = this.props;
        return string ?? fieldInfo?.string ?? record.fields[fieldName].string;
    }

    get needsValue() {
        const { record, fieldName } = this.props;
        const { required, readonly, invalid } = this.feedback;
        return invalid || (required && !readonly && isUnset(record.fields[fieldName], record.data[fieldName]));
    }

    get hasHelp() {
        return Boolean(this.props.fieldInfo.help) || Boolean(/** @type {any} */ (globalThis).odoo?.debug);
    }

    get tooltip() {
        const { record, fieldInfo, fieldName } = this.props;
        return getTooltipInfo({ field: record.fields[fieldName], fieldInfo, resModel: record.resModel });
    }
}
