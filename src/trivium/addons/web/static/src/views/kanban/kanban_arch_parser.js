import { exprToBoolean } from "@web/core/utils/strings";
import { extractAttributes, visitXML } from "@web/core/utils/xml";
import { stringToOrderBy } from "@web/search/utils/order_by";
import { Field } from "../fields/field";
import { getActiveActions, processButton } from "../utils";
import { Widget } from "../widgets/widget";

export const KANBAN_CARD_ATTRIBUTE = "card";
export const KANBAN_MENU_ATTRIBUTE = "menu";
/** The name that card templates had before. */
const LEGACY_CARD = "kanban-box";

/** Reads the arch of a kanban view. */
export class KanbanArchParser {
    /**
     * @param {Element} xmlDoc
     * @param {Object<string, {fields: any}>} models
     * @param {string} modelName
     */
    parse(xmlDoc, models, modelName) {
        const { fields } = models[modelName];
        const jsClass = xmlDoc.getAttribute("js_class") || undefined;
        /** @type {Object<string, any>} */
        const fieldNodes = {};
        /** @type {Object<string, any>} */
        const widgetNodes = {};
        /** @type {Object<string, number>} */
        const counts = {};
        /** @type {any[]} */
        const headerButtons = [];
        /** @type {any[]} */
        const controls = [];
        let progressAttributes = /** @type {any} */ (false);
        let handleField = null;
        let widgets = 0;
        let buttons = 0;
        visitXML(xmlDoc, (node) => {
            switch (node.tagName) {
                case "header":
                    for (const button of node.children) {
                        headerButtons.push({ ...processButton(button), type: "button", id: buttons++, display: button.getAttribute("display") || "selection" });
                    }
                    return false;
                case "control":
                    for (const child of node.children) {
                        controls.push({ type: child.tagName, context: child.getAttribute("context") || "{}", string: child.getAttribute("string") || "" });
                    }
                    return false;
                case "progressbar":
                    progressAttributes = this.parseProgressBar(node, fields);
                    return false;
                case "field": {
                    const info = Field.parseFieldNode(node, models, modelName, "kanban", jsClass);
                    counts[info.name] = (counts[info.name] ?? -1) + 1;
                    const fieldId = `${info.name}_${counts[info.name]}`;
                    fieldNodes[fieldId] = info;
                    node.setAttribute("field_id", fieldId);
                    if (info.isHandle) {
                        handleField = info.name;
                    }
                    return false;
                }
                case "widget": {
                    widgets += 1;
                    widgetNodes[`widget_${widgets}`] = Widget.parseWidgetNode(node);
                    node.setAttribute("widget_id", `widget_${widgets}`);
                    return undefined;
                }
                default:
                    return undefined;
            }
        });
        return {
            ...this.rootAttributes(xmlDoc),
            controls,
            fieldNodes,
            widgetNodes,
            handleField,
            headerButtons,
            progressAttributes,
            templateDocs: this.templateDocs(xmlDoc),
            xmlDoc,
        };
    }

    /** @param {Element} xmlDoc */
    rootAttributes(xmlDoc) {
        const attribute = (/** @type {string} */ name) => xmlDoc.getAttribute(name);
        const allows = (/** @type {string} */ name, fallback = true) => (attribute(name) === null ? fallback : exprToBoolean(/** @type {string} */ (attribute(name))));
        const number = (/** @type {string} */ name) => (attribute(name) ? Number.parseInt(/** @type {string} */ (attribute(name)), 10) : undefined);
        const active = getActiveActions(xmlDoc);
        const onCreate = attribute("on_create");
        const action = attribute("action");
        const isQuick = attribute("quick_create") === null ? onCreate === "quick_create" || !onCreate : allows("quick_create");
        return {
            activeActions: {
                ...active,
                archiveGroup: allows("archivable"),
                createGroup: active.create && allows("group_create"),
                deleteGroup: active.delete && allows("group_delete"),
                editGroup: active.edit && allows("group_edit"),
                quickCreate: active.create && isQuick,
            },
            canOpenRecords: allows("can_open"),
            className: attribute("class") || "",
            cardColorField: attribute("highlight_color"),
            countLimit: number("count_limit"),
            defaultGroupBy: attribute("default_group_by") ? [attribute("default_group_by")] : null,
            defaultOrder: stringToOrderBy(attribute("default_order")),
            examples: attribute("examples"),
            groupsDraggable: allows("groups_draggable"),
            groupsLimit: number("groups_limit"),
            limit: number("limit") || 40,
            onCreate,
            openAction: action ? { action, type: attribute("type") || "object" } : null,
            quickCreateView: attribute("quick_create_view"),
            recordsDraggable: allows("records_draggable"),
        };
    }

    /** @param {Element} node @param {Object<string, any>} fields */
    parseProgressBar(node, fields) {
        const { field, colors, sum_field: sumField, help } = extractAttributes(/** @type {Element} */ (node.cloneNode()), ["field", "colors", "sum_field", "help"]);
        return {
            fieldName: field,
            colors: JSON.parse(colors || "{}"),
            sumField: sumField ? fields[sumField] : null,
            help,
        };
    }

    /** @param {Element} xmlDoc @returns {Object<string, Element>} */
    templateDocs(xmlDoc) {
        /** @type {Object<string, Element>} */
        const docs = {};
        for (const node of xmlDoc.querySelectorAll("templates > [t-name]")) {
            const name = /** @type {string} */ (node.getAttribute("t-name"));
            const doc = /** @type {Element} */ (node.cloneNode(true));
            doc.removeAttribute("t-name");
            docs[name === LEGACY_CARD ? KANBAN_CARD_ATTRIBUTE : name] = doc;
        }
        if (!docs[KANBAN_CARD_ATTRIBUTE]) {
            throw new Error(`A kanban view needs a template named "${KANBAN_CARD_ATTRIBUTE}" that says what a card shows.`);
        }
        return docs;
    }
}
