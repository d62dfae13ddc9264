/**
 * Models of a server that lives in the page, with the methods that clients call.
 */
import { Domain } from "@web/core/domain";
import { FIELD } from "@web/../tests/_framework/mock_server/fields";
import * as fields from "@web/../tests/_framework/mock_server/fields";

/** A class is `ResPartner`, its model `res.partner`, unless it says otherwise. @param {string} name */
const technical = (name) => name.replace(/([a-z\d])([A-Z])/g, "$1.$2").toLowerCase();
const MANY = new Set(["one2many", "many2many"]);
const NUMBERS = new Set(["integer", "float", "monetary"]);
/** @param {any} list */
const idsOf = (list) => (list === undefined || list === false || list === null ? [] : [list].flat());

/** What happens by default when a client calls a method: its parameters by name, in order. @type {Record<string, string[]>} */
const SIGNATURES = {
    create: ["vals_list"],
    copy: ["ids", "default"],
    default_get: ["fields"],
    fields_get: ["allfields", "attributes"],
    formatted_read_group: ["domain", "groupby", "aggregates", "having", "offset", "limit", "order"],
    get_views: ["views", "options"],
    has_access: ["ids", "operation"],
    name_create: ["name"],
    name_search: ["name", "domain", "operator", "limit"],
    onchange: ["ids", "values", "field_names", "fields_spec"],
    read: ["ids", "fields", "load"],
    search: ["domain", "offset", "limit", "order"],
    search_count: ["domain", "limit"],
    search_read: ["domain", "fields", "offset", "limit", "order"],
    unlink: ["ids"],
    web_name_search: ["name", "specification", "domain", "operator", "limit"],
    web_read: ["ids", "specification"],
    web_read_group: ["domain", "groupby", "aggregates", "limit", "offset", "order", "auto_unfold", "unfold_read_specification", "unfold_read_default_limit"],
    web_save: ["ids", "vals", "specification"],
    web_search_read: ["domain", "specification", "offset", "limit", "order"],
    write: ["ids", "vals"],
    action_archive: ["ids"],
    action_unarchive: ["ids"],
};

/** The base of all models. Subclasses have fields, `_records`, `_views`, `_name`, `_order`, `_rec_name`. */
export class Model {
    /** @type {any} */ env;
    /** @type {any[]} */ _records = [];
    /** @type {Record<string, string>} */ _views = {};
    _order = "id";
    /** @type {string | undefined} */ _rec_name;
    _description = "";

    id = fields.Integer({ readonly: true, string: "ID" });
    display_name = fields.Char({ readonly: true, store: false, string: "Display name" });
    create_date = fields.Datetime({ readonly: true, string: "Created on" });
    write_date = fields.Datetime({ readonly: true, string: "Last Updated on" });

    /** Takes the fields out of what the class declares. @param {any} env */
    _setUp(env) {
        this.env = env;
        this._name ||= /** @type {any} */ (this.constructor)._name || technical(this.constructor.name);
        this._views = { .../** @type {any} */ (this.constructor)._views, ...this._views };
        this._fields = /** @type {Record<string, any>} */ ({});
        for (const [name, value] of Object.entries(this)) {
            if (value?.[FIELD]) {
                const label = name.replace(/_ids?$/, "").replaceAll("_", " ");
                this._fields[name] = { name, string: label[0].toUpperCase() + label.slice(1), ...value };
                delete this[name];
            }
        }
        this._rec_name ||= ["name", "x_name"].find((name) => this._fields[name]) || "id";
        const given = [.../** @type {any} */ (this.constructor)._records || [], ...this._records];
        this._records = [];
        given.forEach((values) => this._add(structuredClone(values)));
        return this;
    }

    /** @param {any} values */
    _add(values) {
        const record = { id: values.id ?? Math.max(0, ...this._records.map((each) => each.id)) + 1 };
        this._records.push(record);
        for (const [name, field] of Object.entries(this._fields)) {
            if (name !== "id") {
                record[name] = MANY.has(field.type) ? [] : NUMBERS.has(field.type) ? 0 : false;
            }
        }
        this._assign(record, { ...this.default_get(Object.keys(this._fields)), ...values });
        return record;
    }

    /** @param {any} record @param {any} values as clients send them */
    _assign(record, values) {
        for (const [name, value] of Object.entries(values)) {
            const field = this._fields[name];
            if (!field) {
                throw new Error(`The model ${this._name} has no field ${name}`);
            }
            if (MANY.has(field.type)) {
                record[name] = this._applyCommands(field, record, value || []);
            } else if (field.type === "many2one") {
                record[name] = (Array.isArray(value) ? value[0] : value?.id ?? value) || false;
            } else {
                record[name] = value ?? false;
            }
        }
    }

