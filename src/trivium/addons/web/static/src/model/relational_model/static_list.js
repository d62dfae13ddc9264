import { markRaw } from "@odoo/owl";
import { x2ManyCommands } from "@web/core/orm_service";
import { completeActiveFields, getFieldsSpec } from "./active_fields";
import { DataPoint } from "./datapoint";
import { computeResequence, getId } from "./groups";
import { cloneState, emptyState, serializeValues } from "./line_state";
import { compareRecords, nextOrderBy } from "./ordering";

/**
 * The records of an x2many field, with what the user did to them.
 *
 * What happened is kept as a state (which lines are new, linked, taken out), not as a log; the commands for
 * the server follow from it. Lines of other pages are known by id only until their page is shown.
 */
export class StaticList extends DataPoint {
    static type = "StaticList";

    /**
     * @param {any} _config
     * @param {any[]} data records of the server; those without more than an id are loaded when shown
     * @param {{parent: any, onUpdate: Function, commands?: any[]}} options
     */
    setup(_config, data, options) {
        this._parent = options.parent;
        this._onUpdate = options.onUpdate;
        /** @type {Map<any, any>} */
        this._cache = markRaw(new Map());
        this._state = markRaw(emptyState());
        /** @type {any} */
        this._savePoint = null;
        /** @type {any[]} */
        this.records = [];
        /** @type {any[]} */
        this._ids = [];
        this._ingest(data);
        this._applyKnownCommands(options.commands || []);
        this._initial = markRaw(this._snapshot());
        this._show();
    }

    // ------------------------------------------------------------------ what it is

    get isGrouped() {
        return false;
    }

    get groupBy() {
        return [];
    }

    get count() {
        return this._ids.length;
    }

    /** Ids of saved records and virtual ids of new ones, in order. */
    get currentIds() {
        return [...this._ids];
    }

    get resIds() {
        return this._ids.filter((id) => typeof id === "number");
    }

    get offset() {
        return this.config.offset;
    }

    get limit() {
        return this.config.limit;
    }

    /** @returns {{name: string, asc: boolean}[]} */
    get orderBy() {
        return this.config.orderBy;
    }

    get evalContext() {
        return { ...this._parent.evalContext, parent: this._parent.evalContext };
    }

    get editedRecord() {
        return this.records.find((record) => record.isInEdition && record.config.mode === "edit" && !record.isInDialog) || null;
    }

    get selection() {
        return this.records.filter((record) => record.selected);
    }

    get handleField() {
        return Object.keys(this.activeFields).find((name) => this.activeFields[name].isHandle);
    }

    get isDomainSelected() {
        return false;
    }

    canResequence() {
        return Boolean(this.handleField) && this.orderBy.length < 2 && (!this.orderBy.length || this.orderBy[0].name === this.handleField);
    }

    // ------------------------------------------------------------------ lines

    /**
     * @param {{position?: "top"|"bottom", context?: any, mode?: string, activeFields?: any, fields?: any}} [params]
     */
    addNewRecord(params = {}) {
        return this.model.mutex.exec(async () => {
            const { position = "bottom" } = params;
            const record = await this._newRecord({ mode: "edit", manuallyAdded: true, ...params });
            this._insert(record, position);
            await this._onUpdate({ withoutOnchange: !record._checkValidity({ silent: true }) });
            return record;
        });
    }

    /** @param {{add?: number[], remove?: any[], reload?: boolean}} changes */
    addAndRemove({ add = [], remove = [], reload = false } = {}) {
        return this.model.mutex.exec(async () => {
            for (const id of remove) {
                this._takeOut(id, "unlink");
            }
            for (const id of add) {
                this._link(id);
            }
            if (reload) {
                for (const id of this.resIds) {
                    this._cache.delete(id);
                }
            }
            await this._loadPage();
            await this._onUpdate();
        });
    }

    /** Take a line out and delete it with the next save. @param {any} record */
    delete(record) {
        return this._remove(record, "delete");
    }

    /** Take a line out, without deleting its record. @param {any} record */
    forget(record) {
        return this._remove(record, "unlink");
    }

    /** @param {any} record @param {"delete"|"unlink"} how */
    _remove(record, how) {
        return this.model.mutex.exec(async () => {
            this._takeOut(keyOf(record), how);
            await this._loadPage();
            await this._onUpdate();
        });
    }

