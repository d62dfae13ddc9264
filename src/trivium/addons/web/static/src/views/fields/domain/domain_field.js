import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useOwnedDialogs, useService } from "@web/core/utils/hooks";
import { useInputField } from "../input_field_hook";
import { standardFieldProps } from "../standard_field_props";

/** A search for records, as its terms, with the number of records that it finds. */
export class DomainField extends Component {
    static template = "web.DomainField";
    static props = {
        ...standardFieldProps,
        context: { type: Object, optional: true },
        editInDialog: { type: Boolean, optional: true },
        resModel: { type: String, optional: true },
        isFoldable: { type: Boolean, optional: true },
        allowExpressions: { type: Boolean, optional: true },
        countLimit: { type: Number, optional: true },
    };
    static defaultProps = { countLimit: 10000 };

    setup() {
        this.orm = useService("orm");
        this.addDialog = useOwnedDialogs();
        this.state = useState({ count: /** @type {number|null} */ (null), isValid: true });
        useInputField({
            getValue: () => this.value,
            parse: (text) => {
                const trimmed = text.trim() || "[]";
                new Domain(trimmed);
                return trimmed;
            },
        });
        onWillStart(() => {
            this.count(this.props);
        });
        onWillUpdateProps((nextProps) => {
            this.count(nextProps);
        });
    }

    get value() {
        return this.props.record.data[this.props.name] || "[]";
    }

    /** @param {any} [props] */
    getResModel({ record, resModel } = this.props) {
        const named = resModel && record.data[resModel];
        return named && typeof named === "object" ? named.model : resModel in record.fields ? named : resModel;
    }

    /** @param {any} props */
    async count(props) {
        const model = this.getResModel(props);
        const text = props.record.data[props.name] || "[]";
        if (!model || this.counted === `${model}${text}`) {
            return;
        }
        this.counted = `${model}${text}`;
        try {
            const domain = new Domain(text).toList({ ...props.record.evalContext, ...props.context });
            this.state.count = await this.orm.silent.call(model, "search_count", [domain], { limit: props.countLimit + 1 });
            this.state.isValid = true;
        } catch (error) {
            // The terms may be half written, or name a field that does not exist: it is said in words.
            this.state.isValid = !(error instanceof Error);
            this.state.count = null;
        }
    }

    get countText() {
        const { count } = this.state;
        if (count === null) {
            return "";
        }
        return count > this.props.countLimit ? _t("%s+ records", this.props.countLimit) : count === 1 ? _t("1 record") : _t("%s records", count);
    }

    async showRecords() {
        const { SelectCreateDialog } = await import("@web/views/view_dialogs/select_create_dialog");
        this.addDialog(SelectCreateDialog, {
            title: _t("Records found"),
            noCreate: true,
            multiSelect: false,
            resModel: this.getResModel(),
            domain: new Domain(this.value).toList(this.props.record.evalContext),
            context: this.props.context || {},
            onSelected: async () => {},
        });
    }
}

export const domainField = {
    component: DomainField,
    displayName: _t("Search terms"),
    supportedOptions: [
        { label: _t("Model"), name: "model", type: "string" },
        { label: _t("Edit in a dialog"), name: "in_dialog", type: "boolean" },
    ],
    supportedTypes: ["char", "text"],
    isEmpty: () => false,
    extractProps: ({ options }, dynamicInfo) => ({
        editInDialog: options.in_dialog,
        isFoldable: options.foldable,
        allowExpressions: options.allow_expressions,
        resModel: options.model,
        countLimit: options.count_limit,
        context: dynamicInfo.context,
    }),
};

registry.category("fields").add("domain", domainField);