    /** @param {any} field @param {any} record @param {any[]} commands commands, or ids @returns {number[]} */
    _applyCommands(field, record, commands) {
        const other = this.env[field.relation];
        let ids = [...record[field.name] || []];
        const inverse = field.relation_field;
        for (const command of commands) {
            const [kind, id, values] = Array.isArray(command) ? command : [4, command];
            if (kind === 0) {
                ids.push(other.create([inverse ? { ...values, [inverse]: record.id } : values])[0]);
            } else if (kind === 1) {
                other.write([id], values);
            } else if (kind === 2 || kind === 3) {
                ids = ids.filter((each) => each !== id);
                if (kind === 2) {
                    other.unlink([id]);
                }
            } else if (kind === 4 && !ids.includes(id)) {
                ids.push(id);
            } else if (kind === 5) {
                ids = [];
            } else if (kind === 6) {
                ids = [...values];
            }
        }
        return ids;
    }

    /** @param {any} ids */
    _get(ids) {
        return idsOf(ids).map((id) => {
            const record = this._records.find((each) => each.id === id);
            if (!record) {
                throw new Error(`There is no record ${id} of ${this._name}`);
            }
            return record;
        });
    }

    /** @param {any} record */
    _displayName(record) {
        const value = record.display_name || record[this._rec_name];
        return this._rec_name === "id" && !record.display_name ? `${this._name},${record.id}` : String(value || "");
    }

    /** @param {any} record @param {string} name @param {any} spec */
    _format(record, name, spec) {
        const field = this._fields[name];
        if (name === "display_name") {
            return this._displayName(record);
        }
        const value = record[name];
        if (field?.type === "many2one") {
            const other = value && this.env[field.relation];
            return value ? (spec?.fields ? other.web_read([value], spec.fields)[0] : value) : false;
        }
        if (MANY.has(field?.type)) {
            return spec?.fields ? this.env[field.relation].web_read(value.slice(0, spec.limit ?? value.length), spec.fields).concat(value.slice(spec.limit ?? value.length).map((id) => ({ id }))) : [...value];
        }
        return structuredClone(value);
    }

    /** @param {any} record what domains are asked of */
    _comparable(record) {
        const values = { ...record, display_name: this._displayName(record) };
        return values;
    }

    /** @param {any} record @param {any[]} domain */
    _satisfies(record, domain) {
        const named = domain.map((each) => {
            if (!Array.isArray(each)) {
                return each;
            }
            const field = this._fields[String(each[0]).split(".")[0]];
            const isName = typeof each[2] === "string" && field?.type === "many2one" && !String(each[0]).includes(".");
            return isName ? [`${each[0]}__name`, each[1], each[2]] : each;
        });
        const values = this._comparable(record);
        for (const [name, field] of Object.entries(this._fields)) {
            if (field.type === "many2one" && record[name]) {
                values[`${name}__name`] = this.env[field.relation]._displayName(this.env[field.relation]._get(record[name])[0]);
            }
        }
        return new Domain(named).contains(values);
    }

    // -- what clients call -------------------------------------------------------------------------------------------

