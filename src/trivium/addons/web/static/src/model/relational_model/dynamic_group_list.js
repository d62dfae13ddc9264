import { DynamicList } from "./dynamic_list";
import { computeResequence, extractInfoFromGroupData, fieldNameOf, getGroupServerValue } from "./groups";
import { isFieldSortable } from "./ordering";

/** Types of the field to group by between whose groups a record can be moved. */
export const MOVABLE_RECORD_TYPES = ["char", "boolean", "integer", "selection", "many2one", "many2many"];

/** The groups that a search finds. */
export class DynamicGroupList extends DynamicList {
    static type = "DynamicGroupList";

    /** @param {any} config @param {{groups: any[], length: number}} data */
    setup(config, data) {
        super.setup(config, data);
        this._setData(data);
    }

    /** @param {{groups: any[], length: number}} data */
    _setData(data) {
        this.groups = data.groups.map((groupData) => this._makeGroup(groupData));
        this.count = data.length;
        this.isDomainSelected = false;
    }

    get isGrouped() {
        return true;
    }

    get groupByField() {
        return this.fields[fieldNameOf(this.groupBy[0])];
    }

    /** @returns {any[]} */
    get records() {
        return this.groups.flatMap((group) => (group.isFolded ? [] : group.records));
    }

    get recordCount() {
        return this.groups.reduce((total, group) => total + group.count, 0);
    }

    get hasData() {
        return this.groups.some((group) => group.count > 0);
    }

    /** @param {any} groupData */
    _makeGroup(groupData) {
        const spec = this.groupBy[0];
        const info = extractInfoFromGroupData(groupData, spec, this.fields);
        const key = `${spec}=${JSON.stringify(info.serverValue)}`;
        const domain = [...this.domain, ...info.domain];
        const list = {
            resModel: this.resModel,
            activeFields: this.activeFields,
            fields: this.fields,
            domain,
            baseDomain: domain,
            groupBy: this.groupBy.slice(1),
            orderBy: this.orderBy,
            context: { ...this.context, ...this._defaultOf(spec, info.serverValue) },
            offset: 0,
            limit: this.config.groupLimit || this.model.initialLimit,
            path: [...(this.config.path || []), key],
        };
        const isFolded = this._isFolded(key, info);
        return new this.model.constructor.Group(
            this.model,
            {
                resModel: this.resModel,
                activeFields: this.activeFields,
                fields: this.fields,
                context: this.context,
                groupByFieldName: spec,
                key: list.path.join("/"),
                isFolded,
                list,
            },
            info,
        );
    }

    /** What the server was asked to unfold comes with its records. @param {string} _key @param {any} info */
    _isFolded(_key, info) {
        if (info.records || info.groups) {
            return false;
        }
        return info.isFoldedByServer || info.count > 0 || !this.model.openGroupsByDefault;
    }

    /** New records of a group start with its value. @param {string} spec @param {any} value */
    _defaultOf(spec, value) {
        const name = spec.split(":")[0];
        const field = this.fields[name];
        if (!field || !MOVABLE_RECORD_TYPES.includes(field.type)) {
            return {};
        }
        return { [`default_${name}`]: getGroupServerValue(field, value) };
    }

    /** @param {any} params */
    async _load(params) {
        const config = { ...this.config, ...params, openGroups: this._openPaths() };
        const data = await this.model.loadGroupedList(config);
        this.patchConfig(params);
        this._setData(data);
    }

    /** Groups that the user opened stay open when the list is read again. */
    _openPaths() {
        return this.groups.filter((group) => !group.isFolded).map((group) => group.serverValue);
    }

    /** @param {string[]} recordIds */
    _removeRecords(recordIds) {
        for (const group of this.groups) {
            const records = group.records.filter((/** @type {any} */ record) => recordIds.includes(record.id));
            if (records.length) {
                group.removeRecords(records);
            }
        }
    }

