import { DataPoint } from "./datapoint";
import { fieldNameOf } from "./groups";

/** One group of records that have a value in common. */
export class Group extends DataPoint {
    static type = "Group";

    /** @param {any} config @param {any} data of `extractInfoFromGroupData` */
    setup(config, data) {
        this.groupByField = this.fields[fieldNameOf(config.groupByFieldName)];
        this.groupBySpec = config.groupByFieldName;
        this.displayName = data.displayName;
        this.value = data.value;
        this.serverValue = data.serverValue;
        this.range = data.range;
        this.count = data.count;
        this.aggregates = data.aggregates;
        this.values = data.values;
        this.isFolded = config.isFolded;
        this.groupDomain = data.domain;
        this.progressBar = null;
        this._loaded = Boolean(data.records || data.groups);
        this.list = this._makeList(data);
    }

    /** @param {any} data */
    _makeList(data) {
        return this.model.makeDataPoint(this.config.list, data.groups || { records: data.records || [], length: this.count });
    }

    get records() {
        return this.list.records;
    }

    get hasData() {
        return this.count > 0;
    }

    get isSelected() {
        return this.records.length > 0 && this.records.every((/** @type {any} */ record) => record.selected);
    }

    /** Fold or unfold; the first time, load what is inside. */
    async toggle() {
        if (this.isFolded && !this._loaded) {
            await this.list.load();
            this._loaded = true;
        }
        this.isFolded = !this.isFolded;
        this.model.rememberFolded?.(this.config.key, this.isFolded);
    }

    /** @param {any} _params @param {boolean} [atFirstPosition] */
    async addNewRecord(_params, atFirstPosition = false) {
        const record = await this.list.addNewRecord(atFirstPosition);
        this.count += 1;
        return record;
    }

    /** @param {number} resId @param {boolean} [atFirstPosition] */
    async addExistingRecord(resId, atFirstPosition = false) {
        const record = await this.list.addExistingRecord(resId, atFirstPosition);
        this.count += 1;
        return record;
    }

    /** Narrow this group to one segment of its progress bar. @param {any[]} domain */
    async applyFilter(domain) {
        this.list.patchConfig({ domain: [...this.config.list.baseDomain, ...domain] });
        await this.list.load({ offset: 0 });
    }

    /** @param {any[]} records */
    removeRecords(records) {
        const before = this.list.records.length;
        this.list.removeRecords(records);
        this.count -= before - this.list.records.length;
    }

    /** @param {any} record @param {number} index */
    insertRecord(record, index) {
        this.list._records.splice(index, 0, record);
        this.list.count += 1;
        this.count += 1;
    }

    /** @param {boolean} [selected] */
    toggleSelection(selected) {
        this.list.toggleSelection(selected ?? !this.isSelected);
    }
}
