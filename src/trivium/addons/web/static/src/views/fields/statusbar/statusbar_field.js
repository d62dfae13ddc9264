import { Component, useState } from "@odoo/owl";
import { useCommand } from "@web/core/commands/command_hook";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { getFieldDomain } from "@web/model/relational_model/utils";
import { useSpecialData } from "../special_data";
import { standardFieldProps } from "../standard_field_props";

/** Where a record is in its life; the stages can be chosen where that is allowed. */
export class StatusBarField extends Component {
    static template = "web.StatusBarField";
    static components = { Dropdown, DropdownItem };
    static props = {
        ...standardFieldProps,
        isDisabled: { type: Boolean, optional: true },
        visibleSelection: { type: Array, optional: true },
        withCommand: { type: Boolean, optional: true },
        foldField: { type: String, optional: true },
        domain: { type: [Array, Function], optional: true },
        context: { type: Object, optional: true },
    };
    static defaultProps = { visibleSelection: [] };

    setup() {
        this.ui = useState(useService("ui"));
        if (this.field.type === "many2one") {
            this.specialData = useSpecialData((orm, props) => this.loadStages(orm, props));
        }
        if (this.props.withCommand) {
            useCommand(_t("Go to the next stage"), () => this.selectNext(), {
                category: "smart_action",
                hotkey: "alt+x",
                isAvailable: () => !this.props.isDisabled && Boolean(this.nextItem),
            });
        }
    }

    get field() {
        return this.props.record.fields[this.props.name];
    }

    /** @param {any} orm @param {any} props */
    async loadStages(orm, props) {
        const { domain, foldField, name, record } = props;
        const { relation } = record.fields[name];
        const value = record.data[name];
        const own = typeof domain === "function" ? domain() : domain || getFieldDomain(record, name, undefined);
        const wanted = value ? Domain.or([[["id", "=", value.id]], own || []]).toList(record.evalContext) : own || [];
        return orm.call(relation, "search_read", [], {
            domain: wanted,
            fields: ["display_name", ...(foldField ? [foldField] : [])],
            context: props.context || {},
        });
    }

    /** @returns {{value: any, label: string, isSelected: boolean, isFolded: boolean}[]} */
    get items() {
        const { foldField, name, record, visibleSelection } = this.props;
        const value = record.data[name];
        if (this.field.type === "many2one") {
            return this.specialData.data.map((/** @type {any} */ stage) => ({
                value: stage.id,
                label: stage.display_name,
                isSelected: Boolean(value) && value.id === stage.id,
                isFolded: Boolean(foldField && stage[foldField]),
            }));
        }
        return this.field.selection
            .filter(([key]) => !visibleSelection.length || key === value || visibleSelection.includes(key))
            .map(([key, label]) => ({ value: key, label, isSelected: key === value, isFolded: false }));
    }

    get shownItems() {
        const { items } = this;
        return items.filter((item) => !item.isFolded || item.isSelected);
    }

    get hiddenItems() {
        return this.items.filter((item) => item.isFolded && !item.isSelected);
    }

    get currentItem() {
        return this.items.find((item) => item.isSelected);
    }

    get nextItem() {
        const { items } = this;
        return items[items.findIndex((item) => item.isSelected) + 1];
    }

    selectNext() {
        return this.nextItem && this.selectItem(this.nextItem);
    }

    /** @param {{value: any, label: string}} item */
    async selectItem(item) {
        const { name, record } = this.props;
        const value = this.field.type === "many2one" ? { id: item.value, display_name: item.label } : item.value;
        await record.update({ [name]: value });
        if (!record.isNew) {
            await record.save();
        }
    }
}

export const statusBarField = {
    component: StatusBarField,
    displayName: _t("Status"),
    supportedOptions: [
        { label: _t("Can be clicked"), name: "clickable", type: "boolean", default: true },
        { label: _t("Field that folds a stage"), name: "fold_field", type: "field" },
    ],
    supportedTypes: ["many2one", "selection"],
    isEmpty: (/** @type {any} */ record, /** @type {string} */ fieldName) => !record.data[fieldName],
    extractProps: ({ attrs, options, viewType }, dynamicInfo) => ({
        isDisabled: !options.clickable || dynamicInfo.readonly,
        visibleSelection: attrs.statusbar_visible ? attrs.statusbar_visible.trim().split(/\s*,\s*/) : [],
        withCommand: viewType === "form",
        foldField: options.fold_field,
        domain: dynamicInfo.domain,
        context: dynamicInfo.context,
    }),
};

registry.category("fields").add("statusbar", statusBarField);
