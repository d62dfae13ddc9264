import { markRaw } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { getFieldsSpec, isX2Many, completeActiveFields } from "./active_fields";
import { DataPoint } from "./datapoint";
import { FetchRecordError } from "./errors";
import { getId } from "./groups";
import { Operation } from "./operation";
import { evalContextsOf } from "./eval_context";
import { listConfig } from "./list_config";
import { StaticList } from "./static_list";
import { hasModifier, missingFields } from "./validity";
import { parseServerValue, sameValue, serializeValue } from "./values";

/**
 * A record, as the server knows it and as the user changed it.
 *
 * `data` is what components read. `_values` holds what the server said, `_changes` what differs from it.
 * A list of an x2many field is part of `data` and keeps its own changes.
 */
export class Record extends DataPoint {
    static type = "Record";

    /**
     * @param {any} config
     * @param {any} data values of the server
     * @param {{parentRecord?: Record, onUpdate?: Function, virtualId?: string, manuallyAdded?: boolean}} [options]
     */
    setup(config, data, options = {}) {
        this._parentRecord = options.parentRecord;
        this._onUpdate = options.onUpdate || (async () => {});
        this._virtualId = options.virtualId || (config.resId ? false : getId("virtual"));
        this._manuallyAdded = Boolean(options.manuallyAdded);
        this._evalCache = markRaw({ version: -1, plain: {}, virtual: {} });
        this._version = 0;
        this.selected = false;
        /** @type {Set<string>} */
        this._invalidFields = new Set();
        /** @type {any} */
        this._savePoint = null;
        /** @type {any} */
        this.data = {};
        /** @type {any} */
        this._values = markRaw({});
        /** @type {any} */
        this._changes = markRaw({});
        this.dirty = false;
        this._setData(data);
    }

    // ------------------------------------------------------------------ what it is

    /** @returns {number|false} */
    get resId() {
        return this.config.resId || false;
    }

    /** @returns {number[]} */
    get resIds() {
        return this.config.resIds || (this.resId ? [this.resId] : []);
    }

    get isNew() {
        return !this.resId;
    }

    get isActive() {
        if ("active" in this.activeFields) {
            return this.data.active;
        }
        return "x_active" in this.activeFields ? this.data.x_active : true;
    }

    get isInEdition() {
        return this.config.mode !== "readonly" || this.isNew;
    }

    get isValid() {
        return !this._invalidFields.size;
    }

    /** A new line that nobody filled in may be dropped without asking. */
    get canBeAbandoned() {
        return this.isNew && !this.dirty && this._manuallyAdded;
    }

    get canSaveOnUpdate() {
        return !this._parentRecord && !this.isNew;
    }

    get invalidFields() {
        return [...this._invalidFields];
    }

    get evalContext() {
        return this._evaluated().plain;
    }

    get evalContextWithVirtualIds() {
        return this._evaluated().virtual;
    }

    // ------------------------------------------------------------------ changing it

    /**
     * Change fields, let the server complete them, tell whoever holds this record.
     *
     * @param {any} changes by field
     * @param {{save?: boolean}} [options] save at once
     */
    update(changes, { save = false } = {}) {
        if (this.model.urgentSave) {
            return this._update(changes);
        }
        return this.model.mutex.exec(async () => {
            await this._update(changes, { withoutOnchange: save && this.canSaveOnUpdate });
            return save && this.canSaveOnUpdate ? this._save() : true;
        });
    }

    /** @param {{reload?: boolean, onError?: Function, nextId?: number}} [options] @returns {Promise<boolean>} */
    async save(options) {
        await this.model.askLocalChanges();
        return this.model.mutex.exec(() => this._save(options));
    }

    /** Leave nothing behind when the page closes: no waiting for answers. @returns {Promise<boolean>} */
    async urgentSave() {
        this.model.urgentSave = true;
        this.model.bus.trigger("WILL_SAVE_URGENTLY");
        const isSaved = await this._save({ reload: false });
        this.model.urgentSave = false;
        return isSaved;
    }

    discard() {
        return this.model.mutex.exec(() => this._discard());
    }

    /** @param {{resId?: number, mode?: string}} [params] */
    load(params = {}) {
        return this.model.mutex.exec(() => this._load(params));
    }

    /** Whether something waits to be saved, also what is still being typed. */
    async isDirty() {
        await this.model.askLocalChanges();
        return this.dirty;
    }

