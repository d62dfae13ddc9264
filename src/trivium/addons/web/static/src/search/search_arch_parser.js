import { makeContext } from "@web/core/context";
import { evaluateExpr } from "@web/core/py_js/py";
import { exprToBoolean } from "@web/core/utils/strings";
import { parseXML } from "@web/core/utils/xml";

const ALL = { id: false, display_name: "All" };

/**
 * Reads the arch of a search view into search items.
 *
 * Items that stand together, without a separator between, form a group: filters of a group widen each other.
 */
export class SearchArchParser {
    /**
     * @param {{arch?: string, irFilters?: any[]}} searchViewDescription
     * @param {Object<string, any>} fields
     * @param {any} [searchDefaults] of the context, without their prefix
     * @param {any} [searchPanelDefaults]
     */
    constructor(searchViewDescription, fields, searchDefaults = {}, searchPanelDefaults = {}) {
        const { irFilters, arch } = searchViewDescription;
        this.fields = fields || {};
        this.irFilters = irFilters || [];
        this.arch = arch || "<search/>";
        /** @type {((orm: any) => Promise<void>)[]} */
        this.labels = [];
        /** @type {any[][]} */
        this.preSearchItems = [];
        this.searchPanelInfo = { className: "", fold: false, viewTypes: ["kanban", "list"] };
        /** @type {[number, any][]} */
        this.sections = [];
        this.searchDefaults = searchDefaults;
        this.searchPanelDefaults = searchPanelDefaults;
        /** @type {any[]} */
        this._group = [];
    }

    parse() {
        this._visitChildren(parseXML(this.arch));
        this._closeGroup();
        return {
            labels: this.labels,
            preSearchItems: this.preSearchItems,
            searchPanelInfo: this.searchPanelInfo,
            sections: this.sections,
        };
    }

    /** @param {Element} node @param {boolean} [inGroup] */
    _visitChildren(node, inGroup = false) {
        for (const child of node.children) {
            switch (child.tagName) {
                case "field":
                    this._visitField(child);
                    break;
                case "filter":
                    this._visitFilter(child);
                    break;
                case "separator":
                    this._closeGroup();
                    break;
                case "group":
                    this._closeGroup();
                    this._visitChildren(child, true);
                    this._closeGroup();
                    break;
                case "searchpanel":
                    this._visitSearchPanel(child);
                    break;
                default:
                    this._visitChildren(child, inGroup);
            }
        }
    }

    _closeGroup() {
        if (this._group.length) {
            this.preSearchItems.push(this._group);
            this._group = [];
        }
    }

    // ------------------------------------------------------------------ fields

    /** @param {Element} node */
    _visitField(node) {
        this._closeGroup();
        const name = /** @type {string} */ (node.getAttribute("name"));
        const field = this.fields[name];
        if (!field) {
            throw new Error(`The search view asks for the field "${name}", which its model does not have.`);
        }
        /** @type {any} */
        const item = {
            type: "field",
            fieldName: name,
            fieldType: field.type,
            description: node.getAttribute("string") || field.string,
            context: node.getAttribute("context") || "{}",
        };
        for (const key of ["operator", "filter_domain"]) {
            if (node.hasAttribute(key)) {
                item[key === "filter_domain" ? "filterDomain" : key] = node.getAttribute(key);
            }
        }
        item.domain = node.getAttribute("domain") || "[]";
        if (node.hasAttribute("invisible")) {
            item.invisible = node.getAttribute("invisible");
        }
        if (field.type === "selection") {
            item.selection = field.selection;
        }
        this._setFieldDefault(item, name, field);
        this.preSearchItems.push([item]);
    }

    /** @param {any} item @param {string} name @param {any} field */
    _setFieldDefault(item, name, field) {
        if (!(name in this.searchDefaults)) {
            return;
        }
        const given = this.searchDefaults[name];
        const values = Array.isArray(given) ? given : [given];
        if (given === false || given === undefined || !values.length) {
            return;
        }
        item.isDefault = true;
        item.defaultRank = -10;
        const operator = item.operator || (Array.isArray(given) ? "in" : defaultOperator(field.type));
        item.defaultAutocompleteValue = { label: this._labelOf(field, given), operator, value: given };
        if (field.type === "many2one" && values.every((value) => typeof value === "number")) {
            this.labels.push(async (orm) => {
                const names = await orm.call(field.relation, "read", [values, ["display_name"]], {
                    context: field.context,
                });
                item.defaultAutocompleteValue.label = names.map((/** @type {any} */ each) => each.display_name).join(" or ");
            });
        }
    }

    /** @param {any} field @param {any} value */
    _labelOf(field, value) {
        if (field.type === "selection") {
            return field.selection.find((/** @type {any} */ option) => option[0] === value)?.[1] ?? String(value);
        }
        return String(value);
    }

    // ------------------------------------------------------------------ filters

    /** @param {Element} node */
    _visitFilter(node) {
        const context = node.getAttribute("context") || "{}";
        const groupBy = readGroupBy(context);
        const item = groupBy ? this._groupByItem(groupBy, context) : this._filterItem(node, context);
        const name = node.getAttribute("name");
        if (name) {
            item.name = name;
            if (this.searchDefaults[name]) {
                item.isDefault = true;
                this._setFilterDefault(item, this.searchDefaults[name]);
            }
        }
        item.description = node.getAttribute("string") || node.getAttribute("help") || item.name || "";
        if (node.hasAttribute("invisible")) {
            item.invisible = node.getAttribute("invisible");
            if (item.fieldName && !this.fields[item.fieldName]) {
                return;
            }
        }
        const isGroupBy = ["groupBy", "dateGroupBy"].includes(item.type);
        if (this._group.length && this._isGroupByGroup !== isGroupBy) {
            this._closeGroup();
        }
        this._isGroupByGroup = isGroupBy;
        if (item.type === "dateFilter") {
            this._closeGroup();
            this.preSearchItems.push([item]);
            return;
        }
        this._group.push(item);
    }

