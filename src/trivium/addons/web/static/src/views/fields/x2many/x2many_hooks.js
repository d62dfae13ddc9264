import { useComponent } from "@odoo/owl";
import { makeContext } from "@web/core/context";
import { evaluateBooleanExpr } from "@web/core/py_js/py";

/** Options of a field node that allow or forbid an operation by a domain or an expression. */
const CRUD_KEYS = ["create", "delete", "link", "unlink", "write"];

/**
 * What may be done with the lines of an x2many field.
 *
 * @param {{crudOptions?: any, isMany2Many: boolean, subViewActiveActions?: any, fieldType?: string,
 *   getEvalParams: (props: any) => {evalContext: any, readonly: boolean}}} params
 * @returns {any} an object whose values follow the props of the component
 */
export function useActiveActions({ crudOptions = {}, isMany2Many, subViewActiveActions = {}, getEvalParams }) {
    const component = useComponent();

    /** @param {string} key @param {any} evalContext */
    function allows(key, evalContext) {
        const option = crudOptions[key];
        if (option === undefined || option === null) {
            return true;
        }
        return typeof option === "boolean" ? option : evaluateBooleanExpr(String(option), evalContext);
    }

    return {
        type: isMany2Many ? "many2many" : "one2many",
        get _state() {
            const { evalContext, readonly } = getEvalParams(component.props);
            const may = Object.fromEntries(CRUD_KEYS.map((key) => [key, !readonly && allows(key, evalContext)]));
            const create = may.create && subViewActiveActions.create !== false && !crudOptions.noCreate;
            return {
                create,
                createEdit: create,
                delete: may.delete && subViewActiveActions.delete !== false && !isMany2Many,
                edit: subViewActiveActions.edit !== false,
                link: isMany2Many && may.link && !crudOptions.noLink,
                unlink: isMany2Many && may.unlink && subViewActiveActions.delete !== false,
                write: isMany2Many ? allows("write", evalContext) : !readonly && may.write && subViewActiveActions.edit !== false,
            };
        },
        get create() {
            return this._state.create;
        },
        get createEdit() {
            return this._state.createEdit;
        },
        get delete() {
            return this._state.delete;
        },
        get edit() {
            return this._state.edit;
        },
        get link() {
            return this._state.link;
        },
        get unlink() {
            return this._state.unlink;
        },
        get write() {
            return this._state.write;
        },
    };
}

/**
 * Functions that add, change and remove records of a list.
 *
 * @param {() => any} getList
 * @param {boolean} isMany2Many
 */
export function useX2ManyCrud(getList, isMany2Many) {
    return {
        /** @param {any} data ids for a many2many, the record of a dialog for a one2many */
        saveRecord(data) {
            const list = getList();
            if (isMany2Many) {
                return list.addAndRemove({ add: Array.isArray(data) ? data : [data.resId] });
            }
            return list.validateExtendedRecord(data);
        },
        /** @param {any} record */
        updateRecord(record) {
            return getList().validateExtendedRecord(record);
        },
        /** @param {any} record */
        removeRecord(record) {
            const list = getList();
            return isMany2Many ? list.forget(record) : list.delete(record);
        },
    };
}

/**
 * A function that adds a line to edit in place.
 *
 * @param {{addNew: (params: any) => Promise<any>}} params
 */
export function useAddInlineRecord({ addNew }) {
    let isAdding = false;
    return async (/** @type {{context: any, editable: string}} */ { context, editable }) => {
        if (isAdding) {
            return;
        }
        isAdding = true;
        try {
            await addNew({ context: makeContext([context]), mode: "edit", position: editable });
        } finally {
            isAdding = false;
        }
    };
}