    /** @param {"edit"|"readonly"} mode */
    switchMode(mode) {
        return this.model.mutex.exec(() => this._switchMode(mode));
    }

    /** @param {boolean} [selected] */
    toggleSelection(selected = !this.selected) {
        this.selected = selected;
        if (!selected) {
            this.model.root.unselectDomain?.();
        }
    }

    archive() {
        return this.model.mutex.exec(() => this._toggleArchive(true));
    }

    unarchive() {
        return this.model.mutex.exec(() => this._toggleArchive(false));
    }

    duplicate() {
        return this.model.mutex.exec(async () => {
            const ids = await this.model.orm.call(this.resModel, "copy", [[this.resId]], { context: this.context });
            const resId = Array.isArray(ids) ? ids[0] : ids;
            const resIds = [...this.resIds];
            resIds.splice(resIds.indexOf(/** @type {number} */ (this.resId)) + 1, 0, resId);
            await this.model.load({ resId, resIds, mode: "edit" });
        });
    }

    /** @returns {Promise<boolean|undefined>} */
    delete() {
        return this.model.mutex.exec(async () => {
            const isDeleted = await this.model.orm.call(this.resModel, "unlink", [[this.resId]], { context: this.context });
            if (!isDeleted) {
                return false;
            }
            const resIds = [...this.resIds];
            const index = resIds.indexOf(/** @type {number} */ (this.resId));
            resIds.splice(index, 1);
            const resId = resIds[Math.min(index, resIds.length - 1)] || false;
            if (resId) {
                await this.model.load({ resId, resIds });
            }
            return true;
        });
    }

    // ------------------------------------------------------------------ validity

    /** @param {string} fieldName */
    isFieldInvalid(fieldName) {
        return this._invalidFields.has(fieldName);
    }

    /** @param {string} fieldName what was typed there cannot be read */
    setInvalidField(fieldName) {
        this._invalidFields.add(fieldName);
        this.dirty = true;
        return this.model.hooks.onWillSetInvalidField?.(this, fieldName);
    }

    /** @param {string} fieldName */
    resetFieldValidity(fieldName) {
        this._invalidFields.delete(fieldName);
    }

    /** @param {{displayNotification?: boolean}} [options] @returns {Promise<boolean>} */
    async checkValidity(options) {
        if (!this.model.urgentSave) {
            await this.model.askLocalChanges();
        }
        return this._checkValidity(options);
    }

    /**
     * @param {{displayNotification?: boolean, silent?: boolean}} [options]
     */
    _checkValidity({ displayNotification = false, silent = false } = {}) {
        const missing = missingFields(this, { silent });
        if (silent) {
            return !missing.length && !this._invalidFields.size;
        }
        for (const name of missing) {
            this._invalidFields.add(name);
        }
        if (displayNotification && !this.isValid) {
            this.model.hooks.onInvalidRecord(this);
        }
        return this.isValid;
    }

    // ------------------------------------------------------------------ changes for the server

    /**
     * What `create` or `write` is to be given.
     *
     * @param {{withReadonly?: boolean}} [options]
     */
    async getChanges(options) {
        await this.model.askLocalChanges();
        return this.model.mutex.exec(() => this._getChanges(options));
    }

    /** @param {{withReadonly?: boolean}} [options] */
    _getChanges({ withReadonly = false } = {}) {
        /** @type {any} */
        const changes = {};
        const names = this.isNew ? Object.keys(this.data) : Object.keys(this._changes);
        for (const name of names) {
            const field = this.fields[name];
            const activeField = this.activeFields[name];
            if (!field || !activeField || name === "id" || field.relatedPropertyField) {
                continue;
            }
            if (!withReadonly && !activeField.forceSave && hasModifier(this, name, "readonly")) {
                continue;
            }
            const value = this._changeOf(name, field, withReadonly);
            if (value !== undefined) {
                changes[name] = value;
            }
        }
        return changes;
    }

    /** @param {string} name @param {any} field @param {boolean} withReadonly */
    _changeOf(name, field, withReadonly) {
        if (isX2Many(field)) {
            const commands = this.data[name]._getCommands({ withReadonly });
            return commands.length || withReadonly ? commands : undefined;
        }
        return serializeValue(field, this.data[name]);
    }

