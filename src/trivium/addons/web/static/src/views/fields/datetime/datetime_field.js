import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { areDatesEqual, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { exprToBoolean } from "@web/core/utils/strings";
import { formatDate, formatDateTime } from "../formatters";
import { standardFieldProps } from "../standard_field_props";

/** A date, a point in time, or the two ends of a range. */
export class DateTimeField extends Component {
    static template = "web.DateTimeField";
    static components = { DateTimeInput };
    static props = {
        ...standardFieldProps,
        endDateField: { type: String, optional: true },
        startDateField: { type: String, optional: true },
        maxDate: { type: String, optional: true },
        minDate: { type: String, optional: true },
        alwaysRange: { type: Boolean, optional: true },
        placeholder: { type: String, optional: true },
        required: { type: Boolean, optional: true },
        rounding: { type: Number, optional: true },
        numeric: { type: Boolean, optional: true },
        showSeconds: { type: Boolean, optional: true },
        showTime: { type: Boolean, optional: true },
        showDate: { type: Boolean, optional: true },
        minPrecision: { type: String, optional: true },
        maxPrecision: { type: String, optional: true },
        warnFuture: { type: Boolean, optional: true },
        condensed: { type: Boolean, optional: true },
    };
    static defaultProps = { showSeconds: false, showTime: true, showDate: true };

    get field() {
        return this.props.record.fields[this.props.name];
    }

    get isRange() {
        return Boolean(this.props.startDateField || this.props.endDateField);
    }

    get startField() {
        return this.props.startDateField || this.props.name;
    }

    get endField() {
        return this.props.endDateField || (this.props.startDateField ? this.props.name : null);
    }

    get inputs() {
        const { id, placeholder, record } = this.props;
        const ends = this.isRange ? [this.startField, /** @type {string} */ (this.endField)] : [this.props.name];
        return ends.map((name, index) => ({
            name,
            label: record.fields[name].string,
            props: {
                id: index === 0 ? id : undefined,
                name,
                type: this.field.type,
                value: record.data[name],
                placeholder,
                showSeconds: this.props.showSeconds,
                rounding: this.props.rounding,
                minPrecision: this.props.minPrecision,
                maxPrecision: this.props.maxPrecision,
                minDate: this.parseLimit(this.props.minDate),
                maxDate: this.parseLimit(this.props.maxDate),
                onApply: (/** @type {any} */ value) => this.onChange(name, value),
            },
        }));
    }

    /** @param {string|undefined} limit `today` or an ISO date */
    parseLimit(limit) {
        if (!limit) {
            return undefined;
        }
        return limit === "today" ? limit : luxon.DateTime.fromISO(limit);
    }

    /** @param {string} name @param {any} value */
    async onChange(name, value) {
        const { record } = this.props;
        if (areDatesEqual(record.data[name], value || false)) {
            return;
        }
        /** @type {any} */
        const changes = { [name]: value || false };
        if (this.isRange && value) {
            const other = name === this.startField ? /** @type {string} */ (this.endField) : this.startField;
            const otherValue = record.data[other];
            const isReversed = otherValue && (name === this.startField ? otherValue < value : otherValue > value);
            if (isReversed || (!otherValue && this.props.alwaysRange)) {
                changes[other] = value;
            }
        }
        await record.update(changes);
    }

    /** @param {string} name */
    formatted(name) {
        const value = this.props.record.data[name];
        const { showSeconds, showTime, numeric } = this.props;
        return this.field.type === "date" ? formatDate(value, { numeric }) : formatDateTime(value, { showSeconds, showTime, numeric });
    }

    get isFuture() {
        const value = this.props.record.data[this.props.name];
        return this.props.warnFuture && value && value > today();
    }
}

const options = [
    { label: _t("Earliest date"), name: "min_date", type: "string" },
    { label: _t("Latest date"), name: "max_date", type: "string" },
    { label: _t("Warn of dates to come"), name: "warn_future", type: "boolean" },
];

export const dateField = {
    component: DateTimeField,
    displayName: _t("Date"),
    supportedOptions: options,
    supportedTypes: ["date"],
    extractProps: ({ attrs, options: given, placeholder }, dynamicInfo) => ({
        endDateField: given.end_date_field,
        startDateField: given.start_date_field,
        maxDate: given.max_date,
        minDate: given.min_date,
        minPrecision: given.min_precision,
        maxPrecision: given.max_precision,
        alwaysRange: exprToBoolean(String(given.always_range ?? "")),
        placeholder: placeholder || attrs.placeholder,
        required: dynamicInfo.required,
        rounding: given.rounding && Number.parseInt(given.rounding, 10),
        warnFuture: exprToBoolean(String(given.warn_future ?? "")),
        numeric: Boolean(given.numeric),
        condensed: Boolean(given.condensed),
    }),
};

export const dateTimeField = {
    ...dateField,
    displayName: _t("Date and time"),
    supportedOptions: [
        ...options,
        { label: _t("Steps of minutes"), name: "rounding", type: "number", default: 5 },
        { label: _t("Show seconds"), name: "show_seconds", type: "boolean" },
        { label: _t("Show the time"), name: "show_time", type: "boolean", default: true },
    ],
    supportedTypes: ["datetime"],
    extractProps: (/** @type {any} */ info, /** @type {any} */ dynamicInfo) => ({
        ...dateField.extractProps(info, dynamicInfo),
        showSeconds: exprToBoolean(String(info.options.show_seconds ?? false)),
        showTime: exprToBoolean(String(info.options.show_time ?? true)),
        showDate: exprToBoolean(String(info.options.show_date ?? true)),
    }),
};

export const dateRangeField = {
    ...dateTimeField,
    displayName: _t("Range of dates"),
    supportedOptions: [
        ...dateTimeField.supportedOptions,
        { label: _t("Field of the start"), name: "start_date_field", type: "field" },
        { label: _t("Field of the end"), name: "end_date_field", type: "field" },
    ],
    supportedTypes: ["date", "datetime"],
    listViewWidth: (/** @type {any} */ { fieldType }) => (fieldType === "datetime" ? [300, 340] : [200, 220]),
    isValid: (/** @type {any} */ record, /** @type {string} */ fieldName, /** @type {any} */ fieldInfo) => {
        const { start_date_field: start, end_date_field: end } = fieldInfo.options;
        return [fieldName, start, end].filter(Boolean).every((name) => !record.isFieldInvalid(name));
    },
    fieldDependencies: ({ type, attrs, options: given }) => {
        const dependencies = [];
        for (const name of [given.start_date_field, given.end_date_field]) {
            if (name && name !== attrs.name) {
                dependencies.push({ name, type, readonly: "False", ...(attrs.required ? { required: attrs.required } : {}) });
            }
        }
        return dependencies;
    },
};

registry.category("fields").add("date", dateField).add("daterange", dateRangeField).add("datetime", dateTimeField);
