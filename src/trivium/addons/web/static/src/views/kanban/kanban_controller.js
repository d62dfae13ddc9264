import { Component, reactive, useRef, useState } from "@odoo/owl";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { useBus, useService } from "@web/core/utils/hooks";
import { useModelWithSampleData } from "@web/model/model";
import { addFieldDependencies, extractFieldsFromArchInfo } from "@web/model/relational_model/utils";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { usePager } from "@web/search/pager_hook";
import { standardViewProps } from "../standard_view_props";
import { MultiRecordViewButton } from "../view_button/multi_record_view_button";
import { executeButtonCallback, useViewButtons } from "../view_button/view_button_hook";
import { ViewState } from "../view_state/view_state";
import { KanbanCogMenu } from "./kanban_cog_menu";
import { KanbanRenderer } from "./kanban_renderer";
import { useProgressBar } from "./progress_bar_hook";

/** Many records as cards. */
export class KanbanController extends Component {
    static template = "web.KanbanView";
    static components = { Layout, KanbanRenderer, ViewState, MultiRecordViewButton, CogMenu: KanbanCogMenu };
    static props = {
        ...standardViewProps,
        defaultGroupBy: { optional: true },
        editable: { type: Boolean, optional: true },
        forceGlobalClick: { type: Boolean, optional: true },
        onSelectionChanged: { type: Function, optional: true },
        readonly: { type: Boolean, optional: true },
        showButtons: { type: Boolean, optional: true },
        Compiler: Function,
        Model: Function,
        Renderer: Function,
        buttonTemplate: String,
        archInfo: Object,
        "*": { optional: true },
    };
    static defaultProps = { createRecord: () => {}, forceGlobalClick: false, selectRecord: () => {}, showButtons: true };

    setup() {
        this.actionService = useService("action");
        this.dialog = useService("dialog");
        this.ui = useState(useService("ui"));
        this.rootRef = useRef("root");
        const { archInfo } = this.props;
        this.archInfo = archInfo;
        this.quickCreateState = reactive({ groupId: null, view: archInfo.quickCreateView });
        this.model = useState(useModelWithSampleData(this.props.Model, this.modelParams, { lazy: !this.props.state }));
        this.progressBarState = archInfo.progressAttributes ? useProgressBar(archInfo.progressAttributes, this.model, []) : undefined;
        useViewButtons(this.rootRef, { reload: () => this.model.load() });
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({ modelState: this.model.exportState() }),
        });
        usePager(() => this.pagerProps);
        if (this.env.searchModel) {
            useBus(this.env.searchModel, "focus-view", () => this.focusView());
        }
    }

    /** @returns {any} */
    get modelParams() {
        const { archInfo, resModel } = this.props;
        const { activeFields, fields } = extractFieldsFromArchInfo(archInfo, this.props.fields);
        const needed = [{ name: "display_name", type: "char", readonly: true }];
        const { cardColorField, progressAttributes } = archInfo;
        for (const name of [cardColorField, progressAttributes?.fieldName, progressAttributes?.sumField?.name]) {
            if (name && fields[name]) {
                needed.push({ ...fields[name], readonly: "False" });
            }
        }
        addFieldDependencies(activeFields, fields, needed);
        return {
            config: {
                resModel,
                activeFields,
                fields,
                context: this.props.context,
                domain: this.props.domain || [],
                groupBy: this.props.groupBy || [],
                orderBy: this.props.orderBy || [],
                limit: undefined,
            },
            state: this.props.state?.modelState,
            limit: this.props.limit || archInfo.limit,
            groupsLimit: archInfo.groupsLimit || Number.MAX_SAFE_INTEGER,
            countLimit: archInfo.countLimit,
            defaultGroupBy: this.env.inDialog ? null : archInfo.defaultGroupBy,
            defaultOrderBy: archInfo.defaultOrder,
            maxGroupByDepth: 1,
            openGroupsByDefault: true,
        };
    }

    get className() {
        return { [this.props.className || ""]: true, o_kanban_view: true };
    }

    get pagerProps() {
        const { root } = this.model;
        if (!root || root.isGrouped) {
            return undefined;
        }
        const { count, hasLimitedCount, limit, offset } = root;
        return {
            offset,
            limit,
            total: count,
            onUpdate: async ({ offset: nextOffset, limit: nextLimit }, hasNavigated) => {
                await this.model.root.load({ offset: nextOffset, limit: nextLimit });
                if (hasNavigated) {
                    this.rootRef.el?.querySelector(".o_content")?.scrollTo({ top: 0 });
                }
            },
            updateTotal: hasLimitedCount ? () => this.model.root.fetchCount() : undefined,
        };
    }

    get canCreate() {
        return this.archInfo.activeActions.create && this.props.showButtons;
    }

    get canQuickCreate() {
        const { root } = this.model;
        return this.archInfo.activeActions.quickCreate && root.isGrouped && root.groups.length > 0 && this.archInfo.onCreate === "quick_create";
    }

    get isFiltered() {
        return Boolean(this.env.searchModel?.query?.length);
    }

    get headerButtons() {
        const evalContext = this.model.root?.evalContext || {};
        return this.archInfo.headerButtons.filter((/** @type {any} */ button) => button.display === "always" && (!button.invisible || !evaluateBooleanExpr(button.invisible, evalContext)));
    }

    get cogMenuProps() {
        return { context: this.props.context, domain: this.props.domain, items: {}, resModel: this.props.resModel };
    }

    focusView() {
        /** @type {HTMLElement|null|undefined} */ (this.rootRef.el?.querySelector(".o_kanban_record"))?.focus();
    }

    /** @param {any} record @param {{mode?: string, newWindow?: boolean}} [options] */
    async openRecord(record, { mode, newWindow } = {}) {
        const activeIds = this.model.root.records.map((/** @type {any} */ each) => each.resId);
        await this.props.selectRecord(record.resId, { activeIds, mode, newWindow });
    }

    async createRecord() {
        const { onCreate } = this.archInfo;
        const { root } = this.model;
        if (this.canQuickCreate) {
            const first = root.groups.find((/** @type {any} */ group) => !group.isFolded) || root.groups[0];
            if (first.isFolded) {
                await first.toggle();
            }
            this.quickCreateState.groupId = first.id;
            return;
        }
        if (onCreate && onCreate !== "quick_create") {
            await this.actionService.doAction(onCreate, { additionalContext: root.context, onClose: () => this.model.root.load() });
            return;
        }
        await this.props.createRecord();
    }

    async onClickCreate() {
        if (!this.model.root) {
            return;
        }
        await executeButtonCallback(this.rootRef.el, () => this.createRecord());
    }

    /** @param {any} record */
    async deleteRecord(record) {
        await this.model.root.deleteRecords([record]);
    }

    /** @param {any} record @param {boolean} archived */
    async archiveRecord(record, archived) {
        await (archived ? record.archive() : record.unarchive());
        await this.model.root.load();
    }

    clearSearch() {
        this.env.searchModel.clearQuery();
    }
}