    // ------------------------------------------------------------------ inside the mutex

    /**
     * @param {any} changes
     * @param {{withoutOnchange?: boolean, withoutParentUpdate?: boolean}} [options]
     */
    async _update(changes, { withoutOnchange = false, withoutParentUpdate = false } = {}) {
        this.dirty = true;
        const prepared = await this._prepare(changes);
        const names = Object.keys(prepared).filter(
            (name) => isX2Many(this.fields[name]) || !sameValue(this.fields[name], this.data[name], prepared[name]),
        );
        const undo = this._applyChanges(prepared);
        if (!withoutOnchange && !this.model.urgentSave) {
            const trigger = names.filter((name) => this.activeFields[name]?.onChange);
            if (trigger.length) {
                await this._onchange(trigger).catch((error) => {
                    undo();
                    throw error;
                });
            }
        }
        if (!withoutParentUpdate) {
            await this._onUpdate({ withoutOnchange });
        }
        await this.model.hooks.onRecordChanged?.(this, this._changes);
    }

    /** Complete what a field component gives: names of chosen records, new records made by name. @param {any} changes */
    async _prepare(changes) {
        /** @type {any} */
        const prepared = {};
        for (const [name, value] of Object.entries(changes)) {
            const field = this.fields[name];
            if (value instanceof Operation) {
                prepared[name] = value.compute(this.data[name]);
            } else if (field.type === "many2one" && value) {
                prepared[name] = await this._completeMany2one(name, value);
            } else if (isX2Many(field) && Array.isArray(value)) {
                await this.data[name]._applyCommands(value);
                prepared[name] = this.data[name];
            } else {
                prepared[name] = value;
            }
        }
        return prepared;
    }

    /** @param {string} name @param {any} value */
    async _completeMany2one(name, value) {
        const { relation } = this.fields[name];
        const { id, display_name: displayName } = Array.isArray(value) ? { id: value[0], display_name: value[1] } : value;
        if (!id && !displayName) {
            return false;
        }
        if (!id) {
            const context = this.model.getFieldContext(this, name);
            const [newId, newName] = await this.model.orm.call(relation, "name_create", [displayName], { context });
            return { id: newId, display_name: newName };
        }
        const activeField = this.activeFields[name];
        const spec = activeField.related
            ? getFieldsSpec(activeField.related.activeFields, activeField.related.fields, this.evalContext)
            : {};
        spec.display_name = {};
        if (Object.keys(spec).every((key) => key in value) && displayName !== undefined) {
            return { ...value };
        }
        const context = this.model.getFieldContext(this, name);
        const [read] = await this.model.orm.call(relation, "web_read", [[id]], { specification: spec, context });
        return { ...read };
    }

    /** @param {any} changes @returns {() => void} undo */
    _applyChanges(changes) {
        const before = { ...this._changes };
        const dataBefore = { ...this.data };
        const invalidBefore = new Set(this._invalidFields);
        for (const [name, value] of Object.entries(changes)) {
            this._changes[name] = value;
            this.data[name] = value;
            this._setPropertyData(name);
            this._invalidFields.delete(name);
        }
        this._touch();
        return () => {
            this._changes = markRaw(before);
            Object.assign(this.data, dataBefore);
            this._invalidFields = invalidBefore;
            this._touch();
        };
    }

    /** Properties can be shown as fields of their own, named `<field>.<property>`. @param {string} name */
    _setPropertyData(name) {
        if (this.fields[name]?.type === "properties" && this.data[name]) {
            for (const property of this.data[name]) {
                const key = `${name}.${property.name}`;
                if (key in this.activeFields) {
                    this.data[key] = property.value;
                }
            }
        }
    }

    /** @param {string[]} names fields that the user changed */
    async _onchange(names) {
        const values = this._getChanges({ withReadonly: true });
        const parent = this._parentRecord;
        const { relationField } = this.config;
        if (parent && relationField) {
            values[relationField] = parent._getChangesForChild(this.config.parentFieldName);
        }
        const result = await this.model.requestOnchange(this.config, {
            resId: this.resId,
            values,
            names,
            evalContext: this.evalContext,
        });
        await this._applyOnchange(result.value || {});
    }

    /** @param {string} childFieldName */
    _getChangesForChild(childFieldName) {
        const values = this._getChanges({ withReadonly: true });
        delete values[childFieldName];
        if (this.resId) {
            values.id = this.resId;
        }
        return values;
    }

