import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { imageUrl } from "@web/core/utils/urls";
import { getFieldContext, getFieldDomain } from "@web/model/relational_model/utils";
import { Many2XAutocomplete } from "../many2x/many2x_autocomplete";
import { useOpenMany2XRecord } from "../many2x/many2x_hooks";

/**
 * The props of `Many2One` for the props of a field component.
 *
 * @param {any} fieldProps
 */
export function computeM2OProps(fieldProps) {
    const { record, name } = fieldProps;
    const field = record.fields[name];
    return {
        canCreate: fieldProps.canCreate,
        canCreateEdit: fieldProps.canCreateEdit,
        canOpen: fieldProps.canOpen,
        canQuickCreate: fieldProps.canQuickCreate,
        canWrite: fieldProps.canWrite,
        context: fieldProps.context || getFieldContext(record, name),
        domain: () => (typeof fieldProps.domain === "function" ? fieldProps.domain() || [] : getFieldDomain(record, name, fieldProps.domain)),
        id: fieldProps.id,
        nameCreateField: fieldProps.nameCreateField,
        openRecordAction: fieldProps.openActionContext,
        placeholder: fieldProps.placeholder,
        readonly: fieldProps.readonly,
        relation: field.relation,
        searchThreshold: fieldProps.searchThreshold,
        string: fieldProps.string || field.string || "",
        update: (/** @type {any} */ value, /** @type {any} */ options = {}) => record.update({ [name]: value }, options),
        value: record.data[name],
    };
}

/** One record of another model. */
export class Many2One extends Component {
    static template = "web.Many2One";
    static components = { Many2XAutocomplete };
    static props = {
        autoSelect: { type: Boolean, optional: true },
        canCreate: { type: Boolean, optional: true },
        canCreateEdit: { type: Boolean, optional: true },
        canOpen: { type: Boolean, optional: true },
        canQuickCreate: { type: Boolean, optional: true },
        canScanBarcode: { type: Boolean, optional: true },
        canWrite: { type: Boolean, optional: true },
        context: { type: Object, optional: true },
        cssClass: { type: String, optional: true },
        domain: { type: Function, optional: true },
        id: { type: String, optional: true },
        isAvatar: { type: Boolean, optional: true },
        linkTarget: { type: String, optional: true },
        nameCreateField: { type: String, optional: true },
        openRecordAction: { optional: true },
        otherSources: { type: Array, optional: true },
        placeholder: { type: String, optional: true },
        readonly: { type: Boolean, optional: true },
        relation: String,
        searchLimit: { type: Number, optional: true },
        searchThreshold: { type: Number, optional: true },
        slots: { type: Object, optional: true },
        specification: { type: Object, optional: true },
        string: { type: String, optional: true },
        update: Function,
        value: { type: [Object, { value: false }], optional: true },
        "*": { optional: true },
    };
    static defaultProps = {
        canCreate: true,
        canCreateEdit: true,
        canOpen: true,
        canQuickCreate: true,
        canWrite: true,
        context: {},
        domain: () => [],
        string: "",
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ isFloating: false });
        this.openDialog = useOpenMany2XRecord({
            resModel: this.props.relation,
            activeActions: { create: this.props.canCreate, write: this.props.canWrite },
            onRecordSaved: (record) => this.props.update({ id: record.resId, display_name: record.data.display_name }),
            fieldString: this.props.string,
        });
    }

    get resId() {
        return this.props.value?.id;
    }

    get displayName() {
        const { value } = this.props;
        if (!value) {
            return "";
        }
        return (value.display_name || _t("Unnamed")).toString().split("\n")[0];
    }

    get extraLines() {
        const { value } = this.props;
        return value?.display_name ? value.display_name.split("\n").slice(1).filter((/** @type {string} */ line) => line.trim()) : [];
    }

    get linkHref() {
        const { relation } = this.props;
        const path = relation.includes(".") ? relation : `m-${relation}`;
        return this.resId ? `/odoo/${path}/${this.resId}` : "#";
    }

    get hasLink() {
        return this.props.canOpen && Boolean(this.resId);
    }

    get avatarUrl() {
        return imageUrl(this.props.relation, this.resId, "avatar_128");
    }

    get autocompleteProps() {
        const { canCreate, canCreateEdit, canQuickCreate, canWrite, context, domain, id, nameCreateField, otherSources, placeholder, relation, searchLimit, searchThreshold, string, autoSelect } = this.props;
        return {
            activeActions: { create: canCreate, createEdit: canCreateEdit, write: canWrite },
            autoSelect: autoSelect ?? true,
            context,
            fieldString: string,
            getDomain: domain,
            id,
            nameCreateField,
            otherSources: otherSources || [],
            placeholder,
            quickCreate: canQuickCreate ? (/** @type {string} */ name) => this.props.update({ id: false, display_name: name }) : null,
            resModel: relation,
            ...(searchLimit ? { searchLimit } : {}),
            ...(searchThreshold ? { searchThreshold } : {}),
            setInputFloats: (/** @type {boolean} */ isFloating) => {
                this.state.isFloating = isFloating;
            },
            update: (/** @type {any} */ records) => {
                this.state.isFloating = false;
                return this.props.update(records ? records[0] : false);
            },
            value: this.displayName,
        };
    }

    /** @param {MouseEvent} ev */
    async openRecord(ev) {
        if (this.env.inDialog) {
            await this.openDialog({ resId: this.resId || false, context: this.props.context });
            return;
        }
        const { relation, context } = this.props;
        const action = await this.orm.call(relation, "get_formview_action", [[this.resId]], { context });
        await this.action.doAction(action, { newWindow: ev.ctrlKey || ev.metaKey });
    }
}

/** The same on a card: shown, and changed from a menu. */
export class KanbanMany2One extends Component {
    static template = "web.KanbanMany2One";
    static props = { ...Many2One.props };
    static defaultProps = { ...Many2One.defaultProps };

    get imageUrl() {
        const { relation, value } = this.props;
        return value ? imageUrl(relation, value.id, "avatar_128") : "";
    }
}
