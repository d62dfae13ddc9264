import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** A star to mark records with. */
export class BooleanFavoriteField extends Component {
    static template = "web.BooleanFavoriteField";
    static props = { ...standardFieldProps, noLabel: { type: Boolean, optional: true }, autosave: { type: Boolean, optional: true } };
    static defaultProps = { noLabel: false };

    get isOn() {
        return Boolean(this.props.record.data[this.props.name]);
    }

    get label() {
        return this.isOn ? _t("Take out of the favourites") : _t("Add to the favourites");
    }

    toggle() {
        const { autosave, name, record } = this.props;
        return record.update({ [name]: !this.isOn }, { save: autosave });
    }
}

export const booleanFavoriteField = {
    component: BooleanFavoriteField,
    displayName: _t("Favourite"),
    supportedTypes: ["boolean"],
    isEmpty: () => false,
    isUsableInRow: true,
    listViewWidth: [40, 40],
    supportedOptions: [{ label: _t("Save at once"), name: "autosave", type: "boolean", default: true }],
    extractProps: ({ attrs, options }) => ({
        noLabel: Boolean(attrs.nolabel) && attrs.nolabel !== "0",
        autosave: "autosave" in options ? Boolean(options.autosave) : true,
    }),
};

registry.category("fields").add("boolean_favorite", booleanFavoriteField);