    /** @param {number} resId @param {any} [serverData] */
    linkTo(resId, serverData) {
        return this.model.mutex.exec(async () => {
            this._link(resId);
            if (serverData) {
                this._cache.set(resId, this._makeRecord({ id: resId, ...serverData }));
            }
            await this._loadPage();
            await this._onUpdate();
        });
    }

    /** @param {number} resId */
    unlinkFrom(resId) {
        return this.addAndRemove({ remove: [resId] });
    }

    /** @param {number[]} ids @param {{reload?: boolean}} [options] */
    replaceWith(ids, { reload = false } = {}) {
        const remove = this._ids.filter((id) => !ids.includes(id));
        return this.addAndRemove({ remove, add: ids.filter((id) => !this._ids.includes(id)), reload });
    }

    /** @param {any[]} commands */
    applyCommands(commands) {
        return this.model.mutex.exec(async () => {
            await this._applyCommands(commands);
            await this._onUpdate();
        });
    }

    // ------------------------------------------------------------------ editing in place

    /** @param {any} record */
    async enterEditMode(record) {
        const canLeave = await this.leaveEditMode();
        if (canLeave) {
            record._addSavePoint();
            await record.switchMode("edit");
        }
        return canLeave;
    }

    /**
     * @param {{discard?: boolean, canAbandon?: boolean, validate?: boolean}} [options]
     * @returns {Promise<boolean>} whether nothing is being edited any more
     */
    async leaveEditMode({ discard = false, canAbandon = true, validate = false } = {}) {
        if (this.editedRecord) {
            await this.model.askLocalChanges();
        }
        return this.model.mutex.exec(() => this._leaveEditMode({ discard, canAbandon, validate }));
    }

    /** @param {{discard: boolean, canAbandon: boolean, validate: boolean}} options */
    async _leaveEditMode({ discard, canAbandon, validate }) {
        const record = this.editedRecord;
        if (!record) {
            return true;
        }
        if (discard) {
            record._discard();
        }
        const isDropped = record.isNew && !record.resId && canAbandon && (record.canBeAbandoned || (discard && record._manuallyAdded));
        if (isDropped && (record.canBeAbandoned ? !validate || !record._checkValidity({ silent: true }) : true)) {
            this._takeOut(keyOf(record), "unlink");
            this._show();
            await this._onUpdate({ withoutOnchange: true });
            return true;
        }
        if (!discard && !record._checkValidity({ displayNotification: validate })) {
            return false;
        }
        record._manuallyAdded = false;
        await record._switchMode("readonly");
        return true;
    }

    // ------------------------------------------------------------------ editing in a dialog

    /**
     * A record for a dialog with more fields than the list shows.
     *
     * Its changes stay with it until `validateExtendedRecord`, or go away with `record.discard()`.
     *
     * @param {{activeFields: any, fields: any, mode?: string, context?: any, withoutParent?: boolean}} params
     * @param {any} [record] an existing line
     */
    extendRecord(params, record) {
        return this.model.mutex.exec(async () => {
            this._addFields(params);
            if (!record) {
                const created = await this._newRecord({ ...params, mode: params.mode || "edit" });
                created._addSavePoint();
                return created;
            }
            await record._extend(params);
            record._addSavePoint();
            record._parentOnUpdate = record._onUpdate;
            record._onUpdate = async () => {};
            return record;
        });
    }

    /** Take over what was changed in the dialog. @param {any} record */
    validateExtendedRecord(record) {
        return this.model.mutex.exec(async () => {
            const key = keyOf(record);
            this._releaseExtended(record);
            record._savePoint = null;
            if (!this._ids.includes(key)) {
                record._onUpdate = this._lineUpdated(record);
                this._insert(record, "bottom");
            }
            await record._switchMode("readonly");
            await this._sortIfNeeded();
            await this._onUpdate();
        });
    }

    /** The dialog closed without keeping anything. @param {any} record */
    discardExtendedRecord(record) {
        return this.model.mutex.exec(() => {
            this._releaseExtended(record);
            record._discard();
        });
    }

