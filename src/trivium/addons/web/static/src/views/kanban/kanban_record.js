import { Component, useRef } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { imageUrl } from "@web/core/utils/urls";
import { evaluableValue, hasContent } from "@web/model/relational_model/values";
import { Field } from "../fields/field";
import { getFormattedValue } from "../utils";
import { ViewButton } from "../view_button/view_button";
import { useViewCompiler } from "../view_compiler";
import { Widget } from "../widgets/widget";
import { KANBAN_CARD_ATTRIBUTE, KANBAN_MENU_ATTRIBUTE } from "./kanban_arch_parser";
import { KanbanCompiler } from "./kanban_compiler";
import { KanbanCoverImageDialog } from "./kanban_cover_image_dialog";

/** A click on these is for them, not for the card. */
export const CANCEL_GLOBAL_CLICK = ["a", "button", "input", "select", "textarea", "label", ".dropdown", ".oe_kanban_action", "[data-bs-toggle]", ".o_field_state_selection", ".o_field_priority", ".o_m2o_avatar"].join(",");

const COLORS = 12;

/** @param {any} value of a colour field @returns {number} 0 to 11 */
export function getColorIndex(value) {
    if (typeof value === "number") {
        return Math.round(Math.abs(value)) % COLORS;
    }
    if (typeof value === "string") {
        let sum = 0;
        for (const character of value) {
            sum += character.charCodeAt(0);
        }
        return sum % COLORS;
    }
    return 0;
}

/** @param {any} record @param {string} fieldName */
export function getRawValue(record, fieldName) {
    const field = record.fields[fieldName];
    const value = record.data[fieldName];
    if (["one2many", "many2many"].includes(field.type)) {
        return value.count ? value.currentIds : [];
    }
    if (["date", "datetime"].includes(field.type)) {
        return value ? value.toISO() : false;
    }
    if (field.type === "html" || field.type === "char" || field.type === "text") {
        return value;
    }
    return evaluableValue(field, value);
}

/**
 * What a card template reads as `record`: `record.name.value` and `record.name.raw_value`.
 *
 * @param {any} record
 */
export function getFormattedRecord(record) {
    /** @type {any} */
    const formatted = { id: { value: record.resId, raw_value: record.resId } };
    for (const name of record.fieldNames) {
        formatted[name] = {
            get value() {
                return getFormattedValue(record, name);
            },
            get raw_value() {
                return getRawValue(record, name);
            },
        };
    }
    return formatted;
}

/** The address of an image of a record. @param {any} record @param {string} model @param {string} field @param {any} [idOrIds] @param {string} [placeholder] */
export function getImageSrcFromRecordInfo(record, model, field, idOrIds, placeholder) {
    const id = (Array.isArray(idOrIds) ? idOrIds[0] : idOrIds) || null;
    const isCurrent = record.resModel === model && (record.resId === id || (!record.resId && !id));
    if (isCurrent && record.data[field] && !/^\d+(\.\d*)?[\s\u00a0]\w+$/.test(record.data[field])) {
        return `data:image/png;base64,${record.data[field]}`;
    }
    if (placeholder && (!model || !field || !id)) {
        return placeholder;
    }
    return imageUrl(model, id, field, { unique: isCurrent ? record.data.write_date : undefined });
}

/** One card. */
export class KanbanRecord extends Component {
    static template = "web.KanbanRecord";
    static menuTemplate = "web.KanbanRecordMenu";
    static components = { Dropdown, Field, ViewButton, Widget };
    static Compiler = KanbanCompiler;
    static KANBAN_CARD_ATTRIBUTE = KANBAN_CARD_ATTRIBUTE;
    static KANBAN_MENU_ATTRIBUTE = KANBAN_MENU_ATTRIBUTE;
    static props = [
        "archInfo",
        "Compiler?",
        "canResequence?",
        "colorField?",
        "deleteRecord?",
        "archiveRecord?",
        "forceGlobalClick?",
        "group?",
        "groupByField?",
        "list",
        "openRecord?",
        "readonly?",
        "record",
        "progressBarState?",
        "*",
    ];
    static defaultProps = { openRecord: () => {}, deleteRecord: () => {}, archiveRecord: () => {} };

    setup() {
        this.evaluateBooleanExpr = evaluateBooleanExpr;
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.rootRef = useRef("root");
        const { archInfo, Compiler } = this.props;
        const ViewCompilerClass = Compiler || /** @type {any} */ (this.constructor).Compiler;
        this.templates = useViewCompiler(ViewCompilerClass, archInfo.templateDocs);
        this.showMenu = KANBAN_MENU_ATTRIBUTE in this.templates;
    }

