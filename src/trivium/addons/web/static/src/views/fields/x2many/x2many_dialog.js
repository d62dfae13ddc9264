import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { makeContext } from "@web/core/context";
import { Dialog } from "@web/core/dialog/dialog";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useOwnedDialogs, useService } from "@web/core/utils/hooks";
import { createElement, parseXML } from "@web/core/utils/xml";
import { extractFieldsFromArchInfo } from "@web/model/relational_model/utils";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { loadSubViews } from "../../form/form_sub_views";
import { ViewButton } from "../../view_button/view_button";
import { useViewButtons } from "../../view_button/view_button_hook";
import { useViewCompiler } from "../../view_compiler";

/** The form of one line, in a dialog. Nothing is written before the record around it is saved. */
export class X2ManyFieldDialog extends Component {
    static template = "web.X2ManyFieldDialog";
    static components = { Dialog, ViewButton };
    static props = {
        archInfo: Object,
        close: Function,
        record: Object,
        addNew: { type: Function, optional: true },
        save: Function,
        title: String,
        delete: { optional: true },
        deleteButtonLabel: { optional: true },
        config: { type: Object, optional: true },
        controls: { type: Array, optional: true },
        canCreate: { type: Boolean, optional: true },
    };

    setup() {
        this.evaluateBooleanExpr = evaluateBooleanExpr;
        this.root = useRef("root");
        const view = registry.category("views").get("form");
        this.Renderer = view.Renderer;
        this.Compiler = view.Compiler;
        this.state = useState({ record: this.props.record, title: this.props.title });
        this.footerTemplate = this._compileFooter(view.Compiler);
        useViewButtons(this.root, {
            reload: () => this.state.record.load(),
            beforeExecuteAction: () => this.save({ close: false }),
        });
        useHotkey("control+enter", () => this.save({ close: true }), { bypassEditableProtection: true, area: () => this.root.el });
        useEffect(
            () => {
                /** @type {HTMLElement|null|undefined} */ (this.root.el?.querySelector(".o_field_widget :is(input:not([type=radio], [type=checkbox], [type=file]), textarea):not([disabled])"))?.focus();
            },
            () => [this.state.record.id],
        );
    }

    /** @param {any} Compiler */
    _compileFooter(Compiler) {
        const footers = [...this.props.archInfo.xmlDoc.querySelectorAll(":scope > footer:not([replace='0'])")];
        if (!footers.length) {
            return null;
        }
        const holder = createElement("t");
        for (const footer of footers) {
            holder.append(...footer.cloneNode(true).childNodes);
        }
        return useViewCompiler(Compiler, { Footer: holder }, { recordExpr: "__comp__.state.record" }).Footer;
    }

    get __comp__() {
        return this;
    }

    get isReadonly() {
        return this.state.record.config.mode === "readonly";
    }

    /** @param {{close: boolean}} options */
    async save({ close }) {
        const { record } = this.state;
        if (!(await record.checkValidity({ displayNotification: true }))) {
            return false;
        }
        await this.props.save(record, { close });
        if (close) {
            this.props.close();
        }
        return true;
    }

    async saveAndNew() {
        if (await this.save({ close: false })) {
            this.state.record = await /** @type {Function} */ (this.props.addNew)();
            this.state.title = _t("New");
        }
    }

    async discard() {
        this.props.close();
    }

    async remove() {
        await this.props.delete();
        this.props.close();
    }
}

/**
 * A function that opens a line of an x2many field, or a new one, in a dialog.
 *
 * @param {{resModel: string, activeField: any, activeActions: any, getList: () => any, updateRecord: Function,
 *   saveRecord: Function, isMany2Many: boolean}} params
 */
export function useOpenX2ManyRecord({ resModel, activeField, activeActions, getList, updateRecord, saveRecord, isMany2Many }) {
    const viewService = useService("view");
    const addDialog = useOwnedDialogs();
    const viewRegistry = registry.category("views");

    async function formArchInfo(/** @type {any} */ context) {
        if (activeField.views.form) {
            return { archInfo: activeField.views.form, fields: activeField.views.form.fields };
        }
        const { fields, relatedModels, views } = await viewService.loadViews({ context: makeContext([context]), resModel, views: [[false, "form"]] });
        const { ArchParser } = viewRegistry.get("form");
        const archInfo = new ArchParser().parse(parseXML(views.form.arch), relatedModels, resModel);
        activeField.views.form = { ...archInfo, fields };
        return { archInfo: activeField.views.form, fields };
    }

    /** @param {{record?: any, mode?: string, context?: any, title?: string, onClose?: Function, controls?: any[]}} params */
    return async function openRecord({ record, mode = "edit", context, title, onClose }) {
        const list = getList();
        const { archInfo, fields } = await formArchInfo(context);
        await loadSubViews(archInfo.fieldNodes, fields, {}, resModel, viewService, false);
        const extension = extractFieldsFromArchInfo(archInfo, fields);
        const makeNew = () => list.extendRecord({ ...extension, context, mode: "edit" });
        /** @type {any} */
        let current = record ? await list.extendRecord({ ...extension, mode }, record) : await makeNew();
        if (record) {
            await current.switchMode(mode);
        }
        current.isInDialog = true;
        let isSaved = false;
        const removal = isMany2Many ? activeActions.unlink : activeActions.delete;
        addDialog(
            X2ManyFieldDialog,
            {
                config: {},
                archInfo,
                record: current,
                title: title || _t("Open"),
                canCreate: activeActions.create,
                addNew: async () => {
                    current = await makeNew();
                    current.isInDialog = true;
                    isSaved = false;
                    return current;
                },
                save: async (/** @type {any} */ edited) => {
                    isSaved = true;
                    edited.isInDialog = false;
                    await (record ? updateRecord(edited) : saveRecord(edited));
                },
                delete: record && removal && mode !== "readonly" ? () => (isMany2Many ? list.forget(record) : list.delete(record)) : undefined,
                deleteButtonLabel: isMany2Many ? _t("Remove") : _t("Delete"),
            },
            {
                onClose: async () => {
                    if (!isSaved) {
                        current.isInDialog = false;
                        await list.discardExtendedRecord(current);
                        await current.switchMode("readonly");
                    }
                    onClose?.();
                },
            },
        );
    };
}