    /** @param {any} record */
    _releaseExtended(record) {
        if (record._parentOnUpdate) {
            record._onUpdate = record._parentOnUpdate;
            record._parentOnUpdate = null;
        }
    }

    // ------------------------------------------------------------------ pages and order

    /** @param {{limit?: number, offset?: number, orderBy?: any[]}} [params] */
    load(params = {}) {
        return this.model.mutex.exec(async () => {
            if (this.editedRecord && !(await this._leaveEditMode({ discard: false, canAbandon: true, validate: true }))) {
                return;
            }
            this.patchConfig(params);
            if (params.orderBy) {
                await this._sort();
            }
            await this._loadPage();
        });
    }

    /** @param {string} fieldName */
    sortBy(fieldName) {
        return this.load({ orderBy: nextOrderBy(this.orderBy, fieldName) });
    }

    /** @param {string} movedId @param {string|null} targetId of datapoints */
    resequence(movedId, targetId) {
        return this.moveRecord(movedId, null, targetId, null);
    }

    /** @param {string} movedId @param {any} _from @param {string|null} targetId @param {any} _to */
    moveRecord(movedId, _from, targetId, _to) {
        return this.model.mutex.exec(async () => {
            const handle = /** @type {string} */ (this.handleField);
            const asc = !this.orderBy.length || this.orderBy[0].asc;
            const { records, changed, offset } = computeResequence({
                records: this.records,
                movedId,
                targetId,
                asc,
                getSequence: (record) => record.data[handle],
            });
            this._ids.splice(this.offset, records.length, ...records.map(keyOf));
            this._show();
            for (const [index, record] of changed.entries()) {
                await record._update({ [handle]: offset + index }, { withoutParentUpdate: true });
            }
            await this._onUpdate();
        });
    }

    // ------------------------------------------------------------------ several at once

    /** @param {any[]} records */
    deleteRecords(records) {
        return this.model.mutex.exec(async () => {
            for (const record of records) {
                this._takeOut(keyOf(record), this.config.isOne2Many ? "delete" : "unlink");
            }
            await this._loadPage();
            await this._onUpdate();
        });
    }

    /** @param {any[]} records */
    async duplicateRecords(records) {
        const ids = records.map((record) => record.resId).filter(Boolean);
        const context = this.context;
        const copies = await this.model.orm.call(this.resModel, "copy", [ids], { context });
        await this.addAndRemove({ add: [copies].flat() });
    }

    /** @param {{displayNotification?: boolean, silent?: boolean}} [options] */
    _checkValidity(options) {
        let isValid = true;
        for (const record of this._cache.values()) {
            if (this._ids.includes(keyOf(record)) && (record.dirty || record.isNew) && !record._checkValidity(options)) {
                isValid = false;
            }
        }
        return isValid;
    }

    // ------------------------------------------------------------------ commands

    /** What `write` is to be given for this field. @param {{withReadonly?: boolean}} [options] @returns {any[]} */
    _getCommands(options = {}) {
        const { removed } = this._state;
        const commands = [];
        for (const [id, how] of removed) {
            commands.push(how === "delete" ? x2ManyCommands.delete(id) : x2ManyCommands.unlink(id));
        }
        for (const id of this._ids) {
            commands.push(...this._commandsOf(id, options));
        }
        return commands;
    }

    /** @param {any} id @param {{withReadonly?: boolean}} options */
    _commandsOf(id, options) {
        const record = this._cache.get(id);
        if (typeof id === "string") {
            return [x2ManyCommands.create(id, record._getChanges(options))];
        }
        const commands = this._state.linked.has(id) ? [x2ManyCommands.link(id)] : [];
        const pending = this._state.pending.get(id);
        const changes = { ...serializeValues(pending, this.fields), ...(record ? record._getChanges(options) : {}) };
        if (Object.keys(changes).length) {
            commands.push(x2ManyCommands.update(id, changes));
        }
        return commands;
    }

    /** @param {any[]} commands as an onchange answers them */
    async _applyCommands(commands) {
        await this._applyKnownCommands(commands);
        await this._loadPage();
    }

    /** @param {any[]} commands */
    _applyKnownCommands(commands) {
        const waiting = [];
        for (const [code, id, values] of commands) {
            waiting.push(this._applyCommand(code, id, values));
        }
        this._show();
        return Promise.all(waiting);
    }

