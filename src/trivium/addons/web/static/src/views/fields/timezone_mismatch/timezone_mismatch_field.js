import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SelectionField, selectionField } from "../selection/selection_field";

/** A time zone; says so where it is another than that of the browser. */
export class TimezoneMismatchField extends SelectionField {
    static template = "web.TimezoneMismatchField";
    static props = { ...SelectionField.props, tzOffsetField: { type: String, optional: true }, mismatchTitle: { type: String, optional: true } };
    static defaultProps = { ...SelectionField.defaultProps, tzOffsetField: "tz_offset", mismatchTitle: _t("Your browser is in another time zone. Choose your own to see the right times.") };

    get mismatch() {
        const given = this.props.record.data[this.props.tzOffsetField];
        if (!given) {
            return false;
        }
        const [, sign, hours, minutes] = /([+-]?)(\d{2})(\d{2})/.exec(given) || [];
        const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
        return offset + new Date().getTimezoneOffset() !== 0;
    }
}

export const timezoneMismatchField = {
    ...selectionField,
    component: TimezoneMismatchField,
    additionalClasses: ["d-flex"],
    fieldDependencies: ({ options }) => [{ name: options.tz_offset_field || "tz_offset", type: "char" }],
    extractProps: (/** @type {any} */ info, /** @type {any} */ dynamicInfo) => ({
        ...selectionField.extractProps(info, dynamicInfo),
        tzOffsetField: info.options.tz_offset_field,
        mismatchTitle: info.options.mismatch_title,
    }),
};

registry.category("fields").add("timezone_mismatch", timezoneMismatchField);
