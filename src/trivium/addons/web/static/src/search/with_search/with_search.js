import { Component, onWillStart, onWillUpdateProps, useSubEnv } from "@odoo/owl";
import { useBus, useService } from "@web/core/utils/hooks";
import { CallbackRecorder, useSetupAction } from "../action_hook";
import { SEARCH_KEYS } from "../search_keys";
import { SearchModel } from "../search_model";

export { SEARCH_KEYS };

const OPTIONAL_SERVICES = ["view", "field", "name", "dialog", "tree_processor"];

/** Gives its slot a search: `domain`, `context`, `groupBy`, `orderBy` and `display`. */
export class WithSearch extends Component {
    static template = "web.WithSearch";
    static props = {
        "*": { optional: true },
        slots: Object,
        resModel: String,
    };

    setup() {
        if (!this.env.__getContext__) {
            useSubEnv({ __getContext__: new CallbackRecorder() });
        }
        if (!this.env.__getOrderBy__) {
            useSubEnv({ __getOrderBy__: new CallbackRecorder() });
        }
        const services = /** @type {any} */ ({ orm: useService("orm") });
        for (const name of OPTIONAL_SERVICES) {
            if (name in this.env.services) {
                services[name] = useService(name);
            }
        }
        const SearchModelClass = this.props.SearchModel || SearchModel;
        this.searchModel = new SearchModelClass(this.env, services, this.props.searchModelArgs);
        useSubEnv({ searchModel: this.searchModel });
        useBus(this.searchModel, "update", () => this.render());
        useSetupAction({
            getGlobalState: () => ({ searchModel: JSON.stringify(this.searchModel.exportState()) }),
        });
        onWillStart(() => this._start());
        onWillUpdateProps((nextProps) => this._update(nextProps));
    }

    async _start() {
        const config = { ...this.props };
        const state = this.props.globalState?.searchModel;
        delete config.globalState;
        if (state) {
            config.state = typeof state === "string" ? JSON.parse(state) : state;
        }
        await this.searchModel.load(config);
    }

    /** @param {any} nextProps */
    async _update(nextProps) {
        /** @type {any} */
        const config = {};
        for (const key of SEARCH_KEYS) {
            if (JSON.stringify(nextProps[key]) !== JSON.stringify(this.props[key])) {
                config[key] = nextProps[key];
            }
        }
        if (Object.keys(config).length || nextProps.display !== this.props.display) {
            await this.searchModel.reload({ ...config, display: nextProps.display });
        }
    }
}
