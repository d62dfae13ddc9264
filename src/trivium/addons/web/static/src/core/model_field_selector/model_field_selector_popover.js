import { Component, onWillStart, useState } from "@odoo/owl";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { sortBy } from "@web/core/utils/arrays";
import { fuzzyLookup } from "@web/core/utils/search";

/** The fields of a model, and of those that it refers to. */
export class ModelFieldSelectorPopover extends Component {
    static template = "web.ModelFieldSelectorPopover";
    static props = {
        close: Function,
        resModel: String,
        path: { optional: true },
        update: Function,
        filter: { type: Function, optional: true },
        followRelations: { type: Boolean, optional: true },
        readProperty: { type: Boolean, optional: true },
        showSearchInput: { type: Boolean, optional: true },
        isDebugMode: { type: Boolean, optional: true },
        showDebugInput: { type: Boolean, optional: true },
        sort: { type: Function, optional: true },
    };
    static defaultProps = { filter: (field) => field.searchable, followRelations: true, showSearchInput: true };

    setup() {
        this.fieldService = useService("field");
        useAutofocus();
        /** @type {{pages: any[], search: string}} */
        this.state = useState({ pages: [], search: "" });
        onWillStart(() => this.open(this.props.resModel, "", ""));
    }

    get page() {
        return this.state.pages.at(-1);
    }

    get fields() {
        const { fields } = this.page;
        return this.state.search ? fuzzyLookup(this.state.search, fields, (field) => field.string) : fields;
    }

    /** @param {string} resModel @param {string} prefix @param {string} title */
    async open(resModel, prefix, title) {
        const definitions = await this.fieldService.loadFields(resModel);
        const path = prefix ? `${prefix}.` : "";
        const fields = Object.entries(definitions)
            .map(([name, field]) => ({ ...field, name }))
            .filter((field) => this.props.filter(field, path));
        this.state.pages.push({ resModel, prefix, title, fields: sortBy(fields, (field) => field.string.toLowerCase()) });
        this.state.search = "";
    }

    back() {
        this.state.pages.pop();
        this.state.search = "";
    }

    /** @param {any} field */
    pathOf(field) {
        return this.page.prefix ? `${this.page.prefix}.${field.name}` : field.name;
    }

    /** @param {any} field */
    select(field) {
        this.props.update(this.pathOf(field), { fieldDef: field, resModel: this.page.resModel });
        this.props.close();
    }

    /** @param {any} field */
    follow(field) {
        const title = this.page.title ? `${this.page.title} › ${field.string}` : field.string;
        this.open(field.relation, this.pathOf(field), title);
    }
}
