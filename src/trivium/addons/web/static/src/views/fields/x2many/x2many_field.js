import { Component, useState } from "@odoo/owl";
import { makeContext } from "@web/core/context";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { getFieldDomain } from "@web/model/relational_model/utils";
import { KanbanRenderer } from "../../kanban/kanban_renderer";
import { ListRenderer } from "../../list/list_renderer";
import { computeViewClassName } from "../../utils";
import { ViewButton } from "../../view_button/view_button";
import { useOpenMany2XRecord, useSelectCreate } from "../many2x/many2x_hooks";
import { standardFieldProps } from "../standard_field_props";
import { useOpenX2ManyRecord } from "./x2many_dialog";
import { useActiveActions, useAddInlineRecord, useX2ManyCrud } from "./x2many_hooks";

/** Many records of another model: a list or cards inside of a form. */
export class X2ManyField extends Component {
    static template = "web.X2ManyField";
    static components = { Pager, KanbanRenderer, ListRenderer, ViewButton };
    static props = {
        ...standardFieldProps,
        addLabel: { type: String, optional: true },
        editable: { type: [String, Boolean], optional: true },
        viewMode: { type: String, optional: true },
        widget: { type: String, optional: true },
        crudOptions: { type: Object, optional: true },
        string: { type: String, optional: true },
        relatedFields: { type: Object, optional: true },
        views: { type: Object, optional: true },
        domain: { type: [Array, Function], optional: true },
        context: { type: Object },
        "*": { optional: true },
    };
    static defaultProps = { crudOptions: {} };

