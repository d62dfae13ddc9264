import { _t } from "@web/core/l10n/translation";
import { DataPoint } from "./datapoint";
import { nextOrderBy } from "./ordering";

/**
 * What a list of records and a list of groups have in common: order, selection and work on several records.
 *
 * @abstract
 */
export class DynamicList extends DataPoint {
    setup(/** @type {any} */ _config, /** @type {any} */ _data) {
        this.isDomainSelected = false;
    }

    /** @returns {any[]} */
    get records() {
        return [];
    }

    get isGrouped() {
        return false;
    }

    /** @returns {string[]} */
    get groupBy() {
        return this.config.groupBy || [];
    }

    /** @returns {{name: string, asc: boolean}[]} */
    get orderBy() {
        return this.config.orderBy || [];
    }

    get domain() {
        return this.config.domain;
    }

    get offset() {
        return this.config.offset || 0;
    }

    get limit() {
        return this.config.limit;
    }

    get selection() {
        return this.records.filter((record) => record.selected);
    }

    /** How many records actions work on. @returns {number} */
    get selectedCount() {
        return this.isDomainSelected ? this.recordCount : this.selection.length;
    }

    /** @returns {number} */
    get recordCount() {
        return this.records.length;
    }

    get editedRecord() {
        return this.records.find((record) => record.config.mode === "edit" && record.isInEdition) || null;
    }

    get handleField() {
        return Object.keys(this.activeFields).find((name) => this.activeFields[name].isHandle);
    }

    get evalContext() {
        return { ...this.context, context: this.context };
    }

    canResequence() {
        return (
            Boolean(this.handleField) &&
            (!this.orderBy.length || this.orderBy[0].name === this.handleField)
        );
    }

    // ------------------------------------------------------------------ selection

    /** @param {boolean} [selected] all of the page, or none */
    toggleSelection(selected) {
        const isSelected = selected ?? this.selection.length !== this.records.length;
        this.isDomainSelected = false;
        for (const record of this.records) {
            record.selected = isSelected;
        }
    }

    /** Take every record of the search, also those of other pages. @param {boolean} [value] */
    selectDomain(value = true) {
        this.isDomainSelected = value;
        for (const record of this.records) {
            record.selected = value;
        }
    }

    unselectDomain() {
        this.isDomainSelected = false;
    }

    /**
     * @param {boolean} [isSelected] only those selected
     * @returns {Promise<number[]>}
     */
    async getResIds(isSelected) {
        if (!isSelected) {
            return this.records.map((record) => record.resId);
        }
        if (this.isDomainSelected) {
            return this.model.orm.call(this.resModel, "search", [this.domain], {
                limit: this.model.activeIdsLimit,
                context: this.context,
            });
        }
        return this.selection.map((record) => record.resId);
    }

    // ------------------------------------------------------------------ editing in place

    /** @param {any} record @returns {Promise<boolean>} */
    async enterEditMode(record) {
        if (this.editedRecord?.id === record.id) {
            return true;
        }
        const canLeave = await this.leaveEditMode();
        if (canLeave) {
            await record.switchMode("edit");
        }
        return canLeave;
    }

    /**
     * @param {{discard?: boolean, validate?: boolean}} [options]
     * @returns {Promise<boolean>} whether nothing is being edited any more
     */
    async leaveEditMode({ discard = false } = {}) {
        const record = this.editedRecord;
        if (!record) {
            return true;
        }
        if (discard) {
            await record.discard();
        } else if (!record.isNew || !record.canBeAbandoned) {
            const isSaved = await record.save();
            if (!isSaved) {
                return false;
            }
        }
        return this.model.mutex.exec(async () => {
            if (record.isNew) {
                this._removeRecords([record.id]);
            } else {
                await record._switchMode("readonly");
            }
            return true;
        });
    }

    // ------------------------------------------------------------------ several at once

    /** @param {boolean} [isSelected] */
    archive(isSelected = true) {
        return this._toggleArchive(isSelected, "action_archive");
    }

    /** @param {boolean} [isSelected] */
    unarchive(isSelected = true) {
        return this._toggleArchive(isSelected, "action_unarchive");
    }

    /** @param {boolean} isSelected @param {string} method */
    async _toggleArchive(isSelected, method) {
        const ids = await this.getResIds(isSelected);
        const action = await this.model.orm.call(this.resModel, method, [ids], { context: this.context });
        this._warnOfLimit(ids);
        if (action && Object.keys(action).length) {
            return this.model.action.doAction(action, { onClose: () => this.load() });
        }
        return this.load();
    }

    /** @param {any[]} [records] the selection by default */
    async deleteRecords(records) {
        const ids = records?.length ? records.map((record) => record.resId) : await this.getResIds(true);
        const isDeleted = await this.model.orm.call(this.resModel, "unlink", [ids], { context: this.context });
        if (isDeleted) {
            this._warnOfLimit(ids);
            await this.load();
        }
        return isDeleted;
    }

    /** @param {any[]} [records] the selection by default */
    async duplicateRecords(records) {
        const ids = records?.length ? records.map((record) => record.resId) : await this.getResIds(true);
        const copies = await this.model.orm.call(this.resModel, "copy", [ids], { context: this.context });
        this._warnOfLimit(ids);
        await this.load();
        return [copies].flat();
    }

    /** @param {number[]} ids */
    _warnOfLimit(ids) {
        if (this.isDomainSelected && ids.length < this.selectedCount) {
            this.model.notification.add(
                _t("Only the first %(count)s of %(total)s records were treated. Repeat the action for the rest.", {
                    count: ids.length,
                    total: this.selectedCount,
                }),
                { type: "warning" },
            );
        }
    }

    /**
     * Write the changes of one edited record to all selected ones.
     *
     * @param {any} edited
     * @param {any} [changes]
     */
    async multiSave(edited, changes) {
        const values = changes || (await edited.getChanges());
        if (!Object.keys(values).length) {
            return true;
        }
        const records = this.selection.some((record) => record.id === edited.id) ? this.selection : [edited];
        const ids = await this.getResIds(true);
        const confirmed = await this.model.hooks.onAskMultiSaveConfirmation(values, records, ids);
        if (!confirmed) {
            await edited.discard();
            return false;
        }
        await this.model.orm.call(this.resModel, "write", [ids, values], { context: this.context });
        await this.load();
        return true;
    }

    // ------------------------------------------------------------------ order and pages

    /** @param {string} fieldName */
    sortBy(fieldName) {
        return this.load({ orderBy: nextOrderBy(this.orderBy, fieldName), offset: 0 });
    }

    /** @param {any} [params] */
    load(params = {}) {
        return this.model.mutex.exec(() => this._load(params));
    }

    /** @param {any} _params @returns {Promise<void>} */
    async _load(_params) {}

    /** @param {string[]} _recordIds of datapoints */
    _removeRecords(_recordIds) {}
}