    /** @param {any} values of the server */
    async _applyOnchange(values) {
        /** @type {any} */
        const changes = {};
        for (const [name, value] of Object.entries(values)) {
            const field = this.fields[name];
            if (!field || !(name in this.activeFields)) {
                continue;
            }
            if (isX2Many(field)) {
                await this.data[name]._applyCommands(value);
                changes[name] = this.data[name];
            } else {
                changes[name] = parseServerValue(field, value);
            }
        }
        this._applyChanges(changes);
    }

    /** @param {{reload?: boolean, onError?: Function, nextId?: number}} [options] @returns {Promise<boolean>} */
    async _save(options = {}) {
        const { reload = true, onError, nextId } = options;
        if (!this._checkValidity({ displayNotification: true })) {
            return false;
        }
        const changes = this._getChanges();
        if (!this.isNew && !Object.keys(changes).length) {
            return this._saveNothing(nextId);
        }
        if ((await this.model.hooks.onWillSaveRecord(this, changes)) === false) {
            return false;
        }
        let saved;
        try {
            saved = await this._sendChanges(changes, reload, nextId);
        } catch (error) {
            if (onError) {
                return onError(error, { discard: () => this._discard(), retry: () => this._save(options) });
            }
            throw error;
        }
        await this._afterSave(saved, changes, reload, nextId);
        return true;
    }

    /** @param {number} [nextId] */
    async _saveNothing(nextId) {
        if (nextId) {
            await this.model.load({ resId: nextId });
        } else if (this.dirty) {
            this._discard();
        }
        return true;
    }

    /** @param {any} changes @param {boolean} reload @param {number} [nextId] */
    _sendChanges(changes, reload, nextId) {
        const kwargs = {
            context: this.context,
            specification: reload ? getFieldsSpec(this.activeFields, this.fields, this.evalContext) : {},
            ...(nextId ? { next_id: nextId } : {}),
        };
        const args = [this.resId ? [this.resId] : [], changes];
        return this.model.urgentSave
            ? this.model.sendUrgently(this.resModel, "web_save", args, kwargs)
            : this.model.orm.call(this.resModel, "web_save", args, kwargs);
    }

    /** @param {any[]} saved @param {any} changes @param {boolean} reload @param {number} [nextId] */
    async _afterSave(saved, changes, reload, nextId) {
        if (this.model.urgentSave) {
            this.dirty = false;
            return;
        }
        if (!saved.length) {
            throw new FetchRecordError([nextId || this.resId]);
        }
        const resId = saved[0].id;
        if (this.isNew) {
            this.patchConfig({ resId, resIds: [...this.resIds.filter((id) => id !== resId), resId] });
            this._virtualId = false;
        } else if (nextId) {
            this.patchConfig({ resId: nextId });
        }
        await this.model.hooks.onRecordSaved(this, changes);
        if (reload) {
            this._setData(saved[0]);
        } else {
            this._values = markRaw({ ...this.data });
            this._changes = markRaw({});
            this.dirty = false;
            this._touch();
        }
    }

    /** @param {{resId?: number, mode?: string, context?: any}} [params] */
    async _load(params = {}) {
        const config = { ...this.config, ...params };
        const [values] = config.resId
            ? await this.model.loadRecords({ ...config, resIds: [config.resId] }, this.evalContext)
            : [await this.model.loadNewRecord(config, { evalContext: this.evalContext })];
        this.patchConfig(params);
        this._setData(values);
    }

    /** @param {boolean} archived */
    async _toggleArchive(archived) {
        const method = archived ? "action_archive" : "action_unarchive";
        const action = await this.model.orm.call(this.resModel, method, [[this.resId]], { context: this.context });
        if (action && Object.keys(action).length) {
            this.model.action.doAction(action, { onClose: () => this._load() });
            return;
        }
        await this._load();
    }

    /** @param {"edit"|"readonly"} mode */
    async _switchMode(mode) {
        this.patchConfig({ mode });
        if (mode === "readonly") {
            this._invalidFields = new Set();
        }
    }

