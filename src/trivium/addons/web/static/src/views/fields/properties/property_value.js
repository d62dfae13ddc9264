import { Component } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Domain } from "@web/core/domain";
import { deserializeDate, deserializeDateTime, serializeDate, serializeDateTime } from "@web/core/l10n/dates";
import { formatDate, formatDateTime, formatFloat, formatInteger } from "../formatters";
import { Many2One } from "../many2one/many2one";
import { parseFloat, parseInteger } from "../parsers";
import { PropertyTags } from "./property_tags";

/** The value of one property, by its type. */
export class PropertyValue extends Component {
    static template = "web.PropertyValue";
    static components = { CheckBox, DateTimeInput, Many2One, PropertyTags };
    static props = {
        id: { type: String, optional: true },
        type: { type: String, optional: true },
        comodel: { type: String, optional: true },
        domain: { type: String, optional: true },
        string: { type: String, optional: true },
        value: { optional: true },
        context: { type: Object },
        readonly: { type: Boolean, optional: true },
        canChangeDefinition: { type: Boolean, optional: true },
        checkDefinitionWriteAccess: { type: Function, optional: true },
        selection: { type: Array, optional: true },
        tags: { type: Array, optional: true },
        onChange: { type: Function, optional: true },
        onTagsChange: { type: Function, optional: true },
        record: { type: Object, optional: true },
    };

    get isDate() {
        return this.props.type === "date";
    }

    get dateValue() {
        const { value } = this.props;
        if (!value || typeof value !== "string") {
            return value || false;
        }
        return this.isDate ? deserializeDate(value) : deserializeDateTime(value);
    }

    get displayValue() {
        const { selection, type, value } = this.props;
        switch (type) {
            case "date":
                return formatDate(this.dateValue);
            case "datetime":
                return formatDateTime(this.dateValue);
            case "integer":
                return formatInteger(value || 0);
            case "float":
                return formatFloat(value || 0);
            case "selection":
                return selection?.find((option) => option[0] === value)?.[1] || "";
            default:
                return value || "";
        }
    }

    get m2oValue() {
        const { value } = this.props;
        return Array.isArray(value) ? { id: value[0], display_name: value[1] } : value || false;
    }

    get m2oProps() {
        const { comodel, context, domain, id, readonly, string } = this.props;
        return {
            id,
            relation: comodel,
            value: this.m2oValue,
            context,
            domain: () => new Domain(domain || "[]").toList(),
            readonly: Boolean(readonly),
            string: string || "",
            canCreate: false,
            canQuickCreate: false,
            canCreateEdit: false,
            update: (/** @type {any} */ value) => this.props.onChange?.(value ? [value.id, value.display_name] : false),
        };
    }

    /** @param {any} value */
    onDate(value) {
        this.props.onChange?.(value ? (this.isDate ? serializeDate(value) : serializeDateTime(value)) : false);
    }

    /** @param {any} ev */
    onText(ev) {
        const { type } = this.props;
        const text = ev.target.value;
        const parse = /** @type {any} */ ({ integer: parseInteger, float: parseFloat })[/** @type {string} */ (type)] || ((/** @type {string} */ each) => each);
        this.props.onChange?.(parse(text));
    }

    /** @param {any} ev */
    onSelect(ev) {
        this.props.onChange?.(ev.target.value || false);
    }
}
