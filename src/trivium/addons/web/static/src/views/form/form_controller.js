import { Component, onMounted, onRendered, useEffect, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useDebugCategory } from "@web/core/debug/debug_context";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { createElement } from "@web/core/utils/xml";
import { useModel } from "@web/model/model";
import { describeInvalid } from "@web/model/relational_model/validity";
import { addFieldDependencies, extractFieldsFromArchInfo } from "@web/model/relational_model/utils";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { usePager } from "@web/search/pager_hook";
import { Field } from "../fields/field";
import { standardViewProps } from "../standard_view_props";
import { ViewButton } from "../view_button/view_button";
import { executeButtonCallback, useViewButtons } from "../view_button/view_button_hook";
import { useViewCompiler } from "../view_compiler";
import { useDeleteRecords } from "../view_hook";
import { Widget } from "../widgets/widget";
import { FormCogMenu } from "./form_cog_menu/form_cog_menu";
import { FormCompiler } from "./form_compiler";
import { FormErrorDialog } from "./form_error_dialog/form_error_dialog";
import { FormStatusIndicator } from "./form_status_indicator/form_status_indicator";
import { FormLabel } from "./form_label";
import { loadSubViews } from "./form_sub_views";

export { loadSubViews };

/** Let a dialog that shows a form react to its state. @returns {any} */
export function useFormViewInDialog() {
    return useState({ isDirty: false });
}

/** A record: shown, changed, saved. */
export class FormController extends Component {
    static template = "web.FormView";
    static components = { FormStatusIndicator, Layout, ViewButton, Field, FormLabel, Widget, CogMenu: FormCogMenu };
    static props = {
        ...standardViewProps,
        discardRecord: { type: Function, optional: true },
        mode: { optional: true, validate: (/** @type {string} */ mode) => ["edit", "readonly"].includes(mode) },
        saveRecord: { type: Function, optional: true },
        removeRecord: { type: Function, optional: true },
        Model: Function,
        Renderer: Function,
        Compiler: Function,
        archInfo: Object,
        buttonTemplate: String,
        preventCreate: { type: Boolean, optional: true },
        preventEdit: { type: Boolean, optional: true },
        onDiscard: { type: Function, optional: true },
        onSave: { type: Function, optional: true },
        "*": { optional: true },
    };
    static defaultProps = { preventCreate: false, preventEdit: false, updateActionState: () => {} };

    setup() {
        this.evaluateBooleanExpr = evaluateBooleanExpr;
        this.dialogService = useService("dialog");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.viewService = useService("view");
        this.ui = useState(useService("ui"));
        this.archInfo = this.props.archInfo;
        const { create, edit } = this.archInfo.activeActions;
        this.canCreate = create && !this.props.preventCreate;
        this.canEdit = edit && !this.props.preventEdit;
        this.duplicateId = false;
        this.state = { activeNotebookPages: { ...this.props.state?.activeNotebookPages } };
        this.status = useState({ isSaving: false, error: "", savedOnce: false });
        this.rootRef = useRef("root");
        useDebugCategory("form", { component: this });
        this.model = useState(useModel(this.props.Model, this.modelParams, { beforeFirstLoad: () => this.beforeFirstLoad() }));
        this._setupFooter();
        this._setupActions();
    }

    /** @returns {any} */
    get modelParams() {
        const mode = this.canEdit ? this.props.mode || "edit" : "readonly";
        return {
            config: {
                resModel: this.props.resModel,
                resId: this.props.resId || false,
                resIds: this.props.resIds || (this.props.resId ? [this.props.resId] : []),
                fields: this.props.fields,
                activeFields: {},
                isMonoRecord: true,
                mode,
                context: this.props.context,
            },
            state: this.props.state?.modelState,
            hooks: {
                onRecordSaved: this.onRecordSaved.bind(this),
                onWillSaveRecord: this.onWillSaveRecord.bind(this),
                onRootLoaded: this.onRootLoaded.bind(this),
                onInvalidRecord: this.onInvalidRecord.bind(this),
                onRecordChanged: this.onRecordChanged.bind(this),
            },
        };
    }

