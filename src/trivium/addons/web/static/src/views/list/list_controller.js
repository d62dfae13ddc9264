import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { _t } from "@web/core/l10n/translation";
import { omit } from "@web/core/utils/objects";
import { useBus, useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { useModelWithSampleData } from "@web/model/model";
import { describeInvalid } from "@web/model/relational_model/validity";
import { addFieldDependencies, extractFieldsFromArchInfo } from "@web/model/relational_model/utils";
import { useSetupAction } from "@web/search/action_hook";
import { ActionMenus, STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";
import { Layout } from "@web/search/layout";
import { usePager } from "@web/search/pager_hook";
import { session } from "@web/session";
import { standardViewProps } from "../standard_view_props";
import { MultiRecordViewButton } from "../view_button/multi_record_view_button";
import { ViewButton } from "../view_button/view_button";
import { executeButtonCallback, useViewButtons } from "../view_button/view_button_hook";
import { useDeleteRecords, useExportRecords } from "../view_hook";
import { ViewState } from "../view_state/view_state";
import { ListCogMenu } from "./list_cog_menu";
import { ListConfirmationDialog } from "./list_confirmation_dialog";

/** Many records as a table: found, ordered, grouped, worked on together. */
export class ListController extends Component {
    static template = "web.ListView";
    static components = { ActionMenus, Layout, ViewState, ViewButton, MultiRecordViewButton, CogMenu: ListCogMenu };
    static props = {
        ...standardViewProps,
        allowSelectors: { type: Boolean, optional: true },
        onSelectionChanged: { type: Function, optional: true },
        readonly: { type: Boolean, optional: true },
        showButtons: { type: Boolean, optional: true },
        allowOpenAction: { type: Boolean, optional: true },
        Model: Function,
        Renderer: Function,
        buttonTemplate: String,
        archInfo: Object,
        "*": { optional: true },
    };
    static defaultProps = {
        allowSelectors: true,
        createRecord: () => {},
        selectRecord: () => {},
        showButtons: true,
        allowOpenAction: true,
    };

    setup() {
        this.actionService = useService("action");
        this.dialogService = useService("dialog");
        this.orm = useService("orm");
        this.ui = useState(useService("ui"));
        this.rootRef = useRef("root");
        this.archInfo = this.props.archInfo;
        this.activeActions = this.archInfo.activeActions;
        this.editable = this.activeActions.edit && !this.props.readonly ? this.archInfo.editable : false;
        this.isExportEnabled = false;
        user.hasGroup("base.group_allow_export").then((isAllowed) => {
            this.isExportEnabled = isAllowed;
        });
        this.model = useState(useModelWithSampleData(this.props.Model, this.modelParams, this.modelOptions));
        this.deleteRecordsWithConfirmation = useDeleteRecords(this.model);
        this.exportRecords = useExportRecords(this.model, this.props.context, () => this.getExportableFields());
        useViewButtons(this.rootRef, {
            beforeExecuteAction: () => this.beforeExecuteActionButton(),
            afterExecuteAction: () => {},
            reload: () => this.model.load(),
        });
        useSetupAction({
            rootRef: this.rootRef,
            beforeLeave: async () => (this.model.root ? this.model.root.leaveEditMode() : true),
            beforeUnload: async (ev) => {
                const record = this.editedRecord;
                if (record?.dirty && !(await record.urgentSave())) {
                    ev.preventDefault();
                }
            },
            getLocalState: () => ({ modelState: this.model.exportState() }),
            getOrderBy: () => this.model.root?.orderBy,
        });
        usePager(() => this.pagerProps);
        useEffect(
            () => {
                this.tellSelection();
            },
            () => [this.model.root?.selection.map((/** @type {any} */ record) => record.resId).join(",")],
        );
        if (this.env.searchModel) {
            useBus(this.env.searchModel, "focus-view", () => this.focusView());
            useBus(this.env.searchModel, "direct-export-data", () => this.exportRecords.exportDirectly());
        }
    }

    /** @returns {any} */
    get modelOptions() {
        return { lazy: !this.props.state, onUpdate: () => this.onModelUpdate() };
    }

    onModelUpdate() {
        this.render(true);
    }

    /** @returns {any} */
    get modelParams() {
        const { defaultGroupBy, defaultOrder, expand, limit, groupsLimit, countLimit, multiEdit, groupBy } = this.archInfo;
        const { activeFields, fields } = extractFieldsFromArchInfo(this.archInfo, this.props.fields);
        addFieldDependencies(activeFields, fields, fieldsOfState(fields));
        /** @type {any} */
        const groupByInfo = {};
        for (const [name, info] of Object.entries(groupBy.fields)) {
            groupByInfo[name] = extractFieldsFromArchInfo({ fieldNodes: info.fieldNodes }, info.fields);
        }
        return {
            config: {
                resModel: this.props.resModel,
                fields,
                activeFields,
                context: this.props.context,
                groupBy: this.props.groupBy || [],
                orderBy: this.props.orderBy || [],
                domain: this.props.domain || [],
                limit: this.props.limit || undefined,
            },
            state: this.props.state?.modelState,
            groupByInfo,
            defaultGroupBy: this.env.inDialog ? null : defaultGroupBy,
            defaultOrderBy: defaultOrder,
            openGroupsByDefault: expand,
            limit: this.props.limit || limit,
            groupsLimit,
            countLimit,
            multiEdit,
            activeIdsLimit: session.active_ids_limit,
            hooks: {
                onAskMultiSaveConfirmation: (/** @type {any} */ changes, /** @type {any[]} */ records, /** @type {number[]} */ ids) => this.askMultiSave(changes, records, ids),
                onInvalidRecord: (/** @type {any} */ record) => this.onInvalidRecord(record),
            },
        };
    }

    /** Whoever shows this list to choose from is told what is chosen. */
    tellSelection() {
        const { root } = this.model;
        this.props.onSelectionChanged?.(root ? root.selection.map((/** @type {any} */ record) => record.resId) : []);
    }

    // ------------------------------------------------------------------ what it shows

    get className() {
        return { [this.props.className || ""]: true, o_list_view: true };
    }

    get editedRecord() {
        return this.model.root?.editedRecord;
    }

    get canCreate() {
        return this.activeActions.create && this.props.showButtons;
    }

    get canEditInline() {
        return Boolean(this.editable);
    }

    get selectedCount() {
        return this.model.root.selectedCount;
    }

    get hasSelectedRecords() {
        const { root } = this.model;
        return Boolean(root) && (root.isDomainSelected || root.selection.length > 0);
    }

    get isPageSelected() {
        const { root } = this.model;
        return root.records.length > 0 && root.selection.length === root.records.length;
    }

    get canSelectDomain() {
        const { root } = this.model;
        return this.isPageSelected && !root.isDomainSelected && root.recordCount > root.records.length;
    }

    get isFiltered() {
        return Boolean(this.env.searchModel?.query?.length);
    }

    get pagerProps() {
        const { root } = this.model;
        if (!root || this.editedRecord?.isNew) {
            return undefined;
        }
        const { count, hasLimitedCount, limit, offset, isGrouped } = root;
        return {
            offset,
            limit,
            total: count,
            onUpdate: async ({ offset: nextOffset, limit: nextLimit }, hasNavigated) => {
                if (this.editedRecord && !(await root.leaveEditMode())) {
                    return;
                }
                await this.model.root.load({ limit: nextLimit, offset: nextOffset });
                if (hasNavigated) {
                    this.rootRef.el?.querySelector(".o_content")?.scrollTo({ top: 0 });
                }
            },
            updateTotal: !isGrouped && hasLimitedCount ? () => this.model.root.fetchCount() : undefined,
        };
    }

    get headerButtons() {
        const evalContext = this.model.root?.evalContext || {};
        return this.archInfo.headerButtons.filter((/** @type {any} */ button) => !button.invisible || !evaluateBooleanExpr(button.invisible, evalContext));
    }

    get alwaysButtons() {
        return this.headerButtons.filter((/** @type {any} */ button) => button.display === "always");
    }

    get selectionButtons() {
        return this.headerButtons.filter((/** @type {any} */ button) => button.display !== "always");
    }

    focusView() {
        /** @type {HTMLElement|null|undefined} */ (this.rootRef.el?.querySelector("tr[data-nav][tabindex='0'], .o_list_card_open"))?.focus();
    }

    // ------------------------------------------------------------------ records

    /** @param {any} record @param {{newWindow?: boolean, force?: boolean}} [options] */
    async openRecord(record, { newWindow = false, force = false } = {}) {
        if (record.dirty && !(await record.save())) {
            return;
        }
        if (this.archInfo.openAction && this.props.allowOpenAction && !force) {
            await this.actionService.doActionButton({
                name: this.archInfo.openAction.action,
                type: this.archInfo.openAction.type,
                resModel: record.resModel,
                resId: record.resId,
                resIds: record.resIds,
                context: record.context,
                onClose: () => this.model.root.load(),
            });
            return;
        }
        const activeIds = this.model.root.records.map((/** @type {any} */ each) => each.resId);
        await this.props.selectRecord(record.resId, { activeIds, force, newWindow });
    }

    /** @param {{group?: any}} [options] */
    async createRecord({ group } = {}) {
        const { root } = this.model;
        const list = group?.list || root;
        if (this.canEditInline && list && !list.isGrouped) {
            if (this.editedRecord && !(await root.leaveEditMode())) {
                return;
            }
            await list.addNewRecord(this.editable === "top");
            this.render();
            return;
        }
        await this.props.createRecord();
    }

    async onClickCreate() {
        await executeButtonCallback(this.rootRef.el, () => this.createRecord());
    }

    async onClickDiscard() {
        await this.model.root.leaveEditMode({ discard: true });
    }

    async onClickSave() {
        await executeButtonCallback(this.rootRef.el, () => this.model.root.leaveEditMode({ validate: true }));
    }

    async beforeExecuteActionButton() {
        return this.editedRecord ? this.editedRecord.save() : true;
    }

    /** @param {any} record */
    onInvalidRecord(record) {
        this.env.services.notification.add(_t("Not saved: %s", describeInvalid(record)), { type: "danger" });
    }

    /** @param {any} changes @param {any[]} records @param {number[]} ids */
    askMultiSave(changes, records, ids) {
        if (ids.length < 2) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialogService.add(
                ListConfirmationDialog,
                {
                    title: _t("Change %s records?", ids.length),
                    changes,
                    fields: this.props.fields,
                    record: records[0],
                    nbRecords: ids.length,
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) },
            );
        });
    }

    // ------------------------------------------------------------------ actions on the selection

    get actionMenuItems() {
        const { actionMenus } = this.props.info;
        const items = Object.entries(this.getStaticActionMenuItems())
            .filter(([, item]) => item.isAvailable === undefined || item.isAvailable())
            .sort(([, a], [, b]) => (a.sequence || 0) - (b.sequence || 0))
            .map(([key, item]) => ({ key, groupNumber: STATIC_ACTIONS_GROUP_NUMBER, ...item }));
        return { action: actionMenus?.action || [], print: actionMenus?.print || [], other: items };
    }

    /** @returns {Object<string, any>} */
    getStaticActionMenuItems() {
        const { root } = this.model;
        const isArchivable = ["active", "x_active"].some((name) => this.props.fields[name] && !this.props.fields[name].readonly);
        const { edit, create, duplicate, delete: canDelete } = this.activeActions;
        return {
            export: {
                isAvailable: () => this.isExportEnabled,
                sequence: 10,
                icon: "fa fa-upload",
                description: _t("Export…"),
                callback: () => this.exportRecords.openDialog(),
            },
            duplicate: {
                isAvailable: () => create && duplicate && !root.isDomainSelected,
                sequence: 20,
                icon: "fa fa-clone",
                description: _t("Duplicate"),
                callback: () => root.duplicateRecords(),
            },
            archive: {
                isAvailable: () => isArchivable && edit,
                sequence: 30,
                icon: "oi oi-archive",
                description: _t("Archive"),
                callback: () => this.askToArchive(),
            },
            unarchive: {
                isAvailable: () => isArchivable && edit,
                sequence: 40,
                icon: "oi oi-unarchive",
                description: _t("Unarchive"),
                callback: () => root.unarchive(true),
            },
            delete: {
                isAvailable: () => canDelete,
                sequence: 50,
                icon: "fa fa-trash-o",
                class: "o_danger_item",
                description: _t("Delete"),
                callback: () => this.deleteRecordsWithConfirmation(),
            },
        };
    }

    get actionMenuProps() {
        const { root } = this.model;
        return {
            getActiveIds: () => root.getResIds(true),
            context: this.props.context,
            domain: this.props.domain,
            items: this.actionMenuItems,
            isDomainSelected: root.isDomainSelected,
            resModel: root.resModel,
            onActionExecuted: () => this.model.load(),
            hasSelectedRecords: this.hasSelectedRecords,
        };
    }

    /** What the menu offers when nothing is chosen. */
    get cogMenuProps() {
        return { ...this.actionMenuProps, items: {} };
    }

    askToArchive() {
        const { root } = this.model;
        this.dialogService.add(ConfirmationDialog, {
            title: this.selectedCount > 1 ? _t("Archive %s records?", this.selectedCount) : _t("Archive this record?"),
            body: _t("They will not be found any more unless somebody searches for archived records. They can be brought back."),
            confirmLabel: _t("Archive"),
            confirm: () => root.archive(true),
            cancel: () => {},
        });
    }

    getExportableFields() {
        return this.archInfo.columns
            .filter((/** @type {any} */ column) => column.type === "field" && !column.isHandle && column.optional !== "hide" && !["1", "True"].includes(column.column_invisible))
            .filter((/** @type {any} */ column) => this.props.fields[column.name]?.exportable !== false && this.props.fields[column.name]?.type !== "binary")
            .map((/** @type {any} */ column) => ({ ...omit(this.props.fields[column.name], "domain", "context"), name: column.name, label: column.label || this.props.fields[column.name].string }));
    }

    unselectAll() {
        this.model.root.toggleSelection(false);
    }

    selectDomain() {
        this.model.root.selectDomain(true);
    }

    clearSearch() {
        this.env.searchModel.clearQuery();
    }
}

/** Names and states that rows need without showing them. @param {Object<string, any>} fields */
function fieldsOfState(fields) {
    return fields.display_name ? [{ name: "display_name", type: "char", readonly: true }] : [];
}
