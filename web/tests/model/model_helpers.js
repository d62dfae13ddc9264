import { makeActiveField } from "@web/model/relational_model/utils";
import { RelationalModel } from "@web/model/relational_model/relational_model";

/**
 * A model with a server that answers by method.
 *
 * @param {{config: any, answers: Object<string, (args: any[], kwargs: any, model: string) => any>, hooks?: any, params?: any}} options
 */
export function makeModel({ config, answers, hooks = {}, params = {} }) {
    const calls = [];
    const orm = {
        async call(model, method, args = [], kwargs = {}) {
            calls.push({ model, method, args: JSON.parse(JSON.stringify(args)), kwargs: JSON.parse(JSON.stringify(kwargs)) });
            if (!answers[method]) {
                throw new Error(`The test's server has no answer to ${model}.${method}`);
            }
            return structuredClone(answers[method](args, kwargs, model));
        },
    };
    const notes = [];
    const services = {
        orm,
        action: {},
        dialog: { add: (...args) => notes.push(["dialog", ...args]) },
        notification: { add: (...args) => notes.push(["notification", ...args]) },
    };
    const model = new RelationalModel({}, { config: { context: { lang: "en_US" }, ...config }, hooks, ...params }, services);
    return { model, calls, notes };
}

/** Active fields by name; a value is what makeActiveField takes. */
export function active(names) {
    return Object.fromEntries(Object.entries(names).map(([name, options]) => [name, { ...makeActiveField(options), ...(options.related ? { related: options.related } : {}) }]));
}

export const PARTNER_FIELDS = {
    name: { name: "name", type: "char", string: "Name", required: true },
    active: { name: "active", type: "boolean", string: "Active" },
    birthday: { name: "birthday", type: "date", string: "Birthday" },
    color: { name: "color", type: "integer", string: "Colour" },
    country_id: { name: "country_id", type: "many2one", relation: "res.country", string: "Country" },
    child_ids: { name: "child_ids", type: "one2many", relation: "res.partner", relation_field: "parent_id", string: "Contacts" },
    tag_ids: { name: "tag_ids", type: "many2many", relation: "res.tag", string: "Tags" },
    parent_id: { name: "parent_id", type: "many2one", relation: "res.partner", string: "Company" },
};

export const LINE = {
    activeFields: active({ name: { required: "True", onChange: true }, color: {} }),
    fields: { name: PARTNER_FIELDS.name, color: PARTNER_FIELDS.color, parent_id: PARTNER_FIELDS.parent_id },
};

/** The config of a form with a list of contacts. */
export function formConfig(overrides = {}) {
    return {
        resModel: "res.partner",
        resId: 7,
        resIds: [7, 8],
        isMonoRecord: true,
        mode: "edit",
        fields: PARTNER_FIELDS,
        activeFields: active({
            name: { required: "True" },
            active: {},
            birthday: {},
            country_id: { onChange: true },
            color: { readonly: "name == 'Locked'" },
            child_ids: { related: LINE, onChange: true },
        }),
        ...overrides,
    };
}

export const PARTNER = { id: 7, name: "Ada", active: true, birthday: "1815-12-10", country_id: { id: 3, display_name: "Belgium" }, color: 2, child_ids: [{ id: 21, name: "Byron", color: 0 }, { id: 22, name: "Anne", color: 1 }] };