    create(valsList) {
        const ids = [valsList].flat().map((vals) => this._add(vals).id);
        return Array.isArray(valsList) ? ids : ids[0];
    }
    copy(ids, defaults = {}) {
        return this.create(this._get(ids).map(({ id: _id, ...values }) => ({ ...structuredClone(values), ...defaults })));
    }
    write(ids, values) {
        this._get(ids).forEach((record) => this._assign(record, values));
        return true;
    }
    unlink(ids) {
        const gone = new Set(idsOf(ids));
        this._records = this._records.filter((each) => !gone.has(each.id));
        for (const model of Object.values(this.env.models)) {
            for (const field of Object.values(model._fields).filter((each) => each.relation === this._name)) {
                for (const record of model._records) {
                    const value = record[field.name];
                    record[field.name] = MANY.has(field.type) ? value.filter((id) => !gone.has(id)) : gone.has(value) ? false : value;
                }
            }
        }
        return true;
    }
    action_archive(ids) {
        return this.write(ids, { active: false }) && false;
    }
    action_unarchive(ids) {
        return this.write(ids, { active: true }) && false;
    }
    default_get(names, context = {}) {
        const result = {};
        for (const name of names) {
            const field = this._fields[name];
            const value = context[`default_${name}`] ?? field?.default;
            if (value !== undefined) {
                result[name] = typeof value === "function" ? value.call(this, result) : structuredClone(value);
            }
        }
        return result;
    }
    fields_get(names) {
        const chosen = Object.entries(this._fields).filter(([name]) => !names?.length || names.includes(name));
        return Object.fromEntries(chosen.map(([name, { onChange: _onChange, default: _default, compute: _compute, ...field }]) => [name, field]));
    }
    has_access() {
        return true;
    }
    search(domain = [], offset = 0, limit = undefined, order = undefined) {
        const archived = this._fields.active && !JSON.stringify(domain).includes('"active"') ? (each) => each.active !== false : () => true;
        const found = this._records.filter((each) => archived(each) && this._satisfies(each, domain));
        const terms = (order || this._order).split(",").map((each) => each.trim().split(/\s+/));
        const key = (record, name) => {
            const field = this._fields[name];
            return field?.type === "many2one" && record[name] ? this.env[field.relation]._displayName(this.env[field.relation]._get(record[name])[0]) : record[name];
        };
        found.sort((a, b) => {
            for (const [name, direction] of terms) {
                const [one, other] = [key(a, name), key(b, name)];
                if (one !== other) {
                    return (one < other ? -1 : 1) * (direction?.toLowerCase() === "desc" ? -1 : 1);
                }
            }
            return 0;
        });
        return found.slice(offset || 0, limit ? (offset || 0) + limit : undefined).map((each) => each.id);
    }
    search_count(domain = [], limit = undefined) {
        return this.search(domain, 0, limit).length;
    }
    read(ids, names = undefined, load = "_classic_read") {
        const wanted = names?.length ? ["id", ...names] : Object.keys(this._fields);
        return this._get(ids).map((record) =>
            Object.fromEntries(
                wanted.map((name) => {
                    const field = this._fields[name];
                    const value = this._format(record, name, null);
                    const pair = field?.type === "many2one" && value && load === "_classic_read";
                    return [name, pair ? [value, this.env[field.relation]._displayName(this.env[field.relation]._get(value)[0])] : value];
                })
            )
        );
    }
    search_read(domain, names, offset, limit, order) {
        return this.read(this.search(domain, offset, limit, order), names);
    }
    web_read(ids, specification) {
        return this._get(ids).map((record) => ({ id: record.id, ...Object.fromEntries(Object.entries(specification).map(([name, spec]) => [name, this._format(record, name, spec)])) }));
    }
    web_search_read(domain, specification, offset, limit, order) {
        return { length: this.search_count(domain), records: this.web_read(this.search(domain, offset, limit, order), specification) };
    }
    web_save(ids, values, specification) {
        const saved = idsOf(ids).length ? (this.write(ids, values), idsOf(ids)) : this.create([values]);
        return this.web_read(saved, specification);
    }
    name_search(name = "", domain = [], operator = "ilike", limit = 100) {
        const ids = this.search([...(domain || []), ["display_name", operator, name]], 0, limit);
        return this._get(ids).map((record) => [record.id, this._displayName(record)]);
    }
    web_name_search(name, specification, domain, operator, limit) {
        return this.web_read(this.name_search(name, domain, operator, limit).map(([id]) => id), specification).map((each) => ({ ...each, __formatted_display_name: each.display_name }));
    }
    name_create(name) {
        const [id] = this.create([{ [this._rec_name]: name }]);
        return [id, name];
    }

    /** @param {any} ids @param {any} values @param {string[]} names @param {any} spec @param {any} context */
    onchange(ids, values, names, spec, context = {}) {
        const first = !names.length;
        const given = first ? this.default_get(Object.keys(spec), context) : {};
        const record = /** @type {any} */ ({ id: idsOf(ids)[0] || false });
        for (const [name, field] of Object.entries(this._fields)) {
            record[name] ??= MANY.has(field.type) ? [] : NUMBERS.has(field.type) ? 0 : false;
        }
        Object.assign(record, idsOf(ids).length ? this._get(ids)[0] : {}, given);
        for (const [name, value] of Object.entries(values)) {
            if (!MANY.has(this._fields[name]?.type)) {
                record[name] = value;
            }
        }
        const before = structuredClone(record);
        for (const name of names) {
            this._fields[name]?.onChange?.call(this, record);
        }
        const changed = Object.keys(spec).filter((name) => this._fields[name] && (first || JSON.stringify(before[name]) !== JSON.stringify(record[name])));
        return { value: Object.fromEntries(changed.map((name) => [name, MANY.has(this._fields[name].type) ? this._asCommands(record[name]) : this._format(record, name, spec[name])])) };
    }
    /** @param {any[]} value */
    _asCommands(value) {
        return value.map((each) => (Array.isArray(each) ? each : [4, each]));
    }

