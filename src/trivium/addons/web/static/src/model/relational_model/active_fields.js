import { evalPartialContext, makeContext } from "@web/core/context";

/**
 * Active fields are the fields that a view shows or needs, with the modifiers of that view.
 * @typedef {{context: string, invisible: string|undefined, readonly: string|undefined,
 *   required: string|undefined, onChange: boolean, forceSave: boolean, isHandle: boolean,
 *   related?: {activeFields: Object<string, any>, fields: Object<string, any>},
 *   limit?: number, defaultOrderBy?: any[], [key: string]: any}} ActiveField
 */

const X2MANY = ["one2many", "many2many"];
const RELATIONAL = ["many2one", ...X2MANY];

/** @param {{type: string}|undefined} field */
export function isRelational(field) {
    return Boolean(field) && RELATIONAL.includes(/** @type {any} */ (field).type);
}

/** @param {{type: string}|undefined} field */
export function isX2Many(field) {
    return Boolean(field) && X2MANY.includes(/** @type {any} */ (field).type);
}

/**
 * @param {Partial<ActiveField>} [options]
 * @returns {ActiveField}
 */
export function makeActiveField({ context, invisible, readonly, required, onChange, forceSave, isHandle } = {}) {
    return {
        context: context || "{}",
        invisible: invisible || undefined,
        readonly: readonly || undefined,
        required: required || undefined,
        onChange: Boolean(onChange),
        forceSave: Boolean(forceSave),
        isHandle: Boolean(isHandle),
    };
}

/** @param {string|undefined} modifier */
function constant(modifier) {
    if (!modifier || ["False", "0", "false"].includes(modifier)) {
        return false;
    }
    return ["True", "1", "true"].includes(modifier) ? true : undefined;
}

/**
 * One expression for two modifiers of the same field.
 *
 * @param {string|undefined} left
 * @param {string|undefined} right
 * @param {"AND"|"OR"} operator
 * @returns {string|undefined}
 */
export function combineModifiers(left, right, operator) {
    const decisive = operator === "OR";
    const [a, b] = [constant(left), constant(right)];
    if (a === decisive || b === decisive) {
        return decisive ? "True" : undefined;
    }
    if (a !== undefined || b !== undefined) {
        const open = a === undefined ? left : right;
        return constant(open) === undefined ? open : decisive ? undefined : "True";
    }
    return left === right ? left : `(${left}) ${operator.toLowerCase()} (${right})`;
}

/**
 * Merge what a second occurrence of a field asks for into the first.
 *
 * A field is invisible, readonly for the purpose of saving, only where all its occurrences are.
 *
 * @param {ActiveField} activeField changed in place
 * @param {ActiveField} patch
 */
export function patchActiveFields(activeField, patch) {
    activeField.invisible = combineModifiers(activeField.invisible, patch.invisible, "AND");
    activeField.readonly = combineModifiers(activeField.readonly, patch.readonly, "AND");
    activeField.required = combineModifiers(activeField.required, patch.required, "OR");
    activeField.onChange = activeField.onChange || patch.onChange;
    activeField.forceSave = activeField.forceSave || patch.forceSave;
    activeField.isHandle = activeField.isHandle || patch.isHandle;
    activeField.limit = activeField.limit || patch.limit;
    activeField.defaultOrderBy = activeField.defaultOrderBy || patch.defaultOrderBy;
    if (patch.context && patch.context !== "{}" && activeField.context === "{}") {
        activeField.context = patch.context;
    }
    if (patch.related) {
        activeField.related ??= { activeFields: {}, fields: {} };
        Object.assign(activeField.related.fields, patch.related.fields);
        completeActiveFields(activeField.related.activeFields, patch.related.activeFields, true);
    }
}

/**
 * Add the fields of `extra` that are missing.
 *
 * @param {Object<string, ActiveField>} activeFields changed in place
 * @param {Object<string, ActiveField>} extra
 * @param {boolean} [merge] also merge those that both have
 */
