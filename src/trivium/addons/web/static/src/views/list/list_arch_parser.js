import { exprToBoolean } from "@web/core/utils/strings";
import { visitXML } from "@web/core/utils/xml";
import { stringToOrderBy } from "@web/search/utils/order_by";
import { Field } from "../fields/field";
import { getActiveActions, getDecoration, processButton } from "../utils";
import { Widget } from "../widgets/widget";

/** Reads what a `<groupby>` node of a list adds to group rows. */
export class GroupListArchParser {
    /** @param {Element} arch @param {any} models @param {string} modelName @param {string|null} [jsClass] */
    parse(arch, models, modelName, jsClass) {
        /** @type {Object<string, any>} */
        const fieldNodes = {};
        /** @type {any[]} */
        const buttons = [];
        let count = 0;
        visitXML(arch, (node) => {
            if (node.tagName === "button") {
                buttons.push({ ...processButton(node), id: count++ });
                return false;
            }
            if (node.tagName === "field") {
                const info = Field.parseFieldNode(node, models, modelName, "list", jsClass || undefined);
                fieldNodes[info.name] = info;
                return false;
            }
            return undefined;
        });
        return { fieldNodes, buttons };
    }
}

/** Reads the arch of a list view. */
export class ListArchParser {
    /**
     * @param {Element} xmlDoc
     * @param {Object<string, {fields: any}>} models
     * @param {string} modelName
     */
    parse(xmlDoc, models, modelName) {
        const attribute = (/** @type {string} */ name) => xmlDoc.getAttribute(name);
        this.models = models;
        this.modelName = modelName;
        this.jsClass = attribute("js_class") || undefined;
        /** @type {Object<string, any>} */
        this.fieldNodes = {};
        /** @type {Object<string, any>} */
        this.widgetNodes = {};
        /** @type {any[]} */
        this.columns = [];
        /** @type {any[]} */
        this.headerButtons = [];
        /** @type {any[]} */
        this.controls = [];
        /** @type {Object<string, any>} */
        this.groupBy = { buttons: {}, fields: {} };
        this.handleField = null;
        this.ids = { field: /** @type {Object<string, number>} */ ({}), button: 0, widget: 0, column: 0 };
        for (const child of xmlDoc.children) {
            this.visitNode(child);
        }
        return {
            ...this.treeAttributes(xmlDoc),
            fieldNodes: this.fieldNodes,
            widgetNodes: this.widgetNodes,
            columns: this.columns,
            headerButtons: this.headerButtons,
            controls: this.controls,
            groupBy: this.groupBy,
            handleField: this.handleField,
            xmlDoc,
        };
    }

    /** @param {Element} node */
    visitNode(node) {
        switch (node.tagName) {
            case "field":
                this.visitField(node);
                break;
            case "button":
                this.visitButton(node);
                break;
            case "widget":
                this.visitWidget(node);
                break;
            case "header":
                this.visitHeader(node);
                break;
            case "control":
                this.visitControl(node);
                break;
            case "groupby":
                this.visitGroupBy(node);
                break;
            default:
        }
    }

    nextColumnId() {
        return `column_${this.ids.column++}`;
    }

    /** @param {Element} node */
    visitField(node) {
        const info = Field.parseFieldNode(node, /** @type {any} */ (this.models), /** @type {string} */ (this.modelName), "list", this.jsClass);
        const { field: counts } = this.ids;
        counts[info.name] = (counts[info.name] ?? -1) + 1;
        const fieldId = `${info.name}_${counts[info.name]}`;
        this.fieldNodes[fieldId] = info;
        node.setAttribute("field_id", fieldId);
        if (info.isHandle) {
            this.handleField = info.name;
        }
        const isPropertyField = info.type === "properties";
        const { field, attrs } = info;
        const label = field.label;
        this.columns.push({
            ...info,
            id: this.nextColumnId(),
            fieldId,
            type: "field",
            fieldType: info.type,
            className: attrs.class,
            optional: isPropertyField ? attrs.optional || "hide" : attrs.optional || false,
            hasLabel: !(exprToBoolean(attrs.nolabel || "") || field.noLabel || info.isHandle),
            label: (label && (typeof label === "function" ? label(info) : label)) || info.string || "",
            sortable: attrs.sortable === undefined ? true : exprToBoolean(attrs.sortable),
            width: attrs.width,
        });
    }

