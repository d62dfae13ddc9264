import { onWillDestroy, onWillStart, onWillUpdateProps, reactive, toRaw, useComponent } from "@odoo/owl";
import { Domain } from "@web/core/domain";

export {
    addFieldDependencies,
    combineModifiers,
    completeActiveFields,
    createPropertyActiveField,
    extractFieldsFromArchInfo,
    getFieldContext,
    getFieldsSpec,
    isRelational,
    makeActiveField,
    patchActiveFields,
} from "./active_fields";
export {
    AGGREGATABLE_FIELD_TYPES,
    extractInfoFromGroupData,
    getAggregateSpecifications,
    getGroupServerValue,
    getId,
    resequence,
} from "./groups";
export { getBasicEvalContext } from "./eval_context";
export { parseServerValue } from "./values";

/**
 * The domain of a relational field, for a record.
 *
 * @param {any} record
 * @param {string} fieldName
 * @param {any} [domain] of the view, in the place of the field's own
 * @returns {any[]}
 */
export function getFieldDomain(record, fieldName, domain) {
    const own = domain || record.fields[fieldName].domain || [];
    const { evalContext } = record;
    if (typeof own === "function") {
        return new Domain(own()).toList(evalContext);
    }
    return own ? new Domain(own).toList(evalContext) : [];
}

/**
 * Convert values in the form of a record's `data` into what `create` and `write` take.
 *
 * @param {any} record
 * @param {any} [options]
 */
export function fromUnityToServerValues(record, options) {
    return record._getChanges(options);
}

/**
 * Run a callback with the record of the props now and whenever something that it read changes.
 *
 * @param {(record: any, props: any) => any} callback
 */
export function useRecordObserver(callback) {
    const component = useComponent();
    let current = 0;
    const observe = (/** @type {any} */ props) => {
        current += 1;
        const ticket = current;
        let isScheduled = false;
        const run = () => {
            const record = reactive(toRaw(props.record), () => {
                if (ticket !== current || isScheduled) {
                    return;
                }
                isScheduled = true;
                Promise.resolve().then(() => {
                    isScheduled = false;
                    if (ticket === current) {
                        run();
                    }
                });
            });
            return callback(record, props);
        };
        return run();
    };
    onWillStart(() => observe(component.props));
    onWillUpdateProps((nextProps) => (nextProps.record !== component.props.record ? observe(nextProps) : undefined));
    onWillDestroy(() => {
        current = -1;
    });
}
