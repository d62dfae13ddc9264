import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { session } from "@web/session";

/** Says which version runs, on which database. */
class ResConfigEdition extends Component {
    static template = "web.ResConfigEdition";
    static props = { ...standardWidgetProps };

    setup() {
        this.version = session.server_version;
        this.database = session.db;
    }
}

export const resConfigEdition = { component: ResConfigEdition };

registry.category("view_widgets").add("res_config_edition", resConfigEdition);