    /** @param {number} code @param {any} id @param {any} values */
    _applyCommand(code, id, values) {
        switch (code) {
            case x2ManyCommands.CREATE:
                return this._create(id, values);
            case x2ManyCommands.UPDATE:
                return this._updateLine(id, values);
            case x2ManyCommands.DELETE:
                return this._takeOut(id, "delete");
            case x2ManyCommands.UNLINK:
                return this._takeOut(id, "unlink");
            case x2ManyCommands.LINK:
                return this._link(id, values);
            case x2ManyCommands.CLEAR:
                return this._replaceIds([]);
            case x2ManyCommands.SET:
                return this._replaceIds(values || []);
            default:
                throw new Error(`Unknown command ${code} for a list of ${this.resModel}.`);
        }
    }

    /** @param {any[]} ids */
    _replaceIds(ids) {
        for (const id of this._ids.filter((each) => !ids.includes(each))) {
            this._takeOut(id, "unlink");
        }
        for (const id of ids) {
            this._link(id);
        }
    }

    /** @param {any} virtualId @param {any} values */
    _create(virtualId, values) {
        const record = this._makeRecord(values || {}, { virtualId: virtualId ? String(virtualId) : getId("virtual") });
        this._cache.set(record._virtualId, record);
        this._ids.push(record._virtualId);
    }

    /** @param {any} id @param {any} values */
    _updateLine(id, values) {
        const record = this._cache.get(id);
        if (record) {
            return record._applyOnchange(values).then(() => {
                record.dirty = true;
            });
        }
        this._state.pending.set(id, { ...this._state.pending.get(id), ...values });
    }

    /** @param {any} id @param {any} [values] */
    _link(id, values) {
        const { linked, removed } = this._state;
        if (this._ids.includes(id)) {
            return;
        }
        if (removed.has(id)) {
            removed.delete(id);
        } else {
            linked.add(id);
        }
        this._ids.push(id);
        if (values && Object.keys(values).length > 1) {
            this._cache.set(id, this._makeRecord({ id, ...values }));
        }
    }

    /** @param {any} id @param {"delete"|"unlink"} how */
    _takeOut(id, how) {
        const index = this._ids.indexOf(id);
        if (index < 0) {
            return;
        }
        const { linked, removed, pending } = this._state;
        this._ids.splice(index, 1);
        pending.delete(id);
        if (typeof id === "string" || (linked.delete(id) && how === "unlink")) {
            return;
        }
        removed.set(id, how);
    }

    // ------------------------------------------------------------------ going back

    _snapshot() {
        return { ids: [...this._ids], cache: new Map(this._cache), state: cloneState(this._state) };
    }

    _addSavePoint() {
        this._savePoint = markRaw(this._snapshot());
        for (const record of this._cache.values()) {
            record._addSavePoint();
        }
    }

    _discard() {
        const goal = this._savePoint || this._initial;
        this._savePoint = null;
        for (const record of this._cache.values()) {
            record._discard();
            record.patchConfig({ mode: "readonly" });
        }
        for (const [id, record] of goal.cache) {
            this._cache.set(id, record);
        }
        this._ids = [...goal.ids];
        this._state = markRaw(cloneState(goal.state));
        this._show();
    }

    // ------------------------------------------------------------------ records

    /** @param {any[]} data */
    _ingest(data) {
        for (const values of data) {
            const id = typeof values === "number" ? values : values.id;
            this._ids.push(id);
            if (typeof values === "object" && (Object.keys(values).length > 1 || !Object.keys(this.activeFields).length)) {
                this._cache.set(id, this._makeRecord(values));
            }
        }
    }

    /** @param {any} values @param {any} [options] @returns {any} */
    _makeRecord(values, options = {}) {
        const { mode = "readonly", ...recordOptions } = options;
        const config = {
            resModel: this.resModel,
            resId: options.virtualId || options.isNew ? false : values.id,
            activeFields: this.activeFields,
            fields: this.fields,
            relationField: this.config.relationField,
            parentFieldName: this.config.parentFieldName,
            context: this.context,
            mode,
        };
        const record = new this.model.constructor.Record(this.model, config, values, {
            parentRecord: this._parent,
            ...recordOptions,
        });
        record._onUpdate = this._lineUpdated(record);
        return record;
    }

