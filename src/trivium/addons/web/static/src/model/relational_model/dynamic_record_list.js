import { DynamicList } from "./dynamic_list";
import { getFieldsSpec } from "./active_fields";
import { resequence } from "./groups";
import { isFieldSortable } from "./ordering";

/** A page of the records that a search finds. */
export class DynamicRecordList extends DynamicList {
    static type = "DynamicRecordList";

    /** @param {any} config @param {{records: any[], length: number}} data */
    setup(config, data) {
        super.setup(config, data);
        this._setData(data);
    }

    /** @param {{records: any[], length: number}} data */
    _setData(data) {
        /** @type {any[]} */
        this._records = data.records.map((values) => this._makeRecord(values));
        this.isDomainSelected = false;
        this._setCount(data.length);
    }

    /** @param {number} length */
    _setCount(length) {
        const { countLimit } = this.config;
        this.hasLimitedCount = Boolean(countLimit) && length > countLimit;
        this.count = this.hasLimitedCount ? countLimit : length;
    }

    get records() {
        return this._records;
    }

    get recordCount() {
        return this.count;
    }

    /** @param {any} values @param {any} [options] */
    _makeRecord(values, options = {}) {
        const { mode = "readonly", resId = values.id || false, ...recordOptions } = options;
        const config = {
            resModel: this.resModel,
            resId,
            activeFields: this.activeFields,
            fields: this.fields,
            context: this.context,
            mode,
        };
        return new this.model.constructor.Record(this.model, config, values, recordOptions);
    }

    /** @param {boolean|"top"|"bottom"} [atFirstPosition] */
    addNewRecord(atFirstPosition = false) {
        return this.model.mutex.exec(async () => {
            await this._leaveSampleMode();
            const config = { resModel: this.resModel, activeFields: this.activeFields, fields: this.fields, context: this.context };
            const values = await this.model.loadNewRecord(config, {});
            const record = this._makeRecord(values, { mode: "edit", resId: false, manuallyAdded: true });
            const isFirst = atFirstPosition === true || atFirstPosition === "top";
            this._records.splice(isFirst ? 0 : this._records.length, 0, record);
            this.count += 1;
            return record;
        });
    }

    async _leaveSampleMode() {}

    /** Show a record that was just created elsewhere. @param {number} resId @param {boolean} [atFirstPosition] */
    addExistingRecord(resId, atFirstPosition = false) {
        return this.model.mutex.exec(async () => {
            const [values] = await this.model.loadRecords({ ...this.config, resIds: [resId] }, this.evalContext);
            const record = this._makeRecord(values);
            this._records.splice(atFirstPosition ? 0 : this._records.length, 0, record);
            this.count += 1;
            return record;
        });
    }

    /** Drop records from the page without deleting them. @param {any[]} records */
    removeRecords(records) {
        this._removeRecords(records.map((record) => record.id));
    }

    /** @param {string[]} recordIds */
    _removeRecords(recordIds) {
        const before = this._records.length;
        this._records = this._records.filter((record) => !recordIds.includes(record.id));
        this.count -= before - this._records.length;
    }

    /** Count all records where only some were counted. */
    async fetchCount() {
        const count = await this.model.orm.call(this.resModel, "search_count", [this.domain], { context: this.context });
        this.hasLimitedCount = false;
        this.patchConfig({ countLimit: count });
        this.count = count;
        return count;
    }

    /** @param {any} params */
    async _load(params) {
        const config = { ...this.config, ...params };
        const data = await this.model.loadUngroupedList(config);
        this.patchConfig(params);
        this._setData(data);
    }

    /** @param {string} movedId @param {string|null} targetId */
    resequence(movedId, targetId) {
        return this.model.mutex.exec(() => this._resequence(movedId, targetId));
    }

    /** @param {string} movedId @param {string|null} targetId */
    async _resequence(movedId, targetId) {
        const fieldName = this.handleField || this.model.config.defaultSequenceField || "sequence";
        if (!isFieldSortable(this.fields[fieldName])) {
            return;
        }
        const before = this._records;
        const asc = !this.orderBy.length || this.orderBy[0].asc;
        const options = {
            records: this._records,
            movedId,
            targetId,
            asc,
            getSequence: (/** @type {any} */ record) => record.data[fieldName],
            orm: this.model.orm,
            resModel: this.resModel,
            fieldName,
            context: this.context,
            specification: getFieldsSpec(this.activeFields, this.fields, this.evalContext),
        };
        const index = before.findIndex((record) => record.id === movedId);
        const shown = [...before];
        const [moved] = shown.splice(index, 1);
        shown.splice(targetId ? shown.findIndex((record) => record.id === targetId) + 1 : 0, 0, moved);
        this._records = shown;
        try {
            const { values } = await resequence(options);
            for (const each of values || []) {
                this._records.find((record) => record.resId === each.id)?._setData(each);
            }
        } catch (error) {
            this._records = before;
            throw error;
        }
    }
}