    setup() {
        this.ui = useState(useService("ui"));
        this.field = this.props.record.fields[this.props.name];
        this.isMany2Many = this.field.type === "many2many" || this.props.widget === "many2many";
        this.archInfo = this.props.views?.[this.props.viewMode] || {};
        this.addButtonText = this.props.addLabel || this.field.string;
        const { saveRecord, updateRecord, removeRecord } = useX2ManyCrud(() => this.list, this.isMany2Many);
        this.removeRecord = removeRecord;
        this.activeActions = useActiveActions({
            crudOptions: { ...this.props.crudOptions, onDelete: removeRecord },
            fieldType: this.isMany2Many ? "many2many" : "one2many",
            isMany2Many: this.isMany2Many,
            subViewActiveActions: this.archInfo.activeActions,
            getEvalParams: (props) => ({ evalContext: this.evalContext, readonly: props.readonly }),
        });
        this.addInLine = useAddInlineRecord({ addNew: (params) => this.list.addNewRecord(params) });
        this.openLine = useOpenX2ManyRecord({
            resModel: this.list.resModel,
            activeField: { views: this.props.views || {} },
            activeActions: this.activeActions,
            getList: () => this.list,
            saveRecord,
            updateRecord,
            isMany2Many: this.isMany2Many,
        });
        this.openMany2Many = useOpenMany2XRecord({
            resModel: this.list.resModel,
            activeActions: this.activeActions,
            fieldString: this.props.string,
            isToMany: true,
            onRecordSaved: (record) => (this.list.resIds.includes(record.resId) ? this.list.addAndRemove({ reload: true }) : this.list.linkTo(record.resId)),
        });
        this.selectCreate = useSelectCreate({
            resModel: this.list.resModel,
            activeActions: this.activeActions,
            onSelected: (resIds) => saveRecord(resIds),
            onCreateEdit: ({ context }) => this.openMany2Many({ context }),
        });
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get evalContext() {
        return this.props.record.evalContext;
    }

    get nestedKeyOptionalFieldsData() {
        return { field: this.props.name, model: this.props.record.resModel, viewMode: "form" };
    }

    get isEditable() {
        return Boolean(this.archInfo.editable || this.props.editable) && this.activeActions.write && !this.props.readonly;
    }

    get rendererActions() {
        const { activeActions } = this;
        return {
            create: this.isMany2Many ? activeActions.link : activeActions.create,
            link: activeActions.link,
            unlink: activeActions.unlink,
            edit: activeActions.edit,
            write: activeActions.write,
            onDelete: activeActions.delete || activeActions.unlink ? (/** @type {any} */ record) => this.removeRecord(record) : undefined,
        };
    }

    get displayControlPanelButtons() {
        return this.props.viewMode === "kanban" && !this.props.readonly && (this.activeActions.link || this.activeActions.create);
    }

    get className() {
        return computeViewClassName(this.props.viewMode || "list", this.archInfo.xmlDoc, ["o_field_x2many", `o_field_x2many_${this.props.viewMode || "list"}`]);
    }

    get pagerProps() {
        const { list } = this;
        return {
            offset: list.offset,
            limit: list.limit,
            total: list.count,
            onUpdate: async (/** @type {any} */ params) => {
                const canLeave = await list.leaveEditMode();
                if (canLeave) {
                    await list.load(params);
                }
            },
            withAccessKey: false,
        };
    }

    get hasPager() {
        return this.list.count > this.list.limit || this.list.offset > 0;
    }

    get rendererProps() {
        const { archInfo } = this;
        const props = {
            archInfo,
            list: this.list,
            openRecord: (/** @type {any} */ record) => this.openRecord(record),
            readonly: Boolean(this.props.readonly),
            isX2Many: true,
        };
        if (this.props.viewMode === "kanban") {
            const kanbanArch = { ...archInfo, activeActions: { ...archInfo.activeActions, edit: this.activeActions.write, delete: this.activeActions.delete || this.activeActions.unlink }, recordsDraggable: archInfo.recordsDraggable && !this.props.readonly };
            return { ...props, archInfo: kanbanArch, deleteRecord: (/** @type {any} */ record) => this.removeRecord(record) };
        }
        return {
            ...props,
            activeActions: this.rendererActions,
            allowSelectors: false,
            cycleOnTab: false,
            editable: this.isEditable ? this.archInfo.editable || this.props.editable : false,
            nestedKeyOptionalFieldsData: this.nestedKeyOptionalFieldsData,
            createLabel: this.props.addLabel || (this.isMany2Many ? _t("Choose…") : _t("Add a line")),
            onAdd: (/** @type {any} */ params) => this.onAdd(params),
            onAddCard: (/** @type {any} */ params) => this.onAdd(params, { inDialog: true }),
            onOpenCard: (/** @type {any} */ record) => this.openRecord(record),
            hasOpenFormViewButton: this.isEditable && Boolean(archInfo.openFormView),
            onOpenFormView: (/** @type {any} */ record) => this.openRecord(record),
        };
    }

    /** @param {any} params @param {{inDialog?: boolean}} [options] */
    async onAdd({ context = "{}" } = {}, { inDialog = false } = {}) {
        const ownContext = makeContext([this.props.context, context], this.evalContext);
        if (this.isMany2Many) {
            return this.chooseRecords(ownContext);
        }
        if (this.isEditable && !inDialog) {
            return this.addInLine({ context: ownContext, editable: this.archInfo.editable || /** @type {string} */ (this.props.editable) });
        }
        return this.openLine({ context: ownContext, title: _t("New: %s", this.props.string || this.field.string) });
    }

    /** @param {any} context */
    async chooseRecords(context) {
        const { domain, name, record } = this.props;
        const own = typeof domain === "function" ? domain() || [] : getFieldDomain(record, name, domain);
        const others = Domain.and([own, Domain.not([["id", "in", this.list.resIds]])]).toList(this.evalContext);
        return this.selectCreate({ domain: others, context, title: _t("Choose: %s", this.props.string || this.field.string) });
    }

    /** @param {any} record */
    async openRecord(record) {
        if (this.isMany2Many && record.resId) {
            return this.openMany2Many({ resId: record.resId, context: this.props.context });
        }
        const canEdit = this.activeActions.write && !this.props.readonly;
        return this.openLine({ record, mode: canEdit ? "edit" : "readonly", context: this.props.context, title: record.displayName });
    }
}

export const x2ManyField = {
    component: X2ManyField,
    displayName: _t("Records"),
    supportedTypes: ["one2many", "many2many"],
    useSubView: true,
    extractProps: ({ attrs, options, relatedFields, string, viewMode, views, widget }, dynamicInfo) => ({
        addLabel: attrs["add-label"],
        context: dynamicInfo.context,
        domain: dynamicInfo.domain,
        crudOptions: options,
        string,
        ...(views ? { relatedFields, viewMode, views, widget, editable: attrs.editable } : {}),
    }),
};

registry.category("fields").add("one2many", x2ManyField).add("many2many", x2ManyField);
