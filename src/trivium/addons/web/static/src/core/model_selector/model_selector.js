import { Component, onWillStart } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { fuzzyLookup } from "@web/core/utils/search";

/** A model by its name. */
export class ModelSelector extends Component {
    static template = "web.ModelSelector";
    static components = { AutoComplete };
    static props = { onModelSelected: Function, id: { type: String, optional: true }, value: { type: String, optional: true }, models: { type: Array, optional: true }, nbVisibleModels: { type: Number, optional: true }, autofocus: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        /** @type {{technical: string, label: string}[]} */
        this.models = [];
        onWillStart(async () => {
            const found = this.props.models ? await this.orm.call("ir.model", "display_name_for", [this.props.models]) : await this.orm.call("ir.model", "get_available_models");
            this.models = found.map(({ display_name: label, model: technical }) => ({ label, technical }));
        });
        this.sources = [{ placeholder: _t("Searching…"), options: (request) => this.loadOptions(request) }];
    }

    /** @param {string} request */
    loadOptions(request) {
        const found = request ? fuzzyLookup(request, this.models, ({ label, technical }) => [label, technical]) : this.models;
        const options = found.slice(0, this.props.nbVisibleModels || 8).map((model) => ({ label: model.label, data: model, cssClass: `o_model_selector_${model.technical.replaceAll(".", "_")}`, onSelect: () => this.props.onModelSelected(model) }));
        return options.length ? options : [{ label: _t("Nothing found"), unselectable: true }];
    }
}
