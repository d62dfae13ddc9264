import { Component, onMounted, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { router, routerBus } from "@web/core/browser/router";
import { useOwnDebugContext } from "@web/core/debug/debug_context";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { ActionContainer } from "@web/webclient/actions/action_container";
import { BottomBar } from "@web/webclient/bottom_bar/bottom_bar";
import { NavBar } from "@web/webclient/navbar/navbar";
import { Rail } from "@web/webclient/rail/rail";

const MENU = "menu_id";

/** The frame of the client: the rail, the top bar, the page, and on a phone the bar below it. */
export class WebClient extends Component {
    static template = "web.WebClient";
    static components = { ActionContainer, BottomBar, MainComponentsContainer, NavBar, Rail };
    static props = {};

    setup() {
        this.menuService = useService("menu");
        this.actionService = useService("action");
        this.title = useService("title");
        this.ui = useState(useService("ui"));
        useOwnDebugContext({ categories: ["default"] });
        this.localization = useService("localization");
        this.state = useState({ fullscreen: false });
        useBus(routerBus, "ROUTE_CHANGE", () => this.loadRouterState());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", ({ detail: mode }) => {
            if (mode !== "new") {
                this.state.fullscreen = mode === "fullscreen";
            }
        });
        useBus(this.env.bus, "WEBCLIENT:LOAD_DEFAULT_APP", () => this.loadDefaultApp());
        onMounted(() => {
            document.body.classList.add("o_web_client");
            this.loadRouterState();
            this.env.bus.trigger("WEB_CLIENT_READY");
        });
    }

    async loadRouterState() {
        let isLoaded = false;
        try {
            isLoaded = await this.actionService.loadState();
        } catch (error) {
            // an address of before, of something that is gone: what remains is the start
            if (!this.actionService.currentController) {
                this.loadDefaultApp();
            }
            throw error;
        }
        const { action } = router.current;
        if (isLoaded) {
            const known = Number(browser.sessionStorage.getItem(MENU));
            const menus = this.menuService.getAll().filter((menu) => menu.actionID && (menu.actionID === action || menu.actionPath === action || menu.actionID === this.actionService.currentController?.action.id));
            const menu = menus.find((each) => each.appID === known) || menus[0] || this.menuService.getMenu(known);
            if (menu) {
                this.menuService.setCurrentMenu(menu);
            }
        } else {
            await this.loadDefaultApp();
        }
    }

    async loadDefaultApp() {
        if (user.homeActionId) {
            await this.actionService.doAction(user.homeActionId, { clearBreadcrumbs: true });
            return;
        }
        const known = this.menuService.getCurrentApp();
        const app = known || this.menuService.getApps()[0];
        if (app) {
            await this.menuService.selectMenu(app);
        }
    }
}
