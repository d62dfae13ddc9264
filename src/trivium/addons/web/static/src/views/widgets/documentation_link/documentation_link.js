import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { standardWidgetProps } from "../standard_widget_props";

/** A link to the documentation. */
export class DocumentationLink extends Component {
    static template = "web.DocumentationLink";
    static props = { ...standardWidgetProps, record: { type: Object, optional: true }, path: { type: String }, label: { type: String, optional: true }, icon: { type: String, optional: true }, alertLink: { type: Boolean, optional: true } };

    get url() {
        const { path } = this.props;
        if (/^https?:\/\//.test(path)) {
            return path;
        }
        return `${session.documentation_url || "/doc"}${path.startsWith("/") ? "" : "/"}${path}`;
    }
}

export const documentationLink = {
    component: DocumentationLink,
    extractProps: ({ attrs }) => ({ path: attrs.path, label: attrs.label, icon: attrs.icon, alertLink: Boolean(attrs.alert_link) }),
    additionalClasses: ["d-inline"],
};

registry.category("view_widgets").add("documentation_link", documentationLink);
