import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** Any colour, as `#rrggbb`. */
export class ColorField extends Component {
    static template = "web.ColorField";
    static props = { ...standardFieldProps };

    get color() {
        return this.props.record.data[this.props.name] || "";
    }

    /** @param {any} ev */
    onChange(ev) {
        return this.props.record.update({ [this.props.name]: ev.target.value });
    }
}

export const colorField = { component: ColorField, displayName: _t("Colour"), supportedTypes: ["char"] };

registry.category("fields").add("color", colorField);
