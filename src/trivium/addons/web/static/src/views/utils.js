import { evaluateBooleanExpr, evaluateExpr } from "@web/core/py_js/py";
import { exprToBoolean } from "@web/core/utils/strings";
import { registry } from "@web/core/registry";

/** Small things that several views need. */

export const X2M_TYPES = ["one2many", "many2many"];
const NUMERIC_TYPES = ["integer", "float", "monetary"];

/** Attributes of a `<button>` that say what a click does. */
export const BUTTON_CLICK_PARAMS = [
    "name",
    "type",
    "args",
    "block-ui",
    "context",
    "close",
    "cancel-label",
    "confirm",
    "confirm-title",
    "confirm-label",
    "special",
    "effect",
    "help",
    "debounce",
    "noSaveDialog",
];

/** @param {{type: string}} field */
export function isX2Many(field) {
    return Boolean(field) && X2M_TYPES.includes(field.type);
}

/** @param {{type: string}} field */
export function isNumeric(field) {
    return Boolean(field) && NUMERIC_TYPES.includes(field.type);
}

/** @param {any} value */
export function isNull(value) {
    return value === null || value === undefined;
}

/**
 * What the root node of a view allows.
 *
 * @param {Element} rootNode
 */
export function getActiveActions(rootNode) {
    const allows = (/** @type {string} */ name, fallback = "1") => exprToBoolean(rootNode.getAttribute(name) ?? fallback, true);
    return {
        type: "view",
        edit: allows("edit"),
        create: allows("create"),
        delete: allows("delete"),
        duplicate: allows("create") && allows("duplicate"),
    };
}

/**
 * The decorations that a node asks for: a class name for each condition.
 *
 * @param {Element} rootNode
 */
export function getDecoration(rootNode) {
    const decorations = [];
    for (const { name, value } of rootNode.attributes) {
        if (name.startsWith("decoration-")) {
            decorations.push({ class: getClassNameFromDecoration(name.replace("decoration-", "")), condition: value });
        }
    }
    return decorations;
}

/** @param {string} decoration */
export function getClassNameFromDecoration(decoration) {
    if (decoration === "bf") {
        return "fw-bold";
    }
    return decoration === "it" ? "fst-italic" : `text-${decoration}`;
}

/** @param {{class: string, condition: string}[]} decorations @param {any} evalContext */
export function activeDecorations(decorations, evalContext) {
    return decorations.filter(({ condition }) => evaluateBooleanExpr(condition, evalContext)).map((each) => each.class);
}

/**
 * A button of a view.
 *
 * @param {Element} node
 */
export function processButton(node) {
    /** @type {any} */
    const clickParams = {};
    /** @type {any} */
    const attrs = {};
    for (const { name, value } of node.attributes) {
        if (BUTTON_CLICK_PARAMS.includes(name)) {
            clickParams[name] = value;
        } else {
            attrs[name] = value;
        }
    }
    return {
        className: node.getAttribute("class") || "",
        disabled: Boolean(node.getAttribute("disabled")) || false,
        icon: node.getAttribute("icon") || false,
        title: node.getAttribute("title") || undefined,
        string: node.getAttribute("string") || undefined,
        options: evaluateExpr(node.getAttribute("options") || "{}"),
        display: node.getAttribute("display") || "selection",
        invisible: node.getAttribute("invisible"),
        column_invisible: node.getAttribute("column_invisible"),
        clickParams,
        attrs,
    };
}

/**
 * The value of a field in words.
 *
 * @param {any} record
 * @param {string} fieldName
 * @param {any} [fieldInfo]
 */
export function getFormattedValue(record, fieldName, fieldInfo = null) {
    const field = record.fields[fieldName];
    const formatters = registry.category("formatters");
    const { widget } = fieldInfo || {};
    const formatter = (widget && formatters.get(widget, null)) || formatters.get(field.type, (/** @type {any} */ value) => value);
    const options = {
        ...formatter.extractOptions?.(fieldInfo || { attrs: {}, options: {} }),
        data: record.data,
        field,
        isPassword: fieldInfo && "password" in (fieldInfo.attrs || {}),
        digits: fieldInfo?.attrs?.digits ? JSON.parse(fieldInfo.attrs.digits) : field.digits,
    };
    return record.data[fieldName] !== undefined ? formatter(record.data[fieldName], options) : "";
}

/**
 * One number for the values of a column.
 *
 * @param {number[]} values
 * @param {string} aggregator
 */
export function computeAggregatedValue(values, aggregator) {
    if (!values.length) {
        return 0;
    }
    switch (aggregator) {
        case "max":
            return Math.max(...values);
        case "min":
            return Math.min(...values);
        case "avg":
            return values.reduce((sum, value) => sum + value, 0) / values.length;
        default:
            return values.reduce((sum, value) => sum + value, 0);
    }
}

/**
 * The class of the root of a view.
 *
 * @param {string} viewType
 * @param {Element|undefined} rootNode
 * @param {(string|undefined)[]} [additionalClasses]
 */
export function computeViewClassName(viewType, rootNode, additionalClasses = []) {
    const own = (rootNode?.getAttribute("class") || "").split(" ");
    return [...new Set([`o_${viewType}_view`, ...own, ...additionalClasses].filter(Boolean))].join(" ");
}

/** @param {string} text @returns {string} a string literal for a template expression */
export function toStringExpression(text) {
    return `\`${text.replace(/[\\`]|\$\{/g, (match) => `\\${match}`)}\``;
}

/** @param {string} name of a measure, `__count` or a field */
export function processMeasure(name) {
    return name === "__count" ? "__count" : name.split(":")[0];
}

/**
 * The fields that graph and pivot can measure.
 *
 * @param {Object<string, any>} fields
 * @param {Object<string, any>} fieldAttrs
 * @param {string[]} activeMeasures
 * @param {{sumAggregatorOnly?: boolean}} [options]
 */
export function computeReportMeasures(fields, fieldAttrs, activeMeasures, { sumAggregatorOnly = false } = {}) {
    /** @type {Object<string, any>} */
    const measures = {};
    for (const [name, field] of Object.entries(fields)) {
        const isHidden = fieldAttrs[name]?.isInvisible;
        const fits = isNumeric(field) && field.aggregator && (!sumAggregatorOnly || field.aggregator === "sum");
        if (name !== "id" && field.store !== false && fits && !isHidden) {
            measures[name] = { ...field, name };
        }
    }
    for (const name of activeMeasures) {
        if (fields[name] && !measures[name]) {
            measures[name] = { ...fields[name], name };
        }
    }
    for (const [name, { string }] of Object.entries(fieldAttrs)) {
        if (string && measures[name]) {
            measures[name].string = string;
        }
    }
    return measures;
}