    async beforeFirstLoad() {
        const { context, resModel, fields } = this.props;
        await loadSubViews(this.archInfo.fieldNodes, fields, context, resModel, this.viewService, this.ui.isSmall);
        const extracted = extractFieldsFromArchInfo(this.archInfo, fields);
        addFieldDependencies(extracted.activeFields, extracted.fields, [{ name: "display_name", type: "char", readonly: true }]);
        Object.assign(this.model.config, extracted);
    }

    _setupFooter() {
        // also within the sheet; those of the views within fields are theirs
        const footers = [...this.archInfo.xmlDoc.querySelectorAll("footer")].filter((node) => !node.closest("field"));
        this.footerTemplate = null;
        if (footers.length && this.env.inDialog) {
            const holder = createElement("t");
            for (const footer of footers) {
                holder.append(...[...footer.cloneNode(true).childNodes]);
            }
            const templates = useViewCompiler(this.props.Compiler || FormCompiler, { Footer: holder }, { recordExpr: "__comp__.model.root" });
            this.footerTemplate = templates.Footer;
        }
    }

    _setupActions() {
        this.deleteRecords = useDeleteRecords(this.model);
        useSetupAction({
            rootRef: this.rootRef,
            beforeLeave: (/** @type {any} */ options) => this.beforeLeave(options),
            beforeUnload: (/** @type {any} */ ev) => this.beforeUnload(ev),
            getLocalState: () => ({
                activeNotebookPages: { ...this.state.activeNotebookPages },
                modelState: this.model.exportState(),
                resId: this.model.root.resId,
            }),
        });
        useViewButtons(this.rootRef, {
            beforeExecuteAction: this.beforeExecuteActionButton.bind(this),
            afterExecuteAction: this.afterExecuteActionButton.bind(this),
            reload: () => this.model.load({ resId: this.model.root.resId }),
        });
        usePager(() => this.pagerProps);
        if (!this.env.inDialog) {
            // a dialog presses its primary button, which may be another than that to save
            useHotkey("control+enter", () => this.saveButtonClicked(), { bypassEditableProtection: true });
            useHotkey("escape", () => this.onEscape(), { bypassEditableProtection: true });
        }
        if (this.env.bus) {
            useBus(this.env.bus, "CLEAR-UNCOMMITTED-CHANGES", () => {});
        }
        useEffect(
            () => {
                if (!this.env.inDialog) {
                    this.env.config.setDisplayName(this.displayName);
                }
            },
            () => [this.displayName],
        );
        onRendered(() => {
            this.env.dialogData?.onFormState?.({ isDirty: this.model.root?.dirty });
        });
        onMounted(() => this.notifyResId());
    }

    // ------------------------------------------------------------------ what it shows

    get __comp__() {
        return this;
    }

    get displayName() {
        const { root } = this.model;
        return root.data.display_name || (root.isNew ? _t("New") : root.displayName);
    }

    get className() {
        return { [this.props.className || ""]: true, o_form_view: true, o_xxs_form_view: this.ui.isSmall };
    }

    get layoutDisplay() {
        if (this.env.inDialog) {
            return { ...this.props.display, controlPanel: false };
        }
        const controlPanel = this.props.display?.controlPanel ?? {};
        return { ...this.props.display, controlPanel: controlPanel && { ...controlPanel, search: false } };
    }

    get pagerProps() {
        const { root } = this.model;
        if (!root || root.isNew || root.resIds.length < 2) {
            return undefined;
        }
        return {
            offset: root.resIds.indexOf(root.resId),
            limit: 1,
            total: root.resIds.length,
            onUpdate: (/** @type {any} */ params) => this.onPagerUpdate(params),
        };
    }

    get isReadonly() {
        return !this.model.root.isInEdition;
    }

    get canSave() {
        return this.canEdit || this.model.root.isNew;
    }

    get actionMenuItems() {
        const { actionMenus } = this.props.info;
        const items = Object.entries(this.getStaticActionMenuItems())
            .filter(([, item]) => item.isAvailable === undefined || item.isAvailable())
            .sort(([, a], [, b]) => (a.sequence || 0) - (b.sequence || 0))
            .map(([key, item]) => ({ key, groupNumber: 0, ...item }));
        return { action: [...(actionMenus?.action || [])], print: actionMenus?.print || [], other: items };
    }