    formatted_read_group(domain, groupby, aggregates, _having, offset = 0, limit = undefined) {
        const groups = new Map();
        for (const record of this._get(this.search(domain))) {
            const key = groupby.map((each) => this._groupValue(record, each));
            const text = JSON.stringify(key);
            groups.set(text, groups.get(text) || { key, records: [] });
            groups.get(text).records.push(record);
        }
        if (!groupby.length && !groups.size) {
            groups.set("[]", { key: [], records: [] });
        }
        const rows = [...groups.values()].map(({ key, records }) => ({
            ...Object.fromEntries(groupby.map((each, index) => [each, key[index]])),
            ...Object.fromEntries(aggregates.map((each) => [each, this._aggregate(each, records)])),
            __extra_domain: groupby.map((each, index) => [each.split(":")[0], "=", Array.isArray(key[index]) ? key[index][0] : key[index]]),
        }));
        return rows.slice(offset || 0, limit ? (offset || 0) + limit : undefined);
    }
    _groupValue(record, by) {
        const [name] = by.split(":");
        const field = this._fields[name];
        const value = record[name];
        return field.type === "many2one" && value ? [value, this.env[field.relation]._displayName(this.env[field.relation]._get(value)[0])] : value;
    }
    _aggregate(name, records) {
        if (name === "__count") {
            return records.length;
        }
        const [field, how] = name.split(":");
        const values = records.map((each) => each[field]).filter((each) => each !== false && each !== undefined);
        const sum = values.reduce((total, each) => total + Number(each), 0);
        const made = { sum, avg: values.length ? sum / values.length : false, count: values.length, count_distinct: new Set(values.map(String)).size, array_agg: values, bool_or: values.some(Boolean), bool_and: values.every(Boolean) };
        return how === "max" || how === "min" ? (values.length ? Math[how](...values) : false) : made[how];
    }
    web_read_group(domain, groupby, aggregates, limit, offset, _order, autoUnfold, specification, unfoldLimit) {
        const all = this.formatted_read_group(domain, groupby.slice(0, 1), [...new Set(["__count", ...aggregates])]);
        const groups = all.slice(offset || 0, limit ? (offset || 0) + limit : undefined);
        if (autoUnfold) {
            for (const group of groups) {
                group.__records = this.web_read(this.search([...domain, ...group.__extra_domain], 0, unfoldLimit), specification || {});
            }
        }
        return { groups, length: all.length };
    }

    get_views(views, _options) {
        const models = Object.fromEntries(Object.entries(this.env.models).map(([name, model]) => [name, { fields: model.fields_get() }]));
        const described = views.map(([id, type]) => [type, { arch: this._arch(type, id), id: id || false, model: this._name, toolbar: {}, filters: [] }]);
        return { models, views: Object.fromEntries(described) };
    }
    /** @param {string} type @param {any} id */
    _arch(type, id) {
        const arch = this._views[`${type},${id || false}`] ?? this._views[type] ?? (id ? undefined : `<${type}/>`);
        if (arch === undefined) {
            throw new Error(`The test defines no view ${id} of type ${type} for ${this._name}`);
        }
        const tree = new DOMParser().parseFromString(arch, "text/xml").documentElement;
        this._prepare(tree);
        return new XMLSerializer().serializeToString(tree);
    }
    /** Has changes of fields with an `onChange` sent to the server. @param {Element} node */
    _prepare(node) {
        for (const child of node.children) {
            const field = child.tagName === "field" ? this._fields[child.getAttribute("name")] : null;
            if (child.tagName === "field" && !field) {
                throw new Error(`The model ${this._name} has no field ${child.getAttribute("name")}, which its view shows`);
            }
            if (field?.onChange) {
                child.setAttribute("on_change", "1");
            }
            (field?.relation ? this.env[field.relation] : this)._prepare(child);
        }
    }

    /**
     * @param {string} method
     * @param {any[]} args
     * @param {any} kwargs
     */
    _call(method, args, kwargs) {
        if (typeof this[method] !== "function" || method.startsWith("_")) {
            throw new Error(`The test's model ${this._name} has no method ${method}: define it, or answer with onRpc("${method}", ...)`);
        }
        const names = this[method] === Model.prototype[method] ? SIGNATURES[method] : null;
        if (!names) {
            return this[method](...args, kwargs);
        }
        const { context = {}, ...named } = kwargs;
        const given = names.map((name, index) => (index < args.length ? args[index] : named[name]));
        return this[method](...given, context);
    }
}