export function completeActiveFields(activeFields, extra, merge = false) {
    for (const [name, activeField] of Object.entries(extra)) {
        if (!(name in activeFields)) {
            activeFields[name] = { ...activeField };
        } else if (merge) {
            patchActiveFields(activeFields[name], activeField);
        } else if (activeField.related) {
            const current = activeFields[name];
            current.related ??= { activeFields: {}, fields: {} };
            Object.assign(current.related.fields, activeField.related.fields);
            completeActiveFields(current.related.activeFields, activeField.related.activeFields);
        }
    }
    return activeFields;
}

/**
 * Add fields that a component needs and the view does not show.
 *
 * @param {Object<string, ActiveField>} activeFields changed in place
 * @param {Object<string, any>} fields changed in place
 * @param {{name: string, type: string, [key: string]: any}[]} dependencies
 */
export function addFieldDependencies(activeFields, fields, dependencies = []) {
    for (const dependency of dependencies) {
        const { name } = dependency;
        if (name in activeFields) {
            patchActiveFields(activeFields[name], makeActiveField(dependency));
        } else {
            activeFields[name] = makeActiveField({ invisible: "True", readonly: "True", ...dependency });
        }
        if (!fields[name]) {
            fields[name] = { ...dependency, store: true };
        }
    }
}

/** @param {any} property */
export function createPropertyActiveField(property) {
    const activeField = makeActiveField();
    if (isRelational(property)) {
        activeField.related = relatedDisplayName();
        if (property.type === "many2many") {
            activeField.related.activeFields.color = makeActiveField();
            activeField.related.fields.color = { name: "color", type: "integer", string: "Color" };
        }
    }
    return activeField;
}

/** The least that a relation needs to show itself. */
export function relatedDisplayName() {
    return {
        activeFields: { display_name: makeActiveField() },
        fields: {
            id: { name: "id", type: "integer", readonly: true },
            display_name: { name: "display_name", type: "char", string: "Name" },
        },
    };
}

/** @param {any} fieldNode what Field.parseFieldNode made @param {Object<string, any>} fields */
function activeFieldOf(fieldNode, fields) {
    const activeField = makeActiveField(fieldNode);
    const type = fields[fieldNode.name]?.type;
    if (isX2Many({ type })) {
        activeField.related = relatedOfX2Many(fieldNode);
        activeField.limit = fieldNode.limit;
        activeField.defaultOrderBy = fieldNode.defaultOrderBy;
    } else if (type === "many2one" || type === "many2one_reference") {
        if (fieldNode.relatedFields) {
            activeField.related = relatedFromDescriptions(fieldNode.relatedFields);
        }
    }
    return activeField;
}

/** @param {any} fieldNode */
function relatedOfX2Many(fieldNode) {
    const related = { activeFields: /** @type {any} */ ({}), fields: /** @type {any} */ ({}) };
    const view = fieldNode.views?.[fieldNode.viewMode];
    if (view) {
        const extracted = extractFieldsFromArchInfo(view, view.fields);
        Object.assign(related, extracted);
        const form = fieldNode.views.form;
        if (form) {
            // The dialog of a line shares its record: what only the form shows is known, not loaded.
            Object.assign(related.fields, { ...form.fields, ...related.fields });
        }
    }
    if (fieldNode.relatedFields) {
        const extra = relatedFromDescriptions(fieldNode.relatedFields);
        Object.assign(related.fields, { ...extra.fields, ...related.fields });
        completeActiveFields(related.activeFields, extra.activeFields);
    }
    if (!Object.keys(related.activeFields).length && fieldNode.needsDisplayName) {
        return relatedDisplayName();
    }
    return related;
}

/** @param {any[]} descriptions */
function relatedFromDescriptions(descriptions) {
    const related = { activeFields: /** @type {any} */ ({}), fields: /** @type {any} */ ({}) };
    for (const description of descriptions) {
        related.fields[description.name] = description;
        related.activeFields[description.name] = makeActiveField(description);
    }
    return related;
}

/**
 * The active fields of a parsed view.
 *
 * @param {{fieldNodes?: Object<string, any>, widgetNodes?: Object<string, any>}} archInfo
 * @param {Object<string, any>} fields of the model
 * @returns {{activeFields: Object<string, ActiveField>, fields: Object<string, any>}}
 */
