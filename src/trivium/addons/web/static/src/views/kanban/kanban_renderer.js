import { Component, onWillDestroy, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { MOVABLE_RECORD_TYPES } from "@web/model/relational_model/dynamic_group_list";
import { isFieldSortable } from "@web/model/relational_model/ordering";
import { ActionHelper } from "../action_helper";
import { KanbanColumnQuickCreate } from "./kanban_column_quick_create";
import { KanbanHeader } from "./kanban_header";
import { KanbanRecord } from "./kanban_record";
import { KanbanRecordQuickCreate } from "./kanban_record_quick_create";

/** Records as cards; grouped, the groups are columns. */
export class KanbanRenderer extends Component {
    static template = "web.KanbanRenderer";
    static components = { ActionHelper, KanbanColumnQuickCreate, KanbanHeader, KanbanRecord, KanbanRecordQuickCreate };
    static props = [
        "addLabel?",
        "archInfo",
        "Compiler?",
        "deleteRecord?",
        "archiveRecord?",
        "forceGlobalClick?",
        "list",
        "noContentHelp?",
        "onAdd?",
        "openRecord",
        "progressBarState?",
        "quickCreateState?",
        "readonly?",
        "scrollTop?",
        "isFiltered?",
        "onClearSearch?",
        "onCreate?",
        "isX2Many?",
        "*",
    ];
    static defaultProps = { scrollTop: () => {}, quickCreateState: {} };

    setup() {
        this.ui = useState(useService("ui"));
        this.rootRef = useRef("root");
        this.quickCreateState = useState(this.props.quickCreateState);
        this.exampleData = null;
        this._setupDragging();
        onWillDestroy(() => {
            this.quickCreateState.groupId = null;
        });
    }

    _setupDragging() {
        let recordId = /** @type {string|null} */ (null);
        let fromGroupId = /** @type {string|null} */ (null);
        useSortable({
            enable: () => this.canResequenceRecords || this.canMoveRecords,
            ref: this.rootRef,
            elements: ".o_draggable",
            ignore: ".dropdown, input, textarea, .o_kanban_quick_create",
            groups: () => this.props.list.isGrouped && ".o_kanban_group",
            connectGroups: () => this.canMoveRecords,
            cursor: "grabbing",
            onDragStart: (/** @type {any} */ { element, group }) => {
                recordId = element.dataset.id;
                fromGroupId = group?.dataset.id || null;
            },
            onDrop: (/** @type {any} */ { previous, parent }) => {
                const toGroup = parent?.closest?.(".o_kanban_group");
                return this.dropRecord(/** @type {any} */ (recordId), fromGroupId, previous?.dataset.id || null, toGroup?.dataset.id || null);
            },
        });
        let groupId = /** @type {string|null} */ (null);
        useSortable({
            enable: () => this.canResequenceGroups,
            ref: this.rootRef,
            elements: ".o_group_draggable",
            handle: ".o_kanban_header_title .o_column_title",
            cursor: "grabbing",
            onDragStart: (/** @type {any} */ { element }) => {
                groupId = element.dataset.id;
            },
            onDrop: (/** @type {any} */ { previous }) => this.props.list.resequence(groupId, previous?.dataset.id || null),
        });
    }

    // ------------------------------------------------------------------ what is allowed

    get list() {
        return this.props.list;
    }

    get isGrouped() {
        return this.list.isGrouped;
    }

    get canUseDrag() {
        return !this.props.readonly && this.props.archInfo.recordsDraggable;
    }

    get canResequenceRecords() {
        const { list, archInfo } = this.props;
        const fieldName = archInfo.handleField || "sequence";
        const [order] = list.orderBy;
        return this.canUseDrag && isFieldSortable(list.fields[fieldName]) && (!order || order.name === fieldName);
    }

    get canMoveRecords() {
        const { groupByField, isGrouped } = this.list;
        if (!this.canUseDrag || !isGrouped || !groupByField || !this.props.archInfo.activeActions.edit) {
            return false;
        }
        const info = Object.values(this.props.archInfo.fieldNodes).find((/** @type {any} */ node) => node.name === groupByField.name);
        const isReadonly = groupByField.readonly || ["True", "1"].includes(/** @type {any} */ (info)?.readonly);
        return !isReadonly && MOVABLE_RECORD_TYPES.includes(groupByField.type);
    }

    get canResequenceGroups() {
        const { list, archInfo } = this.props;
        return list.isGrouped && archInfo.groupsDraggable && list.groupByField?.type === "many2one" && !this.props.readonly;
    }

    get canQuickCreate() {
        const { archInfo, list } = this.props;
        return list.isGrouped && archInfo.activeActions.quickCreate && !this.props.readonly && MOVABLE_RECORD_TYPES.includes(list.groupByField?.type);
    }

    get canCreateGroup() {
        const { archInfo, list } = this.props;
        return list.isGrouped && archInfo.activeActions.createGroup && list.groupByField?.type === "many2one" && !this.props.readonly;
    }

    get showNoContent() {
        const { list } = this;
        if (this.props.isX2Many || this.quickCreateState.groupId) {
            return false;
        }
        return list.isGrouped ? !list.groups.length && !this.canCreateGroup : !list.records.length;
    }

    // ------------------------------------------------------------------ groups

    /** @param {any} group */
    groupClass(group) {
        return { o_column_folded: group.isFolded, o_group_draggable: this.canResequenceGroups, o_kanban_no_records: !group.count };
    }

    /** @param {any} group */
    unloadedCount(group) {
        return group.list.isGrouped ? 0 : group.list.count - group.list.records.length;
    }

    /** @param {any} group */
    loadMore(group) {
        const { list } = group;
        return list.load({ limit: list.records.length + list.model.initialLimit });
    }

    /** @param {any} group */
    quickCreate(group) {
        this.quickCreateState.groupId = group.id;
    }

    cancelQuickCreate() {
        this.quickCreateState.groupId = null;
    }

    /** @param {any} group @param {number} resId @param {string} [mode] */
    async validateQuickCreate(group, resId, mode) {
        const record = await group.addExistingRecord(resId, true);
        if (mode === "edit") {
            this.cancelQuickCreate();
            await this.props.openRecord(record, { mode: "edit" });
        }
    }

    /** @param {any} group */
    async deleteGroup(group) {
        await this.list.deleteGroups([group]);
    }

    // ------------------------------------------------------------------ moving

    /** @param {string} recordId @param {string|null} fromGroupId @param {string|null} previousId @param {string|null} toGroupId */
    async dropRecord(recordId, fromGroupId, previousId, toGroupId) {
        if (!this.list.isGrouped) {
            await this.list.resequence(recordId, previousId);
            return;
        }
        const target = toGroupId || fromGroupId;
        if (target === fromGroupId && !this.canResequenceRecords) {
            return;
        }
        await this.list.moveRecord(recordId, fromGroupId, previousId, target);
        await this.props.progressBarState?.load(this.list.config);
    }

    /** Cards are reached by the arrows; with Alt they move. @param {KeyboardEvent} ev */
    onKeydown(ev) {
        const card = /** @type {HTMLElement} */ (ev.target);
        if (!card.classList.contains("o_kanban_record") || !ev.key.startsWith("Arrow")) {
            return;
        }
        const goal = this.neighbour(card, ev.key);
        if (!goal) {
            return;
        }
        ev.preventDefault();
        if (ev.altKey && this.isGrouped) {
            this.moveByKey(card, goal, ev.key);
            return;
        }
        goal.focus();
        goal.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    /** @param {HTMLElement} card @param {string} key @returns {HTMLElement|null} */
    neighbour(card, key) {
        const cards = [.../** @type {HTMLElement} */ (this.rootRef.el).querySelectorAll(".o_kanban_record:not(.o_kanban_ghost)")];
        const box = card.getBoundingClientRect();
        const isAcross = key === "ArrowLeft" || key === "ArrowRight";
        const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
        let best = null;
        let bestDistance = Number.POSITIVE_INFINITY;
        for (const each of cards) {
            const other = each.getBoundingClientRect();
            const across = other.left - box.left;
            const down = other.top - box.top;
            const along = sign * (isAcross ? across : down);
            const aside = Math.abs(isAcross ? down : across);
            if (each === card || along < 8 || (!isAcross && aside > 8)) {
                continue;
            }
            const distance = along + aside * 2;
            if (distance < bestDistance) {
                bestDistance = distance;
                best = each;
            }
        }
        return /** @type {HTMLElement|null} */ (best);
    }

    /** @param {HTMLElement} card @param {HTMLElement} goal @param {string} key */
    async moveByKey(card, goal, key) {
        const groupOf = (/** @type {HTMLElement} */ el) => /** @type {HTMLElement} */ (el.closest(".o_kanban_group")).dataset.id;
        const recordId = card.dataset.recordId;
        const isDown = key === "ArrowDown" || key === "ArrowRight";
        const previous = isDown ? goal : goal.previousElementSibling;
        await this.dropRecord(
            /** @type {string} */ (recordId),
            /** @type {string} */ (groupOf(card)),
            /** @type {HTMLElement|null} */ (previous)?.dataset?.recordId || null,
            /** @type {string} */ (groupOf(goal)),
        );
        /** @type {HTMLElement|null|undefined} */ (this.rootRef.el?.querySelector(`[data-record-id="${recordId}"]`))?.focus();
    }

    get addLabel() {
        return this.props.addLabel || _t("Add");
    }
}
