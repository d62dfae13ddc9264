import { exprToBoolean } from "@web/core/utils/strings";
import { visitXML } from "@web/core/utils/xml";
import { Field } from "../fields/field";
import { getActiveActions } from "../utils";
import { Widget } from "../widgets/widget";

/** Reads the arch of a form view. */
export class FormArchParser {
    /**
     * @param {Element} xmlDoc
     * @param {Object<string, {fields: any}>} models
     * @param {string} modelName
     */
    parse(xmlDoc, models, modelName) {
        const jsClass = xmlDoc.getAttribute("js_class") || undefined;
        /** @type {Object<string, any>} */
        const fieldNodes = {};
        /** @type {Object<string, any>} */
        const widgetNodes = {};
        /** @type {Object<string, number>} */
        const counts = {};
        let widgets = 0;
        /** @type {string|null} */
        let autofocusFieldId = null;
        visitXML(xmlDoc, (node) => {
            if (node.tagName === "field") {
                const info = Field.parseFieldNode(node, models, modelName, "form", jsClass);
                counts[info.name] = (counts[info.name] ?? -1) + 1;
                const fieldId = `${info.name}_${counts[info.name]}`;
                fieldNodes[fieldId] = info;
                node.setAttribute("field_id", fieldId);
                if (exprToBoolean(node.getAttribute("default_focus") || "")) {
                    autofocusFieldId = fieldId;
                }
                return false;
            }
            if (node.tagName === "widget") {
                widgets += 1;
                const widgetId = `widget_${widgets}`;
                widgetNodes[widgetId] = Widget.parseWidgetNode(node);
                node.setAttribute("widget_id", widgetId);
            }
            return undefined;
        });
        return {
            activeActions: getActiveActions(xmlDoc),
            autofocusFieldIds: autofocusFieldId ? [autofocusFieldId] : [],
            autofocusFieldId,
            disableAutofocus: exprToBoolean(xmlDoc.getAttribute("disable_autofocus") || ""),
            fieldNodes,
            widgetNodes,
            xmlDoc,
        };
    }
}
