import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "../integer/integer_field";

/** The id of a record of a model that another field names. */
export class Many2OneReferenceIntegerField extends IntegerField {
    get value() {
        const value = this.props.record.data[this.props.name];
        return value ? value.resId : 0;
    }
}

registry.category("fields").add("many2one_reference_integer", {
    ...integerField,
    component: Many2OneReferenceIntegerField,
    displayName: _t("Id of a record"),
    supportedTypes: ["many2one_reference"],
});
