import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { getDomainDisplayedOperators, getOperatorLabel } from "@web/core/domain_selector/domain_selector_operator_editor";
import { readDomain, writeDomain } from "@web/core/domain_selector/condition_list";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, deserializeDateTime, serializeDate, serializeDateTime } from "@web/core/l10n/dates";
import { ModelFieldSelector } from "@web/core/model_field_selector/model_field_selector";
import { useService } from "@web/core/utils/hooks";

const NUMBERS = ["integer", "float", "monetary"];

/** A domain, put together from conditions; one that is more than a list of them is edited as text. */
export class DomainSelector extends Component {
    static template = "web.DomainSelector";
    static components = { DateTimeInput, ModelFieldSelector };
    static props = {
        domain: String,
        resModel: String,
        className: { type: String, optional: true },
        defaultConnector: { optional: true },
        isDebugMode: { type: Boolean, optional: true },
        allowExpressions: { type: Boolean, optional: true },
        readonly: { type: Boolean, optional: true },
        update: { type: Function, optional: true },
        debugUpdate: { type: Function, optional: true },
    };
    static defaultProps = { isDebugMode: false, readonly: true, update: () => {}, className: "" };

    setup() {
        this.fieldService = useService("field");
        /** @type {{list: any, fields: Record<string, any>}} */
        this.state = useState({ list: null, fields: {} });
        onWillStart(() => this.read(this.props));
        onWillUpdateProps((props) => this.read(props));
    }

    /** @param {any} props */
    async read({ domain, resModel }) {
        const list = readDomain(domain);
        if (list) {
            const paths = [...new Set(list.lines.map((line) => line.path))];
            const infos = await Promise.all(paths.map((path) => this.fieldService.loadFieldInfo(resModel, path)));
            this.state.fields = Object.fromEntries(paths.map((path, index) => [path, infos[index].fieldDef]));
            for (const line of list.lines) {
                if (line.value === false && this.state.fields[line.path]?.type !== "boolean" && ["=", "!="].includes(line.operator)) {
                    line.operator = line.operator === "=" ? "not set" : "set";
                }
            }
        }
        this.state.list = list;
    }

    /** @param {any} line */
    fieldOf(line) {
        return this.state.fields[line.path];
    }

    /** @param {any} line */
    operators(line) {
        const known = getDomainDisplayedOperators(this.fieldOf(line));
        return known.includes(line.operator) ? known : [line.operator, ...known];
    }

    /** @param {string} operator @param {any} line */
    label(operator, line) {
        return getOperatorLabel(operator, this.fieldOf(line)?.type);
    }

    /** What the value is edited with. @param {any} line */
    editor(line) {
        const type = this.fieldOf(line)?.type;
        if (["set", "not set"].includes(line.operator)) {
            return null;
        }
        if (type === "boolean" || type === "selection") {
            return type;
        }
        if (type === "date" || type === "datetime") {
            return "date";
        }
        return NUMBERS.includes(type) ? "number" : "text";
    }

    /** @param {any} line */
    dateProps(line) {
        const { type } = this.fieldOf(line);
        const read = type === "date" ? deserializeDate : deserializeDateTime;
        const write = type === "date" ? serializeDate : serializeDateTime;
        return { type, value: line.value ? read(line.value) : false, onApply: (value) => this.change(line, { value: value ? write(value) : false }) };
    }

    write() {
        const lines = this.state.list.lines.map(({ path, operator, value }) => {
            if (operator === "set") {
                return { path, operator: "!=", value: false };
            }
            return operator === "not set" ? { path, operator: "=", value: false } : { path, operator, value };
        });
        this.props.update(writeDomain({ connector: this.state.list.connector, lines }));
    }

    /** @param {any} fieldDef @param {string} operator */
    defaultValue(fieldDef, operator) {
        if (["set", "not set"].includes(operator)) {
            return false;
        }
        switch (fieldDef?.type) {
            case "boolean":
                return true;
            case "selection":
                return fieldDef.selection[0]?.[0] ?? false;
            case "date":
                return serializeDate(luxon.DateTime.local());
            case "datetime":
                return serializeDateTime(luxon.DateTime.local().startOf("day"));
            default:
                return NUMBERS.includes(fieldDef?.type) ? 0 : "";
        }
    }

    /** @param {any} line @param {any} changes */
    change(line, changes) {
        Object.assign(line, changes);
        this.write();
    }

    /** @param {any} line @param {string} path @param {any} info */
    changePath(line, path, { fieldDef }) {
        const [operator] = getDomainDisplayedOperators(fieldDef);
        this.change(line, { path, operator, value: this.defaultValue(fieldDef, operator) });
    }

    /** @param {any} line @param {string} operator */
    changeOperator(line, operator) {
        const wasEmpty = ["set", "not set"].includes(line.operator);
        const isEmpty = ["set", "not set"].includes(operator);
        this.change(line, { operator, ...(wasEmpty || isEmpty ? { value: this.defaultValue(this.fieldOf(line), operator) } : {}) });
    }

    /** @param {any} line @param {string} text */
    changeText(line, text) {
        const value = this.editor(line) === "number" ? Number(text) : Array.isArray(line.value) ? text.split(",").map((each) => each.trim()) : text;
        this.change(line, { value });
    }

    async add() {
        const fields = await this.fieldService.loadFields(this.props.resModel);
        const path = ["display_name", "name"].find((name) => fields[name]?.searchable) || Object.keys(fields).find((name) => fields[name].searchable);
        const [operator] = getDomainDisplayedOperators(fields[path]);
        this.state.list.lines.push({ path, operator, value: this.defaultValue(fields[path], operator) });
        this.state.fields[path] = fields[path];
        this.write();
    }

    /** @param {any} line */
    remove(line) {
        this.state.list.lines = this.state.list.lines.filter((each) => each !== line);
        this.write();
    }

    /** @param {"&" | "|"} connector */
    setConnector(connector) {
        this.state.list.connector = connector;
        this.write();
    }
}
