import { Component, onWillStart, onWillUpdateProps, useState, xml } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { RelationalModel } from "./relational_model/relational_model";
import { makeActiveField } from "./relational_model/utils";

/**
 * Gives its slot a record to edit with field components, outside of any view.
 *
 * Props: `resModel` with `resId` (loaded) or `values` (given), `fieldNames` or `activeFields`, `fields`.
 */
export class Record extends Component {
    static template = xml`<t t-if="state.model.root" t-slot="default" record="state.model.root"/>`;
    static props = ["slots", "resModel?", "resId?", "resIds?", "mode?", "fields?", "fieldNames?", "activeFields?", "values?", "info?", "hooks?", "context?", "initialValues?"];
    static defaultProps = { context: {} };

    setup() {
        const services = Object.fromEntries(
            RelationalModel.services.map((name) => [name, useService(name)]),
        );
        this.fieldService = useService("field");
        this.state = useState(/** @type {any} */ ({ model: { root: null } }));
        onWillStart(() => this._load(this.props, services));
        onWillUpdateProps((nextProps) => {
            if (nextProps.resId !== this.props.resId || nextProps.values !== this.props.values) {
                return this._load(nextProps, services);
            }
        });
    }

    /** @param {any} props @param {any} services */
    async _load(props, services) {
        const fields = props.fields || (await this.fieldService.loadFields(props.resModel, { fieldNames: props.fieldNames }));
        const names = props.fieldNames || Object.keys(fields);
        const activeFields = props.activeFields || Object.fromEntries(names.map((/** @type {string} */ name) => [name, makeActiveField()]));
        const config = {
            resModel: props.resModel || "unknown",
            resId: props.resId || false,
            resIds: props.resIds || [],
            fields: withNames(fields),
            activeFields,
            isMonoRecord: true,
            mode: props.mode || "edit",
            context: props.context,
        };
        const model = new RelationalModel(this.env, { config, hooks: props.hooks }, services);
        if (props.values) {
            model.root = model.makeDataPoint(config, props.values);
        } else {
            await model.load();
        }
        this.state.model = model;
    }
}

/** @param {Object<string, any>} fields */
function withNames(fields) {
    return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { name, ...field }]));
}