    _discard() {
        const savePoint = this._savePoint;
        for (const name of this.fieldNames) {
            if (isX2Many(this.fields[name]) && this.data[name]) {
                this.data[name]._discard();
            }
        }
        this._changes = markRaw(savePoint ? { ...savePoint.changes } : {});
        Object.assign(this.data, this._values, this._changes);
        for (const name of this.fieldNames) {
            this._setPropertyData(name);
        }
        this.dirty = savePoint ? savePoint.dirty : false;
        this._invalidFields = new Set();
        this._savePoint = null;
        this._touch();
    }

    /** Remember this state: the next discard comes back to it. */
    _addSavePoint() {
        this._savePoint = markRaw({ changes: { ...this._changes }, dirty: this.dirty });
        for (const name of this.fieldNames) {
            if (isX2Many(this.fields[name]) && this.data[name]) {
                this.data[name]._addSavePoint();
            }
        }
    }

    // ------------------------------------------------------------------ data

    /** @param {any} serverValues */
    _setData(serverValues) {
        /** @type {any} */
        const values = {};
        for (const name of this.fieldNames) {
            const field = this.fields[name];
            if (!field) {
                continue;
            }
            const value = serverValues?.[name];
            values[name] = isX2Many(field)
                ? this._makeList(name, value)
                : parseServerValue(field, value === undefined ? this._emptyValue(field) : value);
        }
        this._values = markRaw(values);
        this._changes = markRaw({});
        this.dirty = false;
        this._invalidFields = new Set();
        this._savePoint = null;
        Object.assign(this.data, values);
        for (const name of this.fieldNames) {
            this._setPropertyData(name);
        }
        this._touch();
    }

    /** @param {any} field */
    _emptyValue(field) {
        return ["integer", "float", "monetary"].includes(field.type) ? 0 : false;
    }

    /** @param {string} name @param {any} value ids, records or commands */
    _makeList(name, value) {
        const items = Array.isArray(value) ? value : [];
        const isCommands = items.length > 0 && items.every((item) => Array.isArray(item));
        return new StaticList(this.model, listConfig(this, name), isCommands ? [] : items, {
            parent: this,
            commands: isCommands ? items : [],
            onUpdate: (/** @type {any} */ options) => this._update({ [name]: this.data[name] }, options),
        });
    }

    /**
     * Give this record more fields (those of a dialog) and load them.
     *
     * @param {{activeFields: any, fields: any}} extension
     */
    async _extend({ activeFields, fields }) {
        const merged = completeActiveFields({ ...this.activeFields }, activeFields);
        const missing = Object.keys(activeFields).filter((name) => !(name in this._values));
        const wanted = new Set([...missing, ...Object.keys(activeFields).filter((name) => isX2Many(fields[name]) && activeFields[name].related)]);
        this.patchConfig({ activeFields: markRaw(merged), fields: markRaw({ ...fields, ...this.fields }) });
        const changed = new Set(Object.keys(this._changes));
        const toLoad = [...wanted].filter((name) => !changed.has(name));
        if (!toLoad.length) {
            return;
        }
        const subset = Object.fromEntries(toLoad.map((name) => [name, merged[name]]));
        const values = this.resId
            ? (await this.model.loadRecords({ ...this.config, activeFields: subset, resIds: [this.resId] }, this.evalContext))[0]
            : await this.model.loadNewRecord({ ...this.config, activeFields: subset }, { evalContext: this.evalContext, values: this._getOnchangeValues() });
        for (const name of toLoad) {
            const field = this.fields[name];
            this._values[name] = isX2Many(field)
                ? this._makeList(name, values[name])
                : parseServerValue(field, values[name] === undefined ? this._emptyValue(field) : values[name]);
            this.data[name] = this._values[name];
        }
        this._touch();
    }

    _getOnchangeValues() {
        return this._getChanges({ withReadonly: true });
    }

    _touch() {
        this._version += 1;
    }

    _evaluated() {
        const version = this._version;
        if (this._evalCache.version !== version) {
            this._evalCache = markRaw({ version, ...evalContextsOf(this) });
        }
        if (!this._parentRecord) {
            return this._evalCache;
        }
        return {
            plain: { ...this._evalCache.plain, parent: this._parentRecord.evalContext },
            virtual: { ...this._evalCache.virtual, parent: this._parentRecord.evalContextWithVirtualIds },
        };
    }

    /** How to call a record that has no name yet. */
    get displayName() {
        return this.data.display_name || this.data.name || (this.isNew ? _t("New") : `#${this.resId}`);
    }
}

