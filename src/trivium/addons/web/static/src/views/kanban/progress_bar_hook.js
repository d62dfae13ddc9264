import { onWillStart, reactive } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";

/** The state of the progress bars of all columns. */
class ProgressBarState {
    /** @param {any} progressAttributes @param {any} model @param {any} activeBars */
    constructor(progressAttributes, model, activeBars = {}) {
        this.progressAttributes = progressAttributes;
        this.model = model;
        this.activeBars = activeBars;
        /** @type {Object<string, Object<string, number>>} */
        this.counts = {};
    }

    get field() {
        return this.model.config.fields[this.progressAttributes.fieldName];
    }

    /** @param {any} group */
    keyOf(group) {
        const { type } = group.groupByField;
        if (["date", "datetime"].includes(type)) {
            return String(group.displayName || "False");
        }
        return group.serverValue === false ? "False" : group.serverValue === true ? "True" : String(group.serverValue);
    }

    /** @param {any} group */
    getGroupInfo(group) {
        const counts = this.counts[this.keyOf(group)];
        if (!counts) {
            return null;
        }
        const { colors } = this.progressAttributes;
        const bars = Object.entries(colors).map(([value, color]) => ({ value, color, count: counts[value] || 0, string: this.labelOf(value) }));
        const known = bars.reduce((sum, bar) => sum + bar.count, 0);
        const total = this.activeBars[this.keyOf(group)] ? Math.max(group.count, known) : group.count;
        bars.push({ value: "__false", color: "muted", count: Math.max(0, total - known), string: _t("Other").toString() });
        return { bars, activeBar: this.activeBars[this.keyOf(group)] || null };
    }

    /** @param {string} value */
    labelOf(value) {
        const { selection, type } = this.field;
        if (type === "selection") {
            return selection.find((/** @type {any} */ option) => String(option[0]) === value)?.[1] || value;
        }
        return value;
    }

    /** @param {any} group @param {any} field */
    getAggregateValue(group, field) {
        if (this.activeBars[this.keyOf(group)]) {
            return group.records.reduce((/** @type {number} */ sum, /** @type {any} */ record) => sum + (record.data[field.name] || 0), 0);
        }
        return group.aggregates[field.name] || 0;
    }

    /** @param {string} groupId @param {{value: string}} bar */
    async selectBar(groupId, { value }) {
        const group = this.model.root.groups.find((/** @type {any} */ each) => each.id === groupId);
        const key = this.keyOf(group);
        const isActive = this.activeBars[key] === value;
        this.activeBars[key] = isActive ? null : value;
        await group.applyFilter(isActive ? [] : this.domainOf(value));
    }

    /** @param {string} value */
    domainOf(value) {
        const { fieldName, colors } = this.progressAttributes;
        if (value === "__false") {
            return new Domain(["!", [fieldName, "in", Object.keys(colors)]]).toList();
        }
        return [[fieldName, "=", this.field.type === "boolean" ? value === "True" : value]];
    }

    /** @param {any} config */
    async load(config) {
        const { groupBy, domain, resModel, context } = config;
        if (!groupBy?.length) {
            return;
        }
        const { fieldName: field, colors, help } = this.progressAttributes;
        this.counts = await this.model.orm.call(resModel, "read_progress_bar", [], {
            domain,
            group_by: groupBy[0],
            progress_bar: { field, colors, help },
            context,
        });
    }
}

/**
 * Progress bars for the columns of a kanban view.
 *
 * @param {any} progressAttributes of the arch, or false
 * @param {any} model
 * @param {any} _aggregateFields
 * @param {any} [activeBars]
 */
export function useProgressBar(progressAttributes, model, _aggregateFields, activeBars) {
    const state = reactive(new ProgressBarState(progressAttributes, model, activeBars));
    const { onRootLoaded } = model.hooks;
    model.hooks.onRootLoaded = async (/** @type {any} */ root) => {
        await onRootLoaded?.(root);
        state.activeBars = {};
        await state.load(root.config);
    };
    onWillStart(() => (model.root ? state.load(model.root.config) : undefined));
    return state;
}
