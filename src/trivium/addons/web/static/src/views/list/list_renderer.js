import { Component, onMounted, onPatched, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { ActionHelper } from "../action_helper";
import { Field } from "../fields/field";
import { getTooltipInfo } from "../fields/field_tooltip";
import { activeDecorations, getClassNameFromDecoration, getFormattedValue, isNumeric } from "../utils";
import { ViewButton } from "../view_button/view_button";
import { Widget } from "../widgets/widget";
import { useMagicColumnWidths } from "./column_width_hook";
import { columnTotal, formatAggregate, hasTotal } from "./list_aggregates";
import { useListKeyboard } from "./list_keyboard";
import { formatFloatTime } from "../fields/formatters";

/** Types that are read along the right edge. */
const END_ALIGNED = ["integer", "float", "monetary"];

/** Widgets whose text is the same as their formatter's: no component is made for cells that are only read. */
const PLAIN_WIDGETS = ["email", "phone", "url", "many2one_barcode", "CopyClipboardChar"];

let rangeAnchorId = /** @type {string|null} */ (null);

/** Records as rows, groups as rows above them, totals below. */
export class ListRenderer extends Component {
    static template = "web.ListRenderer";
    static rowsTemplate = "web.ListRenderer.Rows";
    static recordRowTemplate = "web.ListRenderer.RecordRow";
    static groupRowTemplate = "web.ListRenderer.GroupRow";
    static useMagicColumnWidths = true;
    static components = { ActionHelper, CheckBox, CheckboxItem, Dropdown, Field, Pager, ViewButton, Widget };
    static props = [
        "activeActions?",
        "list",
        "archInfo",
        "openRecord",
        "evalViewModifier?",
        "onAdd?",
        "cycleOnTab?",
        "allowSelectors?",
        "editable?",
        "onOpenFormView?",
        "hasOpenFormViewButton?",
        "noContentHelp?",
        "nestedKeyOptionalFieldsData?",
        "optionalActiveFields?",
        "readonly?",
        "isX2Many?",
        "onCreate?",
        "isFiltered?",
        "onClearSearch?",
        "createLabel?",
        "*",
    ];
    static defaultProps = { allowSelectors: false, cycleOnTab: true, activeActions: {}, evalViewModifier: () => true };

    setup() {
        this.ui = useState(useService("ui"));
        this.dialog = useService("dialog");
        this.rootRef = useRef("root");
        this.tableRef = useRef("table");
        this.groupByButtons = this.props.archInfo.groupBy?.buttons || {};
        this.fields = this.props.list.fields;
        this.optionalActiveFields = useState(this.props.optionalActiveFields || this.loadOptionalFields());
        this.columnWidths = useMagicColumnWidths(this.tableRef, () => ({
            columns: this.columns,
            records: this.list.records,
            hasSelectors: this.hasSelectors,
            hasActionsColumn: this.hasActionsColumn,
        }));
        /** @type {string|null} */
        this.focusOnRender = null;
        this.keyboard = useListKeyboard(this);
        this._setupSorting();
        useExternalListener(/** @type {any} */ (document), "pointerdown", (ev) => this.onGlobalPointer(/** @type {any} */ (ev)), { capture: true });
        onPatched(() => this.focusPending());
        onMounted(() => this.focusPending());
    }

    _setupSorting() {
        /** @type {string|null} */
        let draggedId = null;
        useSortable({
            enable: () => this.canResequenceRows && !this.ui.isSmall,
            ref: this.rootRef,
            elements: ".o_row_draggable",
            handle: ".o_handle_cell",
            cursor: "grabbing",
            placeholderClasses: ["d-table-row"],
            onDragStart: (/** @type {any} */ { element }) => {
                draggedId = element.dataset.id;
            },
            onDrop: (/** @type {any} */ { previous }) => this.onRowDrop(draggedId, previous),
        });
    }

    // ------------------------------------------------------------------ columns

    get list() {
        return this.props.list;
    }

    get allColumns() {
        return this.props.archInfo.columns.filter((/** @type {any} */ column) => !this.isColumnInvisible(column));
    }

    /** @param {any} column */
    isColumnInvisible(column) {
        const { column_invisible: invisible } = column;
        return Boolean(invisible) && evaluateBooleanExpr(invisible, this.list.evalContext);
    }

    get columns() {
        return this.allColumns.filter((/** @type {any} */ column) => this.isColumnShown(column));
    }

    /** @param {any} column */
    isColumnShown(column) {
        if (column.type === "field" && column.isHandle && !this.list.canResequence?.() && this.list.orderBy.length) {
            return true;
        }
        return !column.optional || Boolean(this.optionalActiveFields[column.name]);
    }

    get optionalColumns() {
        return this.allColumns.filter((/** @type {any} */ column) => column.optional && column.type === "field");
    }

    get hasOptionalFields() {
        return this.optionalColumns.length > 0;
    }

    get hasSelectors() {
        return this.props.allowSelectors && !this.ui.isSmall;
    }

    get hasActionsColumn() {
        return this.hasOptionalFields || this.canRemoveRows || this.props.hasOpenFormViewButton;
    }

    get canRemoveRows() {
        const { onDelete, unlink } = this.props.activeActions;
        return Boolean(this.props.isX2Many) && !this.props.readonly && Boolean(onDelete || unlink);
    }

    get nbCols() {
        return this.columns.length + (this.hasSelectors ? 1 : 0) + (this.hasActionsColumn ? 1 : 0);
    }

    get optionalFieldsKey() {
        const { nestedKeyOptionalFieldsData: nested } = this.props;
        const base = nested ? [nested.model, nested.viewMode, nested.field] : [this.list.resModel];
        return ["optional_fields", ...base, "list", this.env.config?.viewId || ""].join(",");
    }

    loadOptionalFields() {
        const stored = browser.localStorage.getItem(this.optionalFieldsKey);
        const names = stored === null ? null : stored.split(",");
        /** @type {Object<string, boolean>} */
        const active = {};
        for (const column of this.props.archInfo.columns) {
            if (column.optional) {
                active[column.name] = names ? names.includes(column.name) : column.optional === "show";
            }
        }
        return active;
    }

    /** @param {string} name */
    toggleOptionalField(name) {
        this.optionalActiveFields[name] = !this.optionalActiveFields[name];
        const shown = Object.keys(this.optionalActiveFields).filter((each) => this.optionalActiveFields[each]);
        browser.localStorage.setItem(this.optionalFieldsKey, shown.join(","));
    }

    /** @param {any} column */
    isEndAligned(column) {
        if (column.type !== "field" || column.isHandle) {
            return false;
        }
        const plain = !column.widget || ["float_time", "monetary", "percentage", "integer", "float", "float_factor"].includes(column.widget);
        return END_ALIGNED.includes(column.fieldType) && plain;
    }

    /** @param {any} column */
    isSortable(column) {
        if (column.type !== "field" || !column.sortable || !column.hasLabel) {
            return false;
        }
        const field = this.fields[column.name];
        return field?.sortable !== false && !["one2many", "many2many", "properties", "binary"].includes(field?.type);
    }

    /** @param {any} column @returns {"ascending"|"descending"|undefined} */
    sortDirection(column) {
        const [first] = this.list.orderBy;
        if (!first || first.name !== column.name) {
            return undefined;
        }
        return first.asc ? "ascending" : "descending";
    }

    /** @param {any} column */
    columnClass(column) {
        return {
            o_list_number_th: this.isEndAligned(column),
            o_column_sortable: this.isSortable(column),
            o_handle_cell: column.isHandle,
            o_list_button: column.type === "button_group",
            "o_is_sorted": Boolean(this.sortDirection(column)),
        };
    }

    /** @param {any} column */
    columnTooltip(column) {
        if (column.type !== "field") {
            return undefined;
        }
        return getTooltipInfo({ viewMode: "list", resModel: this.list.resModel, field: this.fields[column.name], fieldInfo: column });
    }

    /** @param {any} column */
    hasColumnHelp(column) {
        return Boolean(column.help) || Boolean(/** @type {any} */ (globalThis).odoo?.debug);
    }

    /** @param {any} column @param {Event} [ev] */
    async onSort(column, ev) {
        ev?.preventDefault();
        if (this.isSortable(column) && (!this.list.editedRecord || (await this.list.leaveEditMode()))) {
            await this.list.sortBy(column.name);
        }
    }

    // ------------------------------------------------------------------ cells

    /** Whether the cell is text: no component is needed. @param {any} column @param {any} record */
    canUseFormatter(column, record) {
        if (column.type !== "field" || this.isInEdition(record)) {
            return false;
        }
        if (column.widget && !PLAIN_WIDGETS.includes(column.widget)) {
            return column.widget === "float_time";
        }
        if (column.options.enable_formatting === false) {
            return false;
        }
        return ["char", "text", "integer", "float", "monetary", "date", "datetime", "selection", "many2one", "reference", "many2one_reference"].includes(column.fieldType);
    }

    /** @param {any} column @param {any} record */
    getFormattedValue(column, record) {
        if (column.widget === "float_time") {
            return formatFloatTime(record.data[column.name]);
        }
        return getFormattedValue(record, column.name, column);
    }

    /** @param {any} column @param {any} record */
    evalInvisible(column, record) {
        return Boolean(column.invisible) && evaluateBooleanExpr(column.invisible, record.evalContextWithVirtualIds);
    }

    /** @param {any} column @param {any} record */
    isCellReadonly(column, record) {
        return Boolean(column.readonly) && evaluateBooleanExpr(column.readonly, record.evalContextWithVirtualIds);
    }

    /** @param {any} column @param {any} record */
    cellClass(column, record) {
        /** @type {Object<string, boolean>} */
        const classes = {
            o_list_number: this.isEndAligned(column),
            "t-num": this.isEndAligned(column) || ["date", "datetime"].includes(column.fieldType),
            o_handle_cell: column.isHandle,
            o_list_button: column.type === "button_group",
            o_list_many2one: column.fieldType === "many2one",
            o_readonly_modifier: column.type === "field" && this.isInEdition(record) && this.isCellReadonly(column, record),
            o_required_modifier: column.type === "field" && Boolean(column.required) && evaluateBooleanExpr(column.required, record.evalContext),
            o_invalid_cell: column.type === "field" && record.isFieldInvalid(column.name),
        };
        if (column.className) {
            classes[column.className] = true;
        }
        for (const [decoration, condition] of Object.entries(column.decorations || {})) {
            if (evaluateBooleanExpr(/** @type {string} */ (condition), record.evalContextWithVirtualIds)) {
                classes[getClassNameFromDecoration(decoration)] = true;
            }
        }
        return classes;
    }

    /** @param {any} column @param {any} record */
    cellTitle(column, record) {
        return ["many2one", "char", "text", "reference"].includes(column.fieldType) ? this.getFormattedValue(column, record) : undefined;
    }

    /** @param {any} record */
    rowClass(record) {
        const classes = activeDecorations(this.props.archInfo.decorations || [], record.evalContextWithVirtualIds);
        if (record.selected) {
            classes.push("o_data_row_selected", "table-info");
        }
        if (this.isInEdition(record)) {
            classes.push("o_selected_row");
        }
        if (this.canResequenceRows) {
            classes.push("o_row_draggable");
        }
        return classes.join(" ");
    }

    /** @param {any} record */
    isInEdition(record) {
        return this.isEditable && record.config.mode === "edit" && record.isInEdition;
    }

    get isEditable() {
        return Boolean(this.props.editable) && !this.props.readonly;
    }

    /** A field of a row can be used in place only where the row is being edited, some toggles aside. @param {any} column @param {any} record */
    isCellReadonlyInRow(column, record) {
        if (this.isInEdition(record)) {
            return this.isCellReadonly(column, record);
        }
        return !column.field.isUsableInRow && !["boolean_toggle", "boolean_favorite", "priority", "state_selection", "handle"].includes(column.widget);
    }

    /** @param {any} button @param {any} record */
    rowButtonProps(button, record) {
        const { className, clickParams, icon, string, title, defaultRank, attrs } = button;
        return { className, clickParams, icon, string, title, defaultRank, attrs, record, disabled: record.isNew && !this.props.isX2Many };
    }

    /** @param {any} button @param {any} group */
    groupButtonProps(button, group) {
        const { className, clickParams, icon, string, title } = button;
        const { relation } = group.groupByField;
        const record = { resModel: relation, resId: group.serverValue, resIds: [group.serverValue], context: this.list.context, evalContext: { id: group.serverValue } };
        return { className, clickParams, icon, string, title, defaultRank: "btn-link", record };
    }

    /** @param {any} button @param {any} record */
    isButtonVisible(button, record) {
        return !button.invisible || !evaluateBooleanExpr(button.invisible, record.evalContextWithVirtualIds);
    }

    // ------------------------------------------------------------------ groups

    get hasGroups() {
        return this.list.isGrouped;
    }

    /** @param {any} group */
    groupLabel(group) {
        return group.displayName;
    }

    /** The name of a group takes the columns up to the first one that is summed up. */
    get groupNameColumns() {
        const index = this.columns.findIndex((/** @type {any} */ column) => column.type === "field" && !column.isHandle && this.fields[column.name].aggregator && isNumeric(this.fields[column.name]));
        return index < 0 ? this.columns.length : Math.max(index, 1);
    }

    get groupNameSpan() {
        return this.groupNameColumns + (this.hasSelectors ? 1 : 0);
    }

    get aggregateColumns() {
        return this.columns.slice(this.groupNameColumns);
    }

    /** @param {any} group @param {any} column */
    formatGroupAggregate(group, column) {
        if (column.type !== "field" || !isNumeric(this.fields[column.name])) {
            return "";
        }
        const value = group.aggregates[column.name];
        if (value === undefined || value === false || value === null) {
            return "";
        }
        return formatAggregate(column, this.fields[column.name], value, group.aggregates);
    }

    /** @param {any} group */
    async toggleGroup(group) {
        if (this.list.editedRecord && !(await this.list.leaveEditMode())) {
            return;
        }
        await group.toggle();
    }

    /** @param {any} group */
    groupPagerProps(group) {
        const { list } = group;
        return {
            offset: list.offset,
            limit: list.limit,
            total: list.isGrouped ? list.count : group.count,
            onUpdate: (/** @type {any} */ params) => list.load(params),
            withAccessKey: false,
        };
    }

    /** @param {any} group */
    showGroupPager(group) {
        return !group.isFolded && group.list.limit < (group.list.isGrouped ? group.list.count : group.count);
    }

    // ------------------------------------------------------------------ totals

    /** @param {any} column */
    columnTotal(column) {
        return columnTotal(column, this.list);
    }

    get hasTotals() {
        return this.columns.some(hasTotal) && (this.list.records.length > 0 || this.list.isGrouped);
    }

    // ------------------------------------------------------------------ empty

    get showNoContent() {
        const { list } = this;
        return !this.props.isX2Many && (list.isGrouped ? !list.groups.length : !list.records.length);
    }

    // ------------------------------------------------------------------ selection

    get isPageSelected() {
        const { records } = this.list;
        return records.length > 0 && records.every((/** @type {any} */ record) => record.selected);
    }

    get isPartlySelected() {
        return !this.isPageSelected && this.list.selection.length > 0;
    }

    togglePage() {
        this.list.toggleSelection(!this.isPageSelected);
    }

    /** @param {any} record @param {any} [ev] */
    toggleRecord(record, ev) {
        const { records } = this.list;
        const isSelected = !record.selected;
        const anchor = rangeAnchorId ? records.findIndex((/** @type {any} */ each) => each.id === rangeAnchorId) : -1;
        if (ev?.shiftKey && anchor >= 0) {
            const index = records.findIndex((/** @type {any} */ each) => each.id === record.id);
            for (const each of records.slice(Math.min(anchor, index), Math.max(anchor, index) + 1)) {
                each.toggleSelection(isSelected);
            }
        } else {
            record.toggleSelection(isSelected);
        }
        rangeAnchorId = record.id;
    }

    // ------------------------------------------------------------------ opening and editing

    /** @param {any} record @param {any} column @param {MouseEvent} ev */
    async onCellClicked(record, column, ev) {
        const target = /** @type {HTMLElement} */ (ev.target);
        if (target.closest("button, a[href], .o_field_widget input, .o_handle_cell") && !this.isInEdition(record)) {
            return;
        }
        if (this.isEditable && !this.isInEdition(record)) {
            await this.editRecord(record, column);
        } else if (!this.isEditable && !this.props.archInfo.noOpen) {
            this.openRecord(record, ev);
        }
    }

    /** @param {any} record @param {any} [ev] */
    openRecord(record, ev) {
        if (window.getSelection()?.toString() && ev instanceof MouseEvent) {
            return;
        }
        this.props.openRecord(record, { newWindow: Boolean(ev && (ev.ctrlKey || ev.metaKey || ev.button === 1)) });
    }

    /** @param {any} record @param {any} [column] */
    async editRecord(record, column) {
        if (this.props.activeActions.edit === false || this.props.activeActions.write === false) {
            return this.openRecord(record);
        }
        const canEdit = await this.list.enterEditMode(record);
        if (canEdit !== false) {
            this.focusOnRender = column?.name || "";
        }
        return undefined;
    }

    focusPending() {
        if (this.focusOnRender === null) {
            return;
        }
        const row = this.tableRef.el?.querySelector(".o_selected_row");
        if (!row) {
            return;
        }
        const name = this.focusOnRender;
        this.focusOnRender = null;
        const inputs = "input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [contenteditable=true]";
        const cell = name ? row.querySelector(`td[name="${CSS.escape(name)}"]`) : null;
        const input = /** @type {HTMLElement|null} */ (cell?.querySelector(inputs) || row.querySelector(`td.o_data_cell :is(${inputs})`));
        input?.focus();
        if (input instanceof HTMLInputElement && ["text", "tel", "email", "url"].includes(input.type)) {
            input.select();
        }
    }

    /** @param {any} [params] */
    async add(params = {}) {
        if (this.list.editedRecord && !(await this.list.leaveEditMode({ validate: true }))) {
            return;
        }
        this.focusOnRender = "";
        await this.props.onAdd(params);
    }

    /** A click outside of the edited row ends editing. @param {PointerEvent} ev */
    onGlobalPointer(ev) {
        const edited = this.isEditable && this.list.editedRecord;
        if (!edited) {
            return;
        }
        const target = /** @type {HTMLElement} */ (ev.target);
        const isInside = this.tableRef.el?.querySelector(".o_selected_row")?.contains(target);
        const isElsewhere = target.closest?.(".o-overlay-container, .o_popover, .o_dialog, .o-dropdown--menu, .o-autocomplete, .o_notification, .o_datetime_picker, .o_list_button_discard, .o_list_button_save, .o_form_button_cancel, .o_form_button_save");
        if (isInside || isElsewhere || this.tableRef.el?.contains(target)) {
            return;
        }
        this.list.leaveEditMode();
    }

    /** @param {any} record */
    async onDeleteRecord(record) {
        const { onDelete } = this.props.activeActions;
        if (this.list.editedRecord && this.list.editedRecord.id !== record.id && !(await this.list.leaveEditMode())) {
            return;
        }
        await onDelete(record);
    }

    // ------------------------------------------------------------------ order

    get canResequenceRows() {
        return !this.props.readonly && Boolean(this.list.handleField) && !this.list.isGrouped && this.list.canResequence();
    }

    /** @param {string|null} draggedId @param {HTMLElement|null} previous */
    async onRowDrop(draggedId, previous) {
        if (this.list.editedRecord && !(await this.list.leaveEditMode())) {
            return;
        }
        await this.list.resequence(draggedId, previous?.dataset.id || null);
    }

    /** @param {any} record @param {number} step */
    async moveRow(record, step) {
        const { records } = this.list;
        const index = records.findIndex((/** @type {any} */ each) => each.id === record.id);
        const target = index + step;
        if (!this.canResequenceRows || target < 0 || target >= records.length) {
            return;
        }
        const previous = step > 0 ? records[target] : records[target - 1];
        await this.list.resequence(record.id, previous?.id || null);
    }

    // ------------------------------------------------------------------ cards of a phone

    /** @param {any} record */
    cardColumns(record) {
        const shown = this.columns.filter((/** @type {any} */ column) => column.type === "field" && !column.isHandle && !this.evalInvisible(column, record) && !["image", "contact_image", "boolean_favorite"].includes(column.widget));
        const filled = shown.filter((/** @type {any} */ column, /** @type {number} */ index) => index === 0 || !isEmptyValue(record.data[column.name], column.fieldType));
        return { title: filled[0], rest: filled.slice(1, 6) };
    }

    /** @param {any} record */
    openCard(record) {
        const { onOpenCard, archInfo } = this.props;
        if (onOpenCard) {
            return onOpenCard(record);
        }
        return archInfo.noOpen ? undefined : this.props.openRecord(record, {});
    }

    /** @param {any} params */
    addCard(params) {
        return (this.props.onAddCard || this.props.onAdd)(params);
    }

    get addLabel() {
        return this.props.createLabel || _t("Add a line");
    }

    get creates() {
        const creates = this.props.archInfo.controls?.filter((/** @type {any} */ control) => control.type === "create" && !evaluateBooleanExpr(control.invisible, this.list.evalContext)) || [];
        return creates.length ? creates : [{ type: "create", string: this.addLabel, context: "{}" }];
    }

    get canAddInline() {
        return Boolean(this.props.isX2Many) && !this.props.readonly && Boolean(this.props.onAdd) && (this.props.activeActions.create || this.props.activeActions.link);
    }
}

/** @param {any} value @param {string} type */
function isEmptyValue(value, type) {
    if (["integer", "float", "monetary"].includes(type)) {
        return false;
    }
    return !value || value.count === 0;
}
