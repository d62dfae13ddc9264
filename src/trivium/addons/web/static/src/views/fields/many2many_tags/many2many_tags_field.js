import { Component, useRef } from "@odoo/owl";
import { ColorList } from "@web/core/colorlist/colorlist";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { getFieldDomain } from "@web/model/relational_model/utils";
import { Many2XAutocomplete } from "../many2x/many2x_autocomplete";
import { standardFieldProps } from "../standard_field_props";

/** The colours of a tag. */
class Many2ManyTagsFieldColorListPopover extends Component {
    static template = "web.Many2ManyTagsFieldColorListPopover";
    static components = { ColorList };
    static props = { colors: Array, tag: Object, switchTagColor: Function, close: { type: Function, optional: true } };
}

/** Some records of another model, as tags. */
export class Many2ManyTagsField extends Component {
    static template = "web.Many2ManyTagsField";
    static components = { Many2XAutocomplete };
    static RECORD_COLORS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    static SEARCH_MORE_LIMIT = 320;
    static props = {
        ...standardFieldProps,
        canCreate: { type: Boolean, optional: true },
        canCreateEdit: { type: Boolean, optional: true },
        canQuickCreate: { type: Boolean, optional: true },
        colorField: { type: String, optional: true },
        context: { type: Object, optional: true },
        createDomain: { type: [Array, Boolean], optional: true },
        domain: { type: [Array, Function], optional: true },
        nameCreateField: { type: String, optional: true },
        placeholder: { type: String, optional: true },
        string: { type: String, optional: true },
        "*": { optional: true },
    };
    static defaultProps = { canCreate: true, canCreateEdit: true, canQuickCreate: true, nameCreateField: "name", context: {} };

    setup() {
        this.orm = useService("orm");
        this.rootRef = useRef("root");
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get relation() {
        return this.props.record.fields[this.props.name].relation;
    }

    get tags() {
        return this.list.records.map((/** @type {any} */ record) => this.tagOf(record));
    }

    /** @param {any} record */
    tagOf(record) {
        const { colorField, readonly } = this.props;
        return {
            id: record.id,
            resId: record.resId,
            text: record.data.display_name,
            colorIndex: colorField ? record.data[colorField] || 0 : 0,
            canDelete: !readonly,
        };
    }

    get hiddenCount() {
        return this.list.count - this.list.records.length;
    }

    get autocompleteProps() {
        const { canCreate, canCreateEdit, canQuickCreate, context, id, nameCreateField, name, placeholder, record, string } = this.props;
        return {
            activeActions: { create: canCreate, createEdit: canCreateEdit, link: true, write: true },
            autoSelect: true,
            context,
            fieldString: string || record.fields[name].string,
            getDomain: () => this.getDomain(),
            id,
            isToMany: true,
            nameCreateField,
            placeholder: this.tags.length ? "" : placeholder,
            quickCreate: canQuickCreate && canCreate ? (/** @type {string} */ text) => this.quickCreate(text) : null,
            resModel: this.relation,
            update: (/** @type {any} */ records) => this.update(records),
            value: "",
        };
    }

    getDomain() {
        const { domain, name, record } = this.props;
        const own = typeof domain === "function" ? domain() || [] : getFieldDomain(record, name, domain);
        return Domain.and([own, Domain.not([["id", "in", this.list.resIds]])]).toList(record.evalContext);
    }

    /** @param {any} records */
    async update(records) {
        const ids = (records || []).map((/** @type {any} */ each) => each.id).filter((/** @type {number} */ id) => !this.list.resIds.includes(id));
        if (ids.length) {
            await this.list.addAndRemove({ add: ids });
        }
    }

    /** @param {string} text */
    async quickCreate(text) {
        const [id] = await this.orm.call(this.relation, "name_create", [text], { context: this.props.context });
        await this.list.addAndRemove({ add: [id] });
    }

    /** @param {any} tag */
    async deleteTag(tag) {
        const record = this.list.records.find((/** @type {any} */ each) => each.id === tag.id);
        await this.list.forget(record);
        this.focusInput();
    }

    focusInput() {
        /** @type {HTMLElement|null|undefined} */ (this.rootRef.el?.querySelector("input"))?.focus();
    }

    /** Backspace in an empty input takes the last tag out. @param {any} ev */
    onKeydown(ev) {
        const { tags } = this;
        if (ev.key === "Backspace" && ev.target.tagName === "INPUT" && !ev.target.value && tags.length && !this.props.readonly) {
            ev.preventDefault();
            this.deleteTag(tags.at(-1));
        }
    }

    /** @param {any} _tag @param {Event} _ev */
    onTagClick(_tag, _ev) {}
}

export const many2ManyTagsField = {
    component: Many2ManyTagsField,
    displayName: _t("Tags"),
    supportedOptions: [
        { label: _t("No creating"), name: "no_create", type: "boolean" },
        { label: _t("Colour"), name: "color_field", type: "field" },
    ],
    supportedTypes: ["many2many", "one2many"],
    relatedFields: ({ options }) => {
        const related = [{ name: "display_name", type: "char" }];
        if (options.color_field) {
            related.push({ name: options.color_field, type: "integer", readonly: "False" });
        }
        return related;
    },
    extractProps: ({ attrs, options, string, placeholder }, dynamicInfo) => {
        const canCreate = !options.no_create;
        return {
            canCreate,
            canCreateEdit: canCreate && !options.no_create_edit,
            canQuickCreate: canCreate && !options.no_quick_create,
            colorField: options.color_field,
            context: dynamicInfo.context,
            createDomain: options.create,
            domain: dynamicInfo.domain,
            nameCreateField: options.create_name_field,
            placeholder: placeholder || attrs.placeholder,
            string,
        };
    },
};

/** Tags whose colour can be changed by a click. */
export class Many2ManyTagsFieldColorEditable extends Many2ManyTagsField {
    static props = { ...Many2ManyTagsField.props, canEditColor: { type: Boolean, optional: true }, canEditTags: { type: Boolean, optional: true } };
    static defaultProps = { ...Many2ManyTagsField.defaultProps, canEditColor: true, canEditTags: false };

    setup() {
        super.setup();
        this.popover = usePopover(Many2ManyTagsFieldColorListPopover);
    }

    /** @param {any} tag @param {any} ev */
    onTagClick(tag, ev) {
        if (!this.props.colorField || !this.props.canEditColor || this.props.readonly) {
            return;
        }
        this.popover.open(ev.currentTarget, {
            colors: Many2ManyTagsField.RECORD_COLORS,
            tag,
            switchTagColor: (/** @type {number} */ color) => this.switchColor(tag, color),
        });
    }

    /** @param {any} tag @param {number} color */
    async switchColor(tag, color) {
        const { colorField } = this.props;
        const record = this.list.records.find((/** @type {any} */ each) => each.id === tag.id);
        this.popover.close();
        await this.orm.call(this.relation, "write", [[record.resId], { [/** @type {string} */ (colorField)]: color }]);
        await record.load();
    }
}

export const many2ManyTagsFieldColorEditable = {
    ...many2ManyTagsField,
    component: Many2ManyTagsFieldColorEditable,
    extractProps: (/** @type {any} */ info, /** @type {any} */ dynamicInfo) => ({
        ...many2ManyTagsField.extractProps(info, dynamicInfo),
        canEditColor: !info.options.no_edit_color,
        canEditTags: Boolean(info.options.edit_tags),
    }),
};

registry.category("fields").add("many2many_tags", many2ManyTagsField).add("form.many2many_tags", many2ManyTagsFieldColorEditable);