    /** @returns {Object<string, any>} */
    getStaticActionMenuItems() {
        const { activeActions } = this.archInfo;
        const { root } = this.model;
        const isArchivable = ["active", "x_active"].some((name) => name in root.activeFields && !root.fields[name].readonly);
        const isSaved = !root.isNew;
        return {
            duplicate: {
                isAvailable: () => isSaved && activeActions.create && activeActions.duplicate,
                sequence: 10,
                icon: "fa fa-clone",
                description: _t("Duplicate"),
                callback: () => this.duplicateRecord(),
            },
            archive: {
                isAvailable: () => isSaved && isArchivable && root.isActive && this.canEdit,
                sequence: 20,
                icon: "oi oi-archive",
                description: _t("Archive"),
                callback: () => this.askToArchive(),
            },
            unarchive: {
                isAvailable: () => isSaved && isArchivable && !root.isActive && this.canEdit,
                sequence: 30,
                icon: "oi oi-unarchive",
                description: _t("Unarchive"),
                callback: () => root.unarchive(),
            },
            delete: {
                isAvailable: () => isSaved && activeActions.delete,
                sequence: 40,
                icon: "fa fa-trash-o",
                class: "o_danger_item",
                description: _t("Delete"),
                callback: () => this.deleteRecord(),
            },
        };
    }

    // ------------------------------------------------------------------ hooks of the model

    /** @param {any} root */
    onRootLoaded(root) {
        this.notifyResId(root);
    }

    notifyResId(root = this.model?.root) {
        if (root && !this.env.inDialog) {
            this.props.updateActionState?.({ resId: root.resId || undefined });
        }
    }

    /** @param {any} _record @param {any} _changes */
    async onWillSaveRecord(_record, _changes) {}

    /** @param {any} record @param {any} _changes */
    async onRecordSaved(record, _changes) {
        this.status.savedOnce = true;
        this.status.error = "";
        if (record.id === this.model.root.id) {
            this.notifyResId(record);
        }
    }

    onRecordChanged() {
        this.status.error = "";
    }

    /** @param {any} record */
    onInvalidRecord(record) {
        this.notification.add(_t("Not saved: %s", describeInvalid(record)), { type: "danger" });
        this.focusInvalid();
    }

    focusInvalid() {
        requestAnimationFrame(() => {
            const el = this.rootRef.el?.querySelector(".o_field_invalid :is(input, textarea, select, [tabindex]), .o_field_invalid");
            el?.scrollIntoView?.({ block: "nearest" });
            /** @type {any} */ (el)?.focus?.();
        });
    }

    // ------------------------------------------------------------------ saving

    /** @param {any} [params] @returns {Promise<boolean>} */
    async save(params = {}) {
        const isSaved = await this.#store(params);
        if (isSaved) {
            await this.props.onSave?.(this.model.root, params);
        }
        return isSaved;
    }

