import { Component } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useOwnedDialogs, useService } from "@web/core/utils/hooks";

const LIMIT = 7;
const MORE_LIMIT = 320;

/** Finds records of a model by name. */
export class RecordAutocomplete extends Component {
    static template = "web.RecordAutocomplete";
    static components = { AutoComplete };
    static props = {
        resModel: String,
        update: Function,
        multiSelect: Boolean,
        getIds: Function,
        value: String,
        domain: { type: Array, optional: true },
        context: { type: Object, optional: true },
        className: { type: String, optional: true },
        fieldString: { type: String, optional: true },
        placeholder: { type: String, optional: true },
        slots: { optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.nameService = useService("name");
        this.addDialog = useOwnedDialogs();
        this.sources = [{ placeholder: _t("Searching…"), options: (request) => this.loadOptions(request) }];
    }

    get searchDomain() {
        return Domain.and([[["id", "not in", this.props.getIds()]], this.props.domain || []]).toList();
    }

    /** @param {string} name @param {number} limit @returns {Promise<[number, string][]>} */
    search(name, limit) {
        return this.orm.call(this.props.resModel, "name_search", [], { name, domain: this.searchDomain, limit, context: this.props.context || {} });
    }

    /** @param {string} request */
    async loadOptions(request) {
        const found = await this.search(request, LIMIT + 1);
        this.nameService.addDisplayNames(this.props.resModel, Object.fromEntries(found));
        const options = found.slice(0, LIMIT).map(([id, label]) => ({ value: id, label: label || _t("Unnamed").toString(), onSelect: () => this.props.update([id]) }));
        if (found.length > LIMIT) {
            options.push(/** @type {any} */ ({ label: _t("Search more…"), cssClass: "o_m2o_dropdown_option", onSelect: () => this.onSearchMore(request) }));
        }
        return options.length ? options : [{ label: _t("Nothing found"), unselectable: true }];
    }

    /** @param {string} name */
    async onSearchMore(name) {
        const SelectCreateDialog = registry.category("dialogs").get("select_create");
        const { context, domain, fieldString, multiSelect, resModel } = this.props;
        let dynamicFilters = [];
        if (name) {
            const found = await this.search(name, MORE_LIMIT);
            dynamicFilters = [{ description: _t("Name: %s", name), domain: [["id", "in", found.map(([id]) => id)]] }];
        }
        this.addDialog(SelectCreateDialog, {
            title: _t("Choose: %s", fieldString || resModel),
            dynamicFilters,
            domain: domain || [],
            resModel,
            noCreate: true,
            multiSelect,
            context: context || {},
            onSelected: (resId) => this.props.update(Array.isArray(resId) ? resId : [resId]),
        });
    }

    /** @param {{inputValue: string}} change */
    onChange({ inputValue }) {
        if (!inputValue.length) {
            this.props.update([]);
        }
    }
}
