import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** The grip by which a row is moved. */
export class HandleField extends Component {
    static template = "web.HandleField";
    static props = { ...standardFieldProps };
}

export const handleField = {
    component: HandleField,
    displayName: _t("Grip"),
    supportedTypes: ["integer"],
    isEmpty: () => false,
    listViewWidth: [28, 28],
};

registry.category("fields").add("handle", handleField);