export function extractFieldsFromArchInfo({ fieldNodes = {}, widgetNodes = {} }, fields) {
    /** @type {Object<string, ActiveField>} */
    const activeFields = {};
    const allFields = { ...fields };
    for (const fieldNode of Object.values(fieldNodes)) {
        const activeField = activeFieldOf(fieldNode, fields);
        if (activeFields[fieldNode.name]) {
            patchActiveFields(activeFields[fieldNode.name], activeField);
        } else {
            activeFields[fieldNode.name] = activeField;
        }
        addFieldDependencies(activeFields, allFields, dependenciesOf(fieldNode));
    }
    for (const widgetNode of Object.values(widgetNodes)) {
        addFieldDependencies(activeFields, allFields, dependenciesOf(widgetNode));
    }
    return { activeFields, fields: allFields };
}

/** @param {any} node */
function dependenciesOf(node) {
    const component = node.field || node.widget;
    const dependencies = component?.fieldDependencies;
    return typeof dependencies === "function" ? dependencies(node) : dependencies || [];
}

/**
 * The specification to read these fields with, as `web_read` takes it.
 *
 * @param {Object<string, ActiveField>} activeFields
 * @param {Object<string, any>} fields
 * @param {any} evalContext
 * @param {{withInvisible?: boolean}} [options]
 */
export function getFieldsSpec(activeFields, fields, evalContext, { withInvisible = false } = {}) {
    /** @type {Object<string, any>} */
    const spec = {};
    for (const [name, activeField] of Object.entries(activeFields)) {
        const field = fields[name];
        if (!field || field.relatedPropertyField) {
            continue;
        }
        spec[name] = fieldSpec(activeField, field, evalContext, withInvisible);
    }
    const properties = Object.keys(spec).filter((name) => fields[name].type === "properties");
    for (const name of properties) {
        // The definitions hang on a parent record; without it the server cannot tell them.
        const parent = fields[name].definition_record;
        if (parent && fields[parent] && !spec[parent]) {
            spec[parent] = fieldSpec(makeActiveField(), fields[parent], evalContext, withInvisible);
        }
    }
    return spec;
}

/** @param {ActiveField} activeField @param {any} field @param {any} evalContext @param {boolean} withInvisible */
function fieldSpec(activeField, field, evalContext, withInvisible) {
    /** @type {any} */
    const spec = {};
    const related = activeField.related;
    const isHidden = constant(activeField.invisible) === true;
    if (isX2Many(field)) {
        if (related && (withInvisible || !isHidden)) {
            spec.fields = getFieldsSpec(related.activeFields, related.fields, evalContext, { withInvisible });
            spec.limit = activeField.limit || 40;
            if (activeField.defaultOrderBy?.length) {
                spec.order = activeField.defaultOrderBy
                    .map((order) => `${order.name}${order.asc ? "" : " desc"}`)
                    .join(", ");
            }
        }
    } else if (["many2one", "reference", "many2one_reference"].includes(field.type)) {
        spec.fields = related ? getFieldsSpec(related.activeFields, related.fields, evalContext) : {};
        if (!isHidden || withInvisible || field.type === "many2one") {
            spec.fields.display_name = {};
        }
    }
    const context = isRelational(field) ? relationContext(activeField, evalContext) : {};
    if (Object.keys(context).length) {
        spec.context = context;
    }
    return spec;
}

/** @param {ActiveField} activeField @param {any} evalContext */
function relationContext(activeField, evalContext) {
    if (!activeField.context || activeField.context === "{}") {
        return {};
    }
    const context = evalPartialContext(activeField.context, evalContext);
    return Object.fromEntries(Object.entries(context).filter(([key]) => !key.startsWith("default_")));
}

/**
 * The context for calls on the comodel of a field, evaluated against the record.
 *
 * @param {any} record
 * @param {string} fieldName
 * @param {any} [rawContext] instead of the one of the view
 */
export function getFieldContext(record, fieldName, rawContext = record.activeFields[fieldName].context) {
    const context = {};
    for (const [key, value] of Object.entries(record.context)) {
        if (!/^(default_|search_default_|group_by|.*_view_ref$)/.test(key)) {
            /** @type {any} */ (context)[key] = value;
        }
    }
    return { ...context, ...record.fields[fieldName].context, ...makeContext([rawContext], record.evalContext) };
}
