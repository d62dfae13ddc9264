import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { exprToBoolean } from "@web/core/utils/strings";
import { loadRelatedOptions, useSpecialData } from "../special_data";
import { standardFieldProps } from "../standard_field_props";

let instances = 0;

/** One of a few values, all of them shown. */
export class RadioField extends Component {
    static template = "web.RadioField";
    static props = {
        ...standardFieldProps,
        orientation: { type: String, optional: true },
        label: { type: String, optional: true },
        domain: { type: [Array, Function], optional: true },
        context: { type: Object, optional: true },
    };
    static defaultProps = { orientation: "vertical" };

    setup() {
        this.groupId = `radio_field_${instances++}`;
        if (this.type === "many2one") {
            this.specialData = useSpecialData((orm, props) => loadRelatedOptions(orm, props));
        }
    }

    get type() {
        return this.props.record.fields[this.props.name].type;
    }

    /** @returns {[any, string][]} */
    get items() {
        return this.type === "many2one" ? this.specialData.data : this.props.record.fields[this.props.name].selection;
    }

    get value() {
        const value = this.props.record.data[this.props.name];
        return this.type === "many2one" ? value?.id ?? false : value;
    }

    get string() {
        return this.items.find((item) => item[0] === this.value)?.[1] || "";
    }

    /** @param {[any, string]} item */
    onChange([value, label]) {
        const { name, record } = this.props;
        return record.update({ [name]: this.type === "many2one" ? { id: value, display_name: label } : value });
    }
}

export const radioField = {
    component: RadioField,
    displayName: _t("Radio buttons"),
    supportedOptions: [{ label: _t("Side by side"), name: "horizontal", type: "boolean" }],
    supportedTypes: ["many2one", "selection"],
    isEmpty: (/** @type {any} */ record, /** @type {string} */ fieldName) => record.data[fieldName] === false,
    extractProps: ({ options, string }, dynamicInfo) => ({
        orientation: options.horizontal || exprToBoolean(String(options.horizontal ?? "")) ? "horizontal" : "vertical",
        label: string,
        domain: dynamicInfo.domain,
        context: dynamicInfo.context,
    }),
};

registry.category("fields").add("radio", radioField);
