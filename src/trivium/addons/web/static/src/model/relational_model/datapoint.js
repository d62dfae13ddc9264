import { markRaw } from "@odoo/owl";
import { Reactive } from "@web/core/utils/reactive";
import { getId } from "./groups";

/**
 * One piece of data that components look at: a record, a list or a group.
 *
 * Its `config` says where the data comes from; changing the config is the model's business.
 */
export class DataPoint extends Reactive {
    /**
     * @param {any} model
     * @param {any} config
     * @param {any} data
     * @param {any} [options]
     */
    constructor(model, config, data, options) {
        super();
        this.id = getId("datapoint");
        this.model = model;
        markRaw(config.activeFields);
        markRaw(config.fields);
        this.config = config;
        this.setup(config, data, options);
    }

    /** @param {any} _config @param {any} _data @param {any} [_options] */
    setup(_config, _data, _options) {}

    /** The config by the name under which addons hand it on to records that they make. */
    get _config() {
        return this.config;
    }

    /** @returns {Object<string, any>} */
    get activeFields() {
        return this.config.activeFields;
    }

    /** @returns {Object<string, any>} */
    get fields() {
        return this.config.fields;
    }

    get fieldNames() {
        return Object.keys(this.activeFields).filter((name) => !this.fields[name]?.relatedPropertyField);
    }

    /** @returns {string} */
    get resModel() {
        return this.config.resModel;
    }

    /** @returns {any} */
    get context() {
        return this.config.context;
    }

    /** @param {Partial<any>} patch */
    patchConfig(patch) {
        Object.assign(this.config, patch);
    }
}