    /** @param {any} item @param {any} value */
    _setFilterDefault(item, value) {
        if (["groupBy", "dateGroupBy"].includes(item.type)) {
            item.defaultRank = typeof value === "number" ? value : 100;
            return;
        }
        item.defaultRank = -5;
        if (item.type === "dateFilter" && typeof value === "string") {
            item.defaultGeneratorIds = value.split(",").map((id) => id.trim());
        }
    }

    /** @param {string} groupBy @param {string} context */
    _groupByItem(groupBy, context) {
        const [fieldName, interval] = groupBy.split(":");
        const field = this.fields[fieldName];
        const isDate = ["date", "datetime"].includes(field?.type);
        return {
            type: isDate ? "dateGroupBy" : "groupBy",
            fieldName,
            fieldType: field?.type,
            context,
            ...(isDate ? { defaultIntervalId: interval || "month" } : {}),
        };
    }

    /** @param {Element} node @param {string} context */
    _filterItem(node, context) {
        const date = node.getAttribute("date");
        /** @type {any} */
        const item = { type: date ? "dateFilter" : "filter", context };
        if (date) {
            item.fieldName = date;
            item.fieldType = this.fields[date]?.type;
            item.domain = node.getAttribute("domain") || "[]";
            item.optionsParams = dateOptions(node);
            item.defaultGeneratorIds = (node.getAttribute("default_period") || "month").split(",");
            return item;
        }
        item.domain = node.getAttribute("domain") || "[]";
        return item;
    }

    // ------------------------------------------------------------------ search panel

    /** @param {Element} node */
    _visitSearchPanel(node) {
        const viewTypes = node.getAttribute("view_types");
        this.searchPanelInfo = {
            className: node.getAttribute("class") || "",
            fold: exprToBoolean(node.getAttribute("fold") || "0"),
            viewTypes: viewTypes ? viewTypes.split(",").map((type) => type.trim()) : ["kanban", "list"],
        };
        let id = 0;
        for (const child of node.children) {
            if (child.tagName !== "field" || child.getAttribute("invisible") === "1" || child.getAttribute("invisible") === "True") {
                continue;
            }
            id += 1;
            this.sections.push([id, this._section(child, id)]);
        }
    }

    /** @param {Element} node @param {number} id */
    _section(node, id) {
        const fieldName = /** @type {string} */ (node.getAttribute("name"));
        const attribute = (/** @type {string} */ name) => node.getAttribute(name);
        const type = attribute("select") === "multi" ? "filter" : "category";
        const section = {
            id,
            type,
            fieldName,
            description: attribute("string") || this.fields[fieldName].string,
            icon: attribute("icon"),
            color: attribute("color") || null,
            enableCounters: exprToBoolean(attribute("enable_counters") || "0"),
            expand: exprToBoolean(attribute("expand") || "0"),
            limit: Number(attribute("limit") || 200),
            domain: attribute("domain") || "[]",
            depth: Number(attribute("depth") || 0),
            values: new Map(),
        };
        return type === "category" ? this._category(section, node, fieldName) : this._multi(section, node);
    }

    /** @param {any} section @param {Element} node @param {string} fieldName */
    _category(section, node, fieldName) {
        section.icon ||= "fa-folder";
        section.hierarchize = exprToBoolean(node.getAttribute("hierarchize") || "1");
        section.activeValueId = this.searchPanelDefaults[fieldName] || false;
        section.values.set(false, { childrenIds: [], ...ALL });
        section.rootIds = [false];
        return section;
    }

    /** @param {any} section @param {Element} node */
    _multi(section, node) {
        section.icon ||= "fa-filter";
        section.groupBy = node.getAttribute("groupby") || null;
        return section;
    }
}

/** @param {string} context @returns {string|null} */
function readGroupBy(context) {
    if (!context.includes("group_by")) {
        return null;
    }
    const value = makeContext([context]).group_by;
    return Array.isArray(value) ? value[0] : value || null;
}

/** @param {Element} node */
function dateOptions(node) {
    const number = (/** @type {string} */ name, /** @type {number} */ fallback) =>
        node.hasAttribute(name) ? Number(evaluateExpr(/** @type {string} */ (node.getAttribute(name)))) : fallback;
    const customOptions = [...node.children]
        .filter((child) => child.tagName === "filter")
        .map((child) => ({
            id: `custom_${child.getAttribute("name")}`,
            description: child.getAttribute("string"),
            domain: child.getAttribute("domain"),
        }));
    return {
        startYear: number("start_year", -2),
        endYear: number("end_year", 0),
        startMonth: number("start_month", -2),
        endMonth: number("end_month", 0),
        customOptions,
    };
}

/** How a typed text is compared, by type of the field. @param {string} type */
export function defaultOperator(type) {
    return ["char", "text", "html", "many2many", "one2many", "properties", "tags"].includes(type) ? "ilike" : "=";
}

