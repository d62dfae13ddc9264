import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";

/** Small figures about a contact, each with an icon: what installed apps know of them. */
export class ContactStatisticsField extends Component {
    static template = "web.ContactStatisticsField";
    static props = { ...standardFieldProps };

    get statistics() {
        const value = this.props.record.data[this.props.name];
        return Array.isArray(value) ? value : [];
    }
}

export const contactStatisticsField = { component: ContactStatisticsField, displayName: _t("Figures"), supportedTypes: ["json"] };

registry.category("fields").add("contact_statistics", contactStatisticsField);
