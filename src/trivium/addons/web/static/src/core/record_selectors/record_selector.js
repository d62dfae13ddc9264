import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RecordAutocomplete } from "@web/core/record_selectors/record_autocomplete";
import { useService } from "@web/core/utils/hooks";

/** One record of a model. */
export class RecordSelector extends Component {
    static template = "web.RecordSelector";
    static components = { RecordAutocomplete };
    static props = {
        resId: [Number, { value: false }],
        resModel: String,
        update: Function,
        domain: { type: Array, optional: true },
        context: { type: Object, optional: true },
        fieldString: { type: String, optional: true },
        placeholder: { type: String, optional: true },
    };

    setup() {
        this.nameService = useService("name");
        this.displayName = "";
        onWillStart(() => this.read(this.props));
        onWillUpdateProps((props) => this.read(props));
    }

    /** @param {any} props */
    async read({ resId, resModel }) {
        const names = resId ? await this.nameService.loadDisplayNames(resModel, [resId]) : {};
        const name = names[resId];
        this.displayName = !resId ? "" : typeof name === "string" ? name : _t("Inaccessible or missing record: %s", resId).toString();
    }

    getIds() {
        return this.props.resId ? [this.props.resId] : [];
    }

    /** @param {number[]} resIds */
    update(resIds) {
        this.props.update(resIds[0] || false);
    }
}