    /** @param {any} record */
    _lineUpdated(record) {
        return async (/** @type {any} */ options = {}) => {
            const isIncomplete = record.config.mode === "edit" && !record._checkValidity({ silent: true });
            await this._onUpdate({ withoutOnchange: isIncomplete || options.withoutOnchange });
        };
    }

    /** @param {any} params */
    async _newRecord({ mode, context = {}, manuallyAdded = false }) {
        const config = {
            resModel: this.resModel,
            activeFields: this.activeFields,
            fields: this.fields,
            context: { ...this.context, ...context },
        };
        const values = await this.model.loadNewRecord(config, {
            evalContext: this.evalContext,
            values: this._parentValues(),
        });
        const record = this._makeRecord(values, { isNew: true, mode, manuallyAdded, virtualId: getId("virtual") });
        record.patchConfig({ context: config.context });
        return record;
    }

    /** What a new line may know of its parent, through the field that points back. */
    _parentValues() {
        const { relationField, parentFieldName } = this.config;
        if (!relationField) {
            return {};
        }
        return { [relationField]: this._parent._getChangesForChild(parentFieldName) };
    }

    /** @param {any} record @param {"top"|"bottom"} position */
    _insert(record, position) {
        const key = keyOf(record);
        this._cache.set(key, record);
        if (position === "top") {
            this._ids.splice(this.offset, 0, key);
        } else {
            this._ids.splice(Math.min(this.offset + this.limit, this._ids.length), 0, key);
            if (this.records.length >= this.limit) {
                this.patchConfig({ limit: this.limit + 1 });
            }
        }
        this._show();
    }

    /** @param {{activeFields: any, fields: any}} extension */
    _addFields({ activeFields, fields }) {
        if (!activeFields) {
            return;
        }
        const merged = completeActiveFields({}, activeFields);
        this.patchConfig({
            activeFields: markRaw(completeActiveFields({ ...this.activeFields }, merged)),
            fields: markRaw({ ...fields, ...this.fields }),
        });
    }

    /** Read what the present page needs, then show it. */
    async _loadPage() {
        if (this.offset >= this._ids.length && this.offset > 0) {
            this.patchConfig({ offset: Math.max(0, (Math.ceil(this._ids.length / this.limit) - 1) * this.limit) });
        }
        await this._fetch(this._ids.slice(this.offset, this.offset + this.limit));
        this._show();
    }

    /** @param {any[]} ids */
    async _fetch(ids) {
        const missing = ids.filter((id) => typeof id === "number" && !this._cache.has(id));
        if (!missing.length || !Object.keys(this.activeFields).length) {
            for (const id of missing) {
                this._cache.set(id, this._makeRecord({ id }));
            }
            return;
        }
        const specification = getFieldsSpec(this.activeFields, this.fields, this.evalContext);
        const records = await this.model.orm.call(this.resModel, "web_read", [missing], {
            specification,
            context: this.context,
        });
        for (const values of records) {
            await this._cacheLoaded(values);
        }
    }

    /** @param {any} values */
    async _cacheLoaded(values) {
        const record = this._makeRecord(values);
        this._cache.set(values.id, record);
        const pending = this._state.pending.get(values.id);
        if (pending) {
            await record._applyOnchange(pending);
            record.dirty = true;
            this._state.pending.delete(values.id);
        }
    }

    _show() {
        this.records = this._ids
            .slice(this.offset, this.offset + this.limit)
            .map((id) => this._cache.get(id))
            .filter(Boolean);
    }

    async _sort() {
        if (!this.orderBy.length) {
            return;
        }
        await this._fetch(this._ids);
        const compare = compareRecords(this.orderBy, this.fields);
        this._ids = this._ids
            .map((id) => this._cache.get(id))
            .sort(compare)
            .map(keyOf);
    }

    async _sortIfNeeded() {
        const handle = this.handleField;
        if (handle && this.orderBy.length === 1 && this.orderBy[0].name === handle) {
            await this._sort();
            this._show();
        }
    }
}

/** @param {any} record */
function keyOf(record) {
    return record.resId || record._virtualId;
}