    /** Buttons that stand together share a column. @param {Element} node */
    visitButton(node) {
        const button = {
            ...processButton(node),
            defaultRank: "btn-link",
            type: "button",
            id: this.ids.button++,
        };
        const last = this.columns.at(-1);
        const optional = node.getAttribute("optional") || false;
        const columnInvisible = node.getAttribute("column_invisible") || undefined;
        if (last?.type === "button_group" && last.optional === optional && last.column_invisible === columnInvisible) {
            last.buttons.push(button);
            return;
        }
        this.columns.push({
            id: this.nextColumnId(),
            type: "button_group",
            buttons: [button],
            hasLabel: false,
            optional,
            column_invisible: columnInvisible,
            label: node.getAttribute("string") || "",
        });
    }

    /** @param {Element} node */
    visitWidget(node) {
        const info = Widget.parseWidgetNode(node);
        const widgetId = `widget_${++this.ids.widget}`;
        this.widgetNodes[widgetId] = info;
        node.setAttribute("widget_id", widgetId);
        this.columns.push({
            id: this.nextColumnId(),
            widgetId,
            type: "widget",
            name: info.name,
            props: { name: info.name, widgetInfo: info },
            hasLabel: info.widget.label !== false,
            label: info.attrs.string || info.widget.displayName || "",
            className: info.attrs.class,
            optional: info.attrs.optional || false,
            column_invisible: info.attrs.column_invisible,
        });
    }

    /** @param {Element} node */
    visitHeader(node) {
        for (const child of node.children) {
            if (child.tagName === "button") {
                this.headerButtons.push({ ...processButton(child), type: "button", id: this.ids.button++, display: child.getAttribute("display") || "selection" });
            }
        }
    }

    /** @param {Element} node */
    visitControl(node) {
        for (const child of node.children) {
            if (child.tagName === "button") {
                this.controls.push({ type: "button", ...processButton(child), id: this.ids.button++ });
            } else if (["create", "delete"].includes(child.tagName)) {
                this.controls.push({
                    type: child.tagName,
                    context: child.getAttribute("context") || "{}",
                    string: child.getAttribute("string") || "",
                    className: child.getAttribute("class") || "",
                    invisible: child.getAttribute("invisible") || "False",
                });
            }
        }
    }

    /** @param {Element} node */
    visitGroupBy(node) {
        const name = /** @type {string} */ (node.getAttribute("name"));
        const models = /** @type {any} */ (this.models);
        const { relation } = models[/** @type {string} */ (this.modelName)].fields[name];
        const parsed = new GroupListArchParser().parse(node, models, relation);
        this.groupBy.buttons[name] = parsed.buttons;
        this.groupBy.fields[name] = { ...parsed, fields: models[relation].fields };
    }

    /** @param {Element} xmlDoc */
    treeAttributes(xmlDoc) {
        const attribute = (/** @type {string} */ name) => xmlDoc.getAttribute(name);
        const number = (/** @type {string} */ name) => (attribute(name) ? Number.parseInt(/** @type {string} */ (attribute(name)), 10) : undefined);
        const groupBy = attribute("default_group_by");
        const action = attribute("action");
        const active = getActiveActions(xmlDoc);
        return {
            activeActions: { ...active, exportXlsx: exprToBoolean(attribute("export_xlsx") || "1", true) },
            className: attribute("class") || null,
            editable: active.edit ? attribute("editable") || false : false,
            multiEdit: active.edit && exprToBoolean(attribute("multi_edit") || ""),
            limit: number("limit"),
            groupsLimit: number("groups_limit"),
            countLimit: number("count_limit"),
            defaultGroupBy: groupBy ? groupBy.split(",") : null,
            defaultOrder: stringToOrderBy(attribute("default_order")),
            expand: exprToBoolean(attribute("expand") || ""),
            decorations: getDecoration(xmlDoc),
            noOpen: exprToBoolean(attribute("no_open") || ""),
            openFormView: exprToBoolean(attribute("open_form_view") || ""),
            rowNoDelete: attribute("delete") !== null && !active.delete,
            openAction: action && attribute("type") ? { action, type: attribute("type") } : null,
        };
    }
}