    get __comp__() {
        return this;
    }

    get cardTemplate() {
        return this.templates[KANBAN_CARD_ATTRIBUTE];
    }

    get menuTemplate() {
        return this.templates[KANBAN_MENU_ATTRIBUTE];
    }

    get renderingContext() {
        const { record, archInfo, readonly, list } = this.props;
        const { activeActions } = archInfo;
        return {
            this: this,
            __comp__: this,
            context: record.context,
            user_context: user.context,
            JSON,
            Object,
            luxon,
            record: getFormattedRecord(record),
            read_only_mode: Boolean(readonly),
            selection_mode: Boolean(this.props.forceGlobalClick),
            widget: {
                deletable: activeActions.delete && !readonly,
                editable: activeActions.edit && !readonly,
                isHtmlEmpty: (/** @type {any} */ html) => !hasContent(String(html || "")),
            },
            list,
            kanban_image: (/** @type {string} */ model, /** @type {string} */ field, /** @type {any} */ id, /** @type {string} */ placeholder) => getImageSrcFromRecordInfo(record, model, field, id, placeholder),
            kanban_getcolor: getColorIndex,
            kanban_color: (/** @type {any} */ value) => `oe_kanban_color_${getColorIndex(value)}`,
            props: this.props,
            env: this.env,
        };
    }

    get colorClass() {
        const { archInfo, record } = this.props;
        const name = archInfo.cardColorField;
        const value = name && record.data[name];
        return value ? `o_kanban_color_${getColorIndex(record.fields[name].type === "many2one" ? value.id : value)}` : "";
    }

    get canOpen() {
        return this.props.archInfo.canOpenRecords || this.props.forceGlobalClick;
    }

    get classNames() {
        const { record, canResequence } = this.props;
        return ["o_kanban_record", this.colorClass, canResequence ? "o_draggable" : "", this.canOpen ? "o_clickable" : "", record.selected ? "o_record_selected" : "", this.props.archInfo.cardClassName || ""].filter(Boolean).join(" ");
    }

    /** @param {string} fieldId */
    getFormattedValue(fieldId) {
        const { archInfo, record } = this.props;
        const info = archInfo.fieldNodes[fieldId];
        return getFormattedValue(record, info.name, info);
    }

    /** @param {MouseEvent} ev */
    onGlobalClick(ev) {
        if (/** @type {HTMLElement} */ (ev.target).closest(CANCEL_GLOBAL_CLICK)) {
            return;
        }
        this.open({ newWindow: ev.ctrlKey || ev.metaKey || ev.button === 1 });
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.target === this.rootRef.el && ev.key === "Enter") {
            ev.preventDefault();
            this.open({ newWindow: ev.ctrlKey });
        }
    }

    /** @param {{newWindow?: boolean, mode?: string}} options */
    open(options) {
        const { archInfo, openRecord, record } = this.props;
        if (!this.canOpen) {
            return;
        }
        if (archInfo.openAction && !this.props.forceGlobalClick) {
            this.action.doActionButton({
                name: archInfo.openAction.action,
                type: archInfo.openAction.type,
                resModel: record.resModel,
                resId: record.resId,
                resIds: record.resIds,
                context: record.context,
                onClose: () => record.model.load(),
            });
            return;
        }
        openRecord(record, options);
    }

    /** @param {{type: string, fieldName?: string}} params */
    triggerAction({ type, fieldName }) {
        const { archInfo, record, deleteRecord, archiveRecord } = this.props;
        switch (type) {
            case "edit":
                return this.open({ mode: "edit" });
            case "open":
                return this.open({});
            case "archive":
                return archiveRecord(record, true);
            case "unarchive":
                return archiveRecord(record, false);
            case "delete":
                return archInfo.activeActions.delete ? this.askToDelete(() => deleteRecord(record)) : undefined;
            case "set_cover":
                return this.dialog.add(KanbanCoverImageDialog, { record, fieldName: /** @type {string} */ (fieldName) });
            default:
                throw new Error(`A card cannot do "${type}".`);
        }
    }

    /** @param {() => any} confirm */
    askToDelete(confirm) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Delete %s?", this.props.record.displayName),
            body: _t("This cannot be undone."),
            confirmLabel: _t("Delete"),
            confirmClass: "btn-danger",
            confirm,
            cancel: () => {},
        });
    }

    /** @param {number} color */
    selectColor(color) {
        const { archInfo, record } = this.props;
        return record.update({ [archInfo.cardColorField]: color }, { save: true });
    }
}