    /** @param {string} name @returns {Promise<any>} */
    async createGroup(name) {
        const { relation } = this.groupByField;
        const [id, displayName] = await this.model.orm.call(relation, "name_create", [name], { context: this.context });
        const spec = this.groupBy[0];
        const group = this._makeGroup({
            [spec]: [id, displayName],
            __count: 0,
            __extra_domain: [[spec, "=", id]],
            __records: [],
        });
        this.groups.push(group);
        this.count += 1;
        return group;
    }

    /** @param {any[]} groups */
    async deleteGroups(groups) {
        const ids = groups.map((group) => group.serverValue).filter(Boolean);
        await this.model.orm.call(this.groupByField.relation, "unlink", [ids], { context: this.context });
        await this.load();
    }

    /** @param {string} movedId @param {string|null} targetId */
    resequence(movedId, targetId) {
        return this.model.mutex.exec(async () => {
            const { records } = computeResequence({
                records: this.groups,
                movedId,
                targetId,
                getSequence: () => null,
            });
            const before = this.groups;
            this.groups = records;
            const ids = records.map((group) => group.serverValue).filter((id) => typeof id === "number");
            try {
                await this.model.orm.call(this.groupByField.relation, "web_resequence", [ids, {}], { context: this.context });
            } catch (error) {
                this.groups = before;
                throw error;
            }
        });
    }

    /**
     * Move a record to another group, or to another place in its group.
     *
     * It is shown there at once and goes back where the server refuses.
     *
     * @param {string} recordId of the datapoint
     * @param {string} fromGroupId
     * @param {string|null} targetRecordId it lands after this record; null: first
     * @param {string} toGroupId
     */
    moveRecord(recordId, fromGroupId, targetRecordId, toGroupId) {
        return this.model.mutex.exec(() => this._moveRecord(recordId, fromGroupId, targetRecordId, toGroupId));
    }

    /** @param {string} recordId @param {string} fromGroupId @param {string|null} targetRecordId @param {string} toGroupId */
    async _moveRecord(recordId, fromGroupId, targetRecordId, toGroupId) {
        const from = this._groupById(fromGroupId);
        const to = this._groupById(toGroupId);
        if (fromGroupId === toGroupId) {
            return to.list._resequence(recordId, targetRecordId);
        }
        const record = from.records.find((/** @type {any} */ each) => each.id === recordId);
        const index = from.records.findIndex((/** @type {any} */ each) => each.id === recordId);
        const place = targetRecordId ? to.records.findIndex((/** @type {any} */ each) => each.id === targetRecordId) + 1 : 0;
        from.removeRecords([record]);
        to.insertRecord(record, place);
        try {
            await record._update({ [this.groupByField.name]: this._valueFor(to, from, record) }, { withoutOnchange: true });
            const isSaved = await record._save();
            if (!isSaved) {
                throw new Error("invalid");
            }
            if (isFieldSortable(this.fields[this.handleField || "sequence"])) {
                await to.list._resequence(recordId, targetRecordId);
            }
        } catch (error) {
            to.removeRecords([record]);
            from.insertRecord(record, index);
            record._discard();
            if (/** @type {any} */ (error).message !== "invalid") {
                throw error;
            }
        }
        return undefined;
    }

    /** @param {string} groupId */
    _groupById(groupId) {
        return /** @type {any} */ (this.groups.find((group) => group.id === groupId));
    }

    /** @param {any} to @param {any} from @param {any} record */
    _valueFor(to, from, record) {
        const { type, name } = this.groupByField;
        if (type === "many2one") {
            return to.serverValue ? { id: to.serverValue, display_name: to.displayName } : false;
        }
        if (type === "many2many") {
            const ids = record.data[name]?.resIds.filter((/** @type {number} */ id) => id !== from.serverValue) || [];
            return [[6, 0, to.serverValue ? [...ids, to.serverValue] : ids]];
        }
        return to.serverValue;
    }
}
