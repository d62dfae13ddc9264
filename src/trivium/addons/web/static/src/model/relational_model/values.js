import { markRaw, markup } from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    serializeDate,
    serializeDateTime,
} from "@web/core/l10n/dates";

/** Values travel between the server and the screen; this module converts them both ways. */

/**
 * @typedef {{name?: string, type: string, relation?: string, relation_field?: string,
 *   selection?: [any, string][], string?: string, readonly?: boolean, required?: boolean,
 *   [key: string]: any}} FieldDefinition
 */

/** @param {any} value @returns {{id: number|false, display_name?: string}|false} */
function parseMany2one(value) {
    if (!value) {
        return false;
    }
    if (Array.isArray(value)) {
        return { id: value[0], display_name: value[1] };
    }
    return typeof value === "number" ? { id: value } : { ...value };
}

/** @param {any} value @returns {{resId: number, resModel: string, displayName?: string}|false} */
function parseReference(value) {
    if (!value) {
        return false;
    }
    if (typeof value === "string") {
        const [resModel, resId] = value.split(",");
        return { resModel, resId: Number(resId) };
    }
    if (value.resModel) {
        return value;
    }
    const target = typeof value.id === "object" ? value.id : value;
    return { resModel: target.model, resId: target.id, displayName: value.display_name };
}

/** @param {any} value */
function parseMany2oneReference(value) {
    if (!value) {
        return false;
    }
    if (typeof value === "number") {
        return { resId: value };
    }
    return { resId: typeof value.id === "object" ? value.id.id : value.id, displayName: value.display_name };
}

/**
 * Convert what the server sent into what components read from `record.data`.
 *
 * Text that is not set becomes "" (inputs want a string); dates become luxon objects; a many2one
 * becomes `{id, display_name}` or false. Values of x2many fields are left alone: lists own them.
 *
 * @param {FieldDefinition} field
 * @param {any} value
 */
export function parseServerValue(field, value) {
    switch (field.type) {
        case "char":
        case "text":
            return value || "";
        case "html":
            return markup(value || "");
        case "date":
            return value ? markRaw(deserializeDate(value)) : false;
        case "datetime":
            return value ? markRaw(deserializeDateTime(value)) : false;
        case "selection":
            if (value === false && field.selection?.some((option) => option[0] === 0)) {
                return 0;
            }
            return value;
        case "many2one":
            return parseMany2one(value);
        case "reference":
            return parseReference(value);
        case "many2one_reference":
            return parseMany2oneReference(value);
        case "properties":
            return value ? value.map(parseProperty) : [];
        default:
            return value;
    }
}

/** @param {any} property a definition that carries its value */
function parseProperty(property) {
    const isText = ["char", "text"].includes(property.type);
    return { ...property, value: isText ? property.value || "" : property.value ?? false };
}

/**
 * Convert a value of `record.data` into what `create`, `write` and `onchange` take.
 *
 * @param {FieldDefinition} field
 * @param {any} value
 */
export function serializeValue(field, value) {
    switch (field.type) {
        case "char":
        case "text":
        case "html":
            return value ? String(value) : false;
        case "date":
            return value ? serializeDate(value) : false;
        case "datetime":
            return value ? serializeDateTime(value) : false;
        case "many2one":
            return value ? value.id : false;
        case "reference":
            return value?.resModel && value.resId ? `${value.resModel},${value.resId}` : false;
        case "many2one_reference":
            return value ? value.resId : 0;
        case "properties":
            return (value || []).map(serializeProperty);
        default:
            return value;
    }
}

/** @param {any} property */
function serializeProperty(property) {
    let value = property.value;
    if (property.type === "many2one") {
        value = Array.isArray(value) ? value[0] : value?.id ?? value;
    } else if (property.type === "many2many") {
        value = (value || []).map((/** @type {any} */ item) => (Array.isArray(item) ? item[0] : item.id ?? item));
    }
    return { ...property, value };
}

/**
 * Convert a value of `record.data` into what Python expressions of a view see.
 *
 * @param {FieldDefinition} field
 * @param {any} value
 */
export function evaluableValue(field, value) {
    switch (field.type) {
        case "char":
        case "text":
        case "html":
            return value ? String(value) : false;
        case "many2one":
            return value?.id || false;
        case "many2one_reference":
            return value?.resId || false;
        case "properties":
            return value || [];
        default:
            return serializeValue(field, value);
    }
}

/** Values that mean "nothing was entered" where a field is required.
 * @param {FieldDefinition} field @param {any} value */
export function isUnset(field, value) {
    switch (field.type) {
        case "boolean":
        case "integer":
        case "float":
        case "monetary":
        case "properties":
            return false;
        case "one2many":
        case "many2many":
            return value.count === 0;
        case "html":
            return !hasContent(String(value || ""));
        case "selection":
            return value === false || value === null || value === undefined || value === "";
        case "reference":
            return !value?.resId;
        case "json":
            return !value || (typeof value === "object" && !Object.keys(value).length);
        default:
            return !value || (typeof value === "string" && !value.trim());
    }
}

/** Whether an HTML string shows anything. @param {string} html */
export function hasContent(html) {
    if (/<(img|video|iframe|hr|table|svg|canvas|input)\b/i.test(html)) {
        return true;
    }
    return html.replace(/<[^>]*>|&nbsp;|\u200b|\ufeff/g, "").trim() !== "";
}

/** @param {FieldDefinition} field @param {any} left @param {any} right */
export function sameValue(field, left, right) {
    return JSON.stringify(serializeValue(field, left)) === JSON.stringify(serializeValue(field, right));
}
