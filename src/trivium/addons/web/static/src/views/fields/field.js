import { Component, useEffect, useRef, xml } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { evaluateBooleanExpr, evaluateExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { exprToBoolean } from "@web/core/utils/strings";
import { getFieldContext } from "@web/model/relational_model/utils";
import { isUnset } from "@web/model/relational_model/values";
import { X2M_TYPES, getClassNameFromDecoration } from "../utils";
import { getTooltipInfo } from "./field_tooltip";

const fieldRegistry = registry.category("fields");
const viewRegistry = registry.category("views");

/** Shows the value of a type that has no component of its own. */
class DefaultField extends Component {
    static template = xml`<span t-esc="props.record.data[props.name]"/>`;
    static props = ["*"];
}

const defaultField = { component: DefaultField, displayName: "Plain" };

/**
 * The description of the component for a field: by widget or type, the one for a view type first.
 *
 * @param {string} fieldType
 * @param {string} [widget]
 * @param {string} [viewType]
 * @param {string} [jsClass]
 * @returns {any}
 */
export function getFieldFromRegistry(fieldType, widget, viewType, jsClass) {
    const prefixes = [jsClass, viewType].filter(Boolean).map((prefix) => `${prefix}.`);
    for (const name of [widget, fieldType].filter(Boolean)) {
        for (const key of [...prefixes.map((prefix) => prefix + name), name]) {
            const found = fieldRegistry.get(/** @type {string} */ (key), null);
            if (found) {
                return found;
            }
        }
        if (name === widget && /** @type {any} */ (globalThis).odoo?.debug) {
            console.warn(`There is no field widget "${widget}": the one for ${fieldType} is taken instead.`);
        }
    }
    return defaultField;
}

/**
 * How a field shows its state.
 *
 * @param {any} field description of the component
 * @param {any} record
 * @param {string} fieldName
 * @param {any} fieldInfo
 * @returns {{readonly: boolean, required: boolean, invalid: boolean, empty: boolean}}
 */
export function fieldVisualFeedback(field, record, fieldName, fieldInfo) {
    const { evalContext } = record;
    const readonly = evaluateModifier(fieldInfo.readonly, evalContext);
    const inEdit = record.isInEdition;
    let empty = false;
    if (!record.isNew) {
        empty = field.isEmpty ? field.isEmpty(record, fieldName) : isUnset(record.fields[fieldName], record.data[fieldName]);
    }
    return {
        readonly,
        required: evaluateModifier(fieldInfo.required, evalContext),
        invalid: record.isFieldInvalid(fieldName),
        empty: inEdit ? empty && readonly : empty,
    };
}

/** @param {string|undefined} modifier @param {any} evalContext */
function evaluateModifier(modifier, evalContext) {
    return Boolean(modifier) && evaluateBooleanExpr(/** @type {string} */ (modifier), evalContext);
}

/**
 * @param {any} propertyField
 * @returns {any} what `Field` needs to show a property as a field
 */
export function getPropertyFieldInfo(propertyField) {
    const { name, relatedPropertyField, string, type } = propertyField;
    const widgets = /** @type {any} */ ({ many2many: "many2many_tags", tags: "property_tags", separator: "char" });
    const widget = widgets[type] || type;
    return {
        name,
        string,
        type,
        widget,
        options: {},
        column_invisible: "False",
        invisible: "False",
        readonly: "False",
        required: "False",
        attrs: {},
        context: "{}",
        help: undefined,
        relatedPropertyField,
        field: getFieldFromRegistry(type, widget),
        onChange: false,
        forceSave: false,
        decorations: {},
        viewMode: "list",
    };
}

const CONTROLS = ":is(input, textarea, select, [contenteditable=true])";

/**
 * The id of a field's control: dialogs show forms above another, whose fields have the same names.
 *
 * @param {string} id
 * @param {{ id: string }} record
 * @param {any} env
 */
export function scopedId(id, record, env) {
    return env.inDialog ? `${id}_${record.id}` : id;
}

/** A field of a record in a view: finds the component, gives it its props, shows required and invalid. */
export class Field extends Component {
    static template = "web.Field";
    static props = ["fieldInfo?", "*"];

    /**
     * Read a `<field>` node of a view.
     *
     * @param {Element} node
     * @param {Object<string, {fields: any}>} models
     * @param {string} modelName
     * @param {string} viewType
     * @param {string} [jsClass]
     */
    static parseFieldNode(node, models, modelName, viewType, jsClass) {
        const name = /** @type {string} */ (node.getAttribute("name"));
        const fields = models[modelName].fields;
        if (!fields[name]) {
            throw new Error(`The ${viewType} view of ${modelName} shows "${name}", which is no field of that model.`);
        }
        const attribute = (/** @type {string} */ key) => node.getAttribute(key);
        const widget = attribute("widget") || undefined;
        const field = getFieldFromRegistry(fields[name].type, widget, viewType, jsClass);
        /** @type {any} */
        const info = {
            name,
            type: fields[name].type,
            viewType,
            widget,
            field,
            context: attribute("context") || "{}",
            string: attribute("string") || fields[name].string,
            help: attribute("help") || fields[name].help || undefined,
            onChange: Boolean(attribute("on_change")) && attribute("on_change") !== "0",
            forceSave: Boolean(attribute("force_save")) && exprToBoolean(/** @type {string} */ (attribute("force_save"))),
            isHandle: widget === "handle",
            options: evaluateExpr(attribute("options") || "{}"),
            attrs: {},
            decorations: {},
            invisible: attribute("invisible") || undefined,
            readonly: attribute("readonly") || undefined,
            required: attribute("required") || undefined,
            column_invisible: attribute("column_invisible") || undefined,
            placeholder: attribute("placeholder") || undefined,
        };
        applyFieldModifiers(info, fields[name]);
        for (const { name: key, value } of node.attributes) {
            if (key === "domain") {
                info.domain = value;
            } else if (key.startsWith("decoration-")) {
                info.decorations[key.replace("decoration-", "")] = value;
            }
            info.attrs[key] = value;
        }
        if (X2M_TYPES.includes(info.type)) {
            parseSubViews(info, node, models, fields[name], field);
        }
        const related = typeof field.relatedFields === "function" ? field.relatedFields(info) : field.relatedFields;
        if (related) {
            info.relatedFields = related;
        }
        return info;
    }

    setup() {
        this.rootRef = useRef("root");
        this.getFieldValidity = () => this.props.record.isFieldInvalid(this.props.name);
        useEffect(
            (root, isInvalid) => {
                const controls = isInvalid ? [...root.querySelectorAll(CONTROLS)] : [];
                controls.forEach((control) => control.setAttribute("aria-invalid", "true"));
                return () => controls.forEach((control) => control.removeAttribute("aria-invalid"));
            },
            () => [this.rootRef.el, this.getFieldValidity()],
        );
    }

    get fieldInfo() {
        return this.props.fieldInfo;
    }

    /** The description of the component. */
    get field() {
        if (this.fieldInfo) {
            return this.fieldInfo.field;
        }
        const type = this.props.type || this.props.record.fields[this.props.name].type;
        return getFieldFromRegistry(type, this.props.widget);
    }

    get type() {
        return this.props.type || this.props.record.fields[this.props.name].type;
    }

    get classNames() {
        const { class: className, name, record } = this.props;
        const { readonly, required, invalid, empty } = fieldVisualFeedback(this.field, record, name, this.fieldInfo || {});
        /** @type {Object<string, boolean>} */
        const classes = {
            o_field_widget: true,
            o_readonly_modifier: readonly,
            o_required_modifier: required,
            o_field_invalid: invalid,
            o_field_empty: empty,
            o_field_unset: !readonly && record.isInEdition && isUnset(record.fields[name], record.data[name]),
            [`o_field_${this.type}`]: true,
        };
        if (this.fieldInfo?.widget || this.props.widget) {
            classes[`o_field_${this.fieldInfo?.widget || this.props.widget}`] = true;
        }
        if (className) {
            classes[className] = true;
        }
        for (const extra of this.field.additionalClasses || []) {
            classes[extra] = true;
        }
        if (this.field.component.name) {
            for (const [name2, condition] of Object.entries(this.fieldInfo?.decorations || {})) {
                classes[getClassNameFromDecoration(name2)] = evaluateModifier(condition, record.evalContext);
            }
        }
        return classes;
    }

    get isReadonly() {
        const { readonly, record } = this.props;
        return Boolean(readonly) || !record.isInEdition || evaluateModifier(this.fieldInfo?.readonly, record.evalContext);
    }

    /** @returns {any} */
    get fieldComponentProps() {
        const { record, name } = this.props;
        const readonly = this.isReadonly;
        const { fieldInfo } = this;
        let propsFromNode = {};
        if (fieldInfo) {
            propsFromNode = this.field.extractProps ? this.field.extractProps(fieldInfo, this.dynamicInfo(fieldInfo, readonly)) : {};
        }
        const { class: _class, style: _style, showTooltip: _tooltip, fieldInfo: _info, widget: _widget, type: _type, attrs: _attrs, ...own } = this.props;
        const id = own.id && scopedId(own.id, record, this.env);
        return { ...propsFromNode, ...own, ...(id ? { id } : {}), name, record, readonly };
    }

    /** @param {any} fieldInfo @param {boolean} readonly */
    dynamicInfo(fieldInfo, readonly) {
        const { record, name } = this.props;
        return {
            get context() {
                return getFieldContext(record, name, fieldInfo.context);
            },
            domain() {
                const { evalContext } = record;
                const own = fieldInfo.domain ?? record.fields[name].domain;
                return own ? new Domain(evaluateDomain(own, evalContext)).toList(evalContext) : undefined;
            },
            required: evaluateModifier(fieldInfo.required, record.evalContext),
            readonly,
        };
    }

    get tooltip() {
        if (!this.props.showTooltip) {
            return false;
        }
        return getTooltipInfo({ field: this.props.record.fields[this.props.name], fieldInfo: this.fieldInfo });
    }
}

/** @param {any} domain @param {any} evalContext */
function evaluateDomain(domain, evalContext) {
    return typeof domain === "string" ? evaluateExpr(domain, evalContext) : domain;
}

/** A field that is readonly or required by its definition is so in every view, unless the view says otherwise. @param {any} info @param {any} field */
function applyFieldModifiers(info, field) {
    if (info.readonly === undefined && field.readonly) {
        info.readonly = "True";
    }
    if (info.required === undefined && field.required) {
        info.required = "True";
    }
}

/** @param {any} info changed in place @param {Element} node @param {any} models @param {any} definition @param {any} field */
function parseSubViews(info, node, models, definition, field) {
    info.views = {};
    const related = models[definition.relation];
    for (const child of node.children) {
        const type = child.tagName;
        const view = viewRegistry.get(type, null);
        if (!view) {
            continue;
        }
        const { ArchParser } = view;
        const jsClass = child.getAttribute("js_class");
        const archInfo = new ArchParser().parse(child, models, definition.relation, jsClass);
        info.views[type] = { ...archInfo, limit: archInfo.limit || 40, fields: related.fields };
    }
    const modes = (node.getAttribute("mode") || "").split(",").filter(Boolean);
    const mode = modes.map((each) => (each === "tree" ? "list" : each)).find((each) => info.views[each]) || modes[0];
    info.viewMode = mode === "tree" ? "list" : mode || (info.views.kanban && !info.views.list ? "kanban" : "list");
    const shown = info.views[info.viewMode];
    if (shown && field.useSubView !== false) {
        info.limit = shown.limit;
        info.defaultOrderBy = shown.defaultOrder;
        info.editable = shown.editable;
    }
    info.needsDisplayName = !shown;
    info.relation = definition.relation;
}