    /** Saves without telling: what a button does comes after it, and a dialog around stays. @param {any} params */
    async #store(params) {
        const { root } = this.model;
        this.status.isSaving = true;
        let isSaved = false;
        try {
            isSaved = this.props.saveRecord ? await this.props.saveRecord(root, params) : await root.save(params);
        } catch (error) {
            this.status.error = _t("Not saved: %s", firstLine(/** @type {any} */ (error)));
            throw error;
        } finally {
            this.status.isSaving = false;
        }
        return isSaved;
    }

    async saveButtonClicked(params = {}) {
        if (!this.canSave) {
            return false;
        }
        return executeButtonCallback(null, () => this.save(params));
    }

    async discard() {
        const { root } = this.model;
        this.status.error = "";
        if (this.props.discardRecord) {
            await this.props.discardRecord(root);
            return;
        }
        const wasNew = root.isNew;
        await root.discard();
        if (this.props.onDiscard) {
            this.props.onDiscard(root);
        } else if (wasNew && !this.env.inDialog) {
            this.env.config.historyBack();
        }
    }

    async create() {
        const { root } = this.model;
        const isDirty = await root.isDirty();
        const canGoOn = !isDirty || (await this.save({ onError: this.onSaveError.bind(this) }));
        if (canGoOn) {
            this.status.savedOnce = false;
            await this.model.load({ resId: false });
        }
    }

    onEscape() {
        const { root } = this.model;
        if (this.env.inDialog || document.querySelector(".dropdown-menu.show, .o_datetime_picker")) {
            return;
        }
        const active = document.activeElement;
        if (active instanceof HTMLElement && this.rootRef.el?.contains(active) && /INPUT|TEXTAREA|SELECT/.test(active.tagName)) {
            active.blur();
            return;
        }
        if (!root.dirty && !root.isNew) {
            this.env.config.historyBack();
        }
    }

    /** @param {any} error @param {{discard: Function}} actions @param {boolean} [isLeaving] */
    async onSaveError(error, { discard }, isLeaving = false) {
        return new Promise((resolve) => {
            this.dialogService.add(
                FormErrorDialog,
                {
                    message: error.data?.message || error.message,
                    data: error.data,
                    onDiscard: async () => {
                        await discard();
                        resolve(true);
                    },
                    onStayHere: () => resolve(false),
                },
                { onClose: () => resolve(false) },
            );
            this.status.error = isLeaving ? "" : firstLine(error);
        });
    }

    // ------------------------------------------------------------------ leaving

    /** @param {{forceLeave?: boolean}} [options] */
    async beforeLeave({ forceLeave } = {}) {
        const { root } = this.model;
        if (this.env.inDialog || !root) {
            return true;
        }
        const isDirty = await root.isDirty();
        if (!isDirty) {
            return true;
        }
        if (forceLeave) {
            await root.discard();
            return true;
        }
        return this.save({ reload: false, onError: (/** @type {any} */ error, /** @type {any} */ actions) => this.onSaveError(error, actions, true) });
    }

    /** @param {any} ev */
    async beforeUnload(ev) {
        const { root } = this.model;
        if (!root?.dirty) {
            return;
        }
        if (root._checkValidity({ silent: true })) {
            await root.urgentSave();
        } else {
            ev.preventDefault();
            ev.returnValue = _t("There are changes that are not saved.");
        }
    }

    /** @param {{offset: number}} params */
    async onPagerUpdate({ offset }) {
        const { root } = this.model;
        const resId = root.resIds[offset];
        if (!(await root.isDirty())) {
            await this.model.load({ resId });
            return;
        }
        const isSaved = await this.save({ onError: this.onSaveError.bind(this) });
        if (isSaved) {
            await this.model.load({ resId, resIds: root.resIds });
        }
    }

    // ------------------------------------------------------------------ buttons

    /** @param {any} clickParams */
    async beforeExecuteActionButton(clickParams) {
        const { root } = this.model;
        if (clickParams.special === "cancel") {
            this.props.onDiscard?.(root);
            return true;
        }
        if (clickParams.special === "save" && this.props.saveRecord) {
            return this.props.saveRecord(root, clickParams);
        }
        if (root.isNew || (await root.isDirty())) {
            return this.#store({ reload: !(this.env.inDialog && clickParams.close) });
        }
        if (!root._checkValidity({ displayNotification: true })) {
            return false;
        }
        return true;
    }

    /** @param {any} _clickParams */
    async afterExecuteActionButton(_clickParams) {}

    async duplicateRecord() {
        const canGoOn = !(await this.model.root.isDirty()) || (await this.save());
        if (canGoOn) {
            await this.model.root.duplicate();
        }
    }

    askToArchive() {
        this.dialogService.add(ConfirmationDialog, {
            title: _t("Archive this record?"),
            body: _t("It will not be found any more unless somebody searches for archived records. It can be brought back."),
            confirmLabel: _t("Archive"),
            confirm: () => this.model.root.archive(),
            cancel: () => {},
        });
    }

    deleteRecord() {
        const { root } = this.model;
        this.dialogService.add(ConfirmationDialog, {
            title: _t("Delete %s?", root.displayName),
            body: _t("This cannot be undone."),
            confirmLabel: _t("Delete"),
            confirmClass: "btn-danger",
            cancelLabel: _t("Keep"),
            cancel: () => {},
            confirm: async () => {
                await root.delete();
                if (root.resIds.length <= 1) {
                    this.env.config.historyBack();
                }
            },
        });
    }

    /** @param {string} notebook @param {string} page */
    onNotebookPageChange(notebook, page) {
        /** @type {any} */ (this.state.activeNotebookPages)[notebook] = page;
    }

    shouldExecuteAction() {
        const { root } = this.model;
        return root.dirty || root.isNew ? this.save() : true;
    }
}

/** @param {any} error */
function firstLine(error) {
    const message = error?.data?.message || error?.message || "";
    return String(message).split("\n")[0];
}
