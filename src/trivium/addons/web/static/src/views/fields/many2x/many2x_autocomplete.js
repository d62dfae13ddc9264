import { Component, useRef } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { makeContext } from "@web/core/context";
import { RPCError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { useOwnedDialogs, useService } from "@web/core/utils/hooks";
import { useOpenMany2XRecord, useSelectCreate } from "./many2x_hooks";

const SEARCH_MORE_LIMIT = 320;

/** Finds records by name while the user types; creates what is missing where that is allowed. */
export class Many2XAutocomplete extends Component {
    static template = "web.Many2XAutocomplete";
    static components = { AutoComplete };
    static props = {
        value: { type: String, optional: true },
        activeActions: Object,
        context: { type: Object, optional: true },
        autoSelect: { type: Boolean, optional: true },
        dropdown: { type: Boolean, optional: true },
        fieldString: String,
        getDomain: Function,
        id: { type: String, optional: true },
        isToMany: { type: Boolean, optional: true },
        nameCreateField: { type: String, optional: true },
        noSearchMoreLimit: { type: Number, optional: true },
        otherSources: { type: Array, optional: true },
        placeholder: { type: String, optional: true },
        quickCreate: { type: [Function, { value: null }], optional: true },
        resModel: String,
        searchLimit: { type: Number, optional: true },
        searchMoreLabel: { type: String, optional: true },
        searchThreshold: { type: Number, optional: true },
        setInputFloats: { type: Function, optional: true },
        slots: { optional: true },
        specification: { type: Object, optional: true },
        update: Function,
        preventMemoization: { type: Boolean, optional: true },
        autocomplete_container: { type: Function, optional: true },
        autofocus: { type: Boolean, optional: true },
    };
    static defaultProps = {
        context: {},
        dropdown: true,
        nameCreateField: "name",
        otherSources: [],
        quickCreate: null,
        searchLimit: 7,
        searchThreshold: 0,
        setInputFloats: () => {},
        value: "",
    };

    setup() {
        this.orm = useService("orm");
        this.addDialog = useOwnedDialogs();
        this.autoCompleteContainer = useRef("autocomplete_container");
        const { activeActions, isToMany, resModel, update, fieldString } = this.props;
        this.openDialog = useOpenMany2XRecord({
            resModel,
            activeActions,
            isToMany,
            onRecordSaved: (record) => update([{ id: record.resId, display_name: record.data.display_name }]),
            fieldString,
            onClose: () => this.focus(),
        });
        this.selectCreate = useSelectCreate({
            resModel,
            activeActions,
            onSelected: (resIds) => {
                const records = resIds.map((id) => ({ id }));
                return this.props.update(isToMany ? records : records.slice(0, 1));
            },
            onCreateEdit: ({ context }) => this.openDialog({ context }),
        });
    }

    focus() {
        /** @type {HTMLElement|null|undefined} */ (this.autoCompleteContainer.el?.querySelector("input"))?.focus();
    }

    get autoCompleteProps() {
        const { autofocus, autoSelect, dropdown, id, placeholder, value } = this.props;
        return {
            value: value || "",
            id,
            placeholder,
            dropdown,
            autoSelect,
            autofocus,
            sources: this.sources,
            onInput: (/** @type {any} */ { inputValue }) => this.onInput(inputValue),
            onChange: (/** @type {any} */ change) => this.onChange(change),
            resetOnSelect: !value,
        };
    }

    get sources() {
        return [
            ...this.props.otherSources,
            {
                placeholder: _t("Searching…"),
                options: (/** @type {string} */ request) => this.loadOptions(request),
            },
        ];
    }

    /** @param {string} inputValue */
    onInput(inputValue) {
        if (!this.props.value || this.props.value !== inputValue) {
            this.props.setInputFloats(true);
        }
    }

    /** @param {{inputValue: string, isOptionSelected?: boolean}} change */
    onChange({ inputValue, isOptionSelected }) {
        const text = inputValue.trim();
        if (!text && this.props.value && !isOptionSelected) {
            return this.props.update(false);
        }
        return undefined;
    }

    // ------------------------------------------------------------------ options

    /** @param {string} request */
    async loadOptions(request) {
        const text = request.trim();
        const { activeActions, searchLimit, searchThreshold } = this.props;
        const found = text.length >= searchThreshold ? await this.search(text) : [];
        const options = found.slice(0, searchLimit).map((record) => this.recordOption(record));
        const isKnown = found.some(([, name]) => String(name).toLowerCase() === text.toLowerCase());
        if (text && !isKnown && activeActions.create) {
            if (this.props.quickCreate) {
                options.push({ label: _t('Create "%s"', text), cssClass: "o_m2o_dropdown_option o_m2o_dropdown_option_create", onSelect: () => this.quickCreate(text) });
            }
            if (activeActions.createEdit ?? true) {
                options.push({ label: this.props.quickCreate ? _t("Create and edit…") : _t('Create "%s"…', text), cssClass: "o_m2o_dropdown_option o_m2o_dropdown_option_create_edit", onSelect: () => this.createEdit(text) });
            }
        }
        if (found.length > searchLimit || (this.props.noSearchMoreLimit === 0 && found.length)) {
            options.push({ label: this.props.searchMoreLabel || _t("Search more…"), cssClass: "o_m2o_dropdown_option o_m2o_dropdown_option_search_more", onSelect: () => this.searchMore(text) });
        }
        if (!options.length) {
            options.push({ label: text ? _t("Nothing found") : _t("Type to search"), cssClass: "o_m2o_no_result", unselectable: true });
        }
        return options;
    }

    /** @param {string} name @returns {Promise<[number, string][]>} */
    search(name) {
        const { context, getDomain, resModel, searchLimit } = this.props;
        return this.orm.call(resModel, "name_search", [], { name, domain: getDomain(), limit: searchLimit + 1, context });
    }

    /** @param {[number, string]} record @returns {any} */
    recordOption([id, name]) {
        const [label, ...rest] = (name || _t("Unnamed")).toString().split("\n");
        const record = { id, display_name: label };
        return { value: id, label, description: rest.join(" "), data: { record }, cssClass: "o_m2o_option", onSelect: () => this.props.update([record]) };
    }

    // ------------------------------------------------------------------ creating and searching

    /** @param {string} name */
    async quickCreate(name) {
        try {
            await /** @type {Function} */ (this.props.quickCreate)(name);
        } catch (error) {
            // More than a name is needed: the form asks for the rest.
            if (error instanceof RPCError && ["odoo.exceptions.ValidationError", "odoo.exceptions.UserError"].includes(/** @type {any} */ (error).exceptionName)) {
                await this.createEdit(name);
                return;
            }
            throw error;
        }
    }

    /** @param {string} name */
    createEdit(name) {
        const { context, nameCreateField } = this.props;
        return this.openDialog({ context: makeContext([context, { [`default_${nameCreateField}`]: name }]), nextRecordsContext: context });
    }

    /** @param {string} text */
    async searchMore(text) {
        const { context, fieldString, getDomain, resModel } = this.props;
        const domain = getDomain();
        let dynamicFilters = [];
        if (text) {
            const found = await this.orm.call(resModel, "name_search", [], { name: text, domain, limit: SEARCH_MORE_LIMIT, context });
            dynamicFilters = [{ description: _t("Name: %s", text), domain: [["id", "in", found.map((/** @type {any} */ record) => record[0])]] }];
        }
        await this.selectCreate({ domain, context, filters: dynamicFilters, title: _t("Choose: %s", fieldString) });
    }
}
