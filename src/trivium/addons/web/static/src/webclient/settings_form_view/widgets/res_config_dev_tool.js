import { Component, onWillStart, useState } from "@odoo/owl";
import { router } from "@web/core/browser/router";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { SearchableSetting } from "@web/webclient/settings_form_view/settings/searchable_setting";
import { SettingsBlock } from "@web/webclient/settings_form_view/settings/settings_block";

/** Turns the developer mode on and off, and loads demo data. */
export class ResConfigDevTool extends Component {
    static template = "web.ResConfigDevTool";
    static components = { SearchableSetting, SettingsBlock };
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ hasDemo: true });
        onWillStart(async () => {
            this.state.hasDemo = await rpc("/base_setup/demo_active");
        });
    }

    get isDebug() {
        return Boolean(this.env.debug);
    }

    get isDebugAssets() {
        return String(this.env.debug).includes("assets");
    }

    /** @param {0 | 1 | "assets"} debug */
    setDebug(debug) {
        router.pushState({ debug }, { reload: true });
    }

    loadDemo() {
        this.action.doAction("base.demo_force_install_action");
    }
}

export const resConfigDevTool = { component: ResConfigDevTool };

registry.category("view_widgets").add("res_config_dev_tool", resConfigDevTool);
