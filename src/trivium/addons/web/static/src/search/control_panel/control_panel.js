import { Component, useState } from "@odoo/owl";
import { Pager } from "@web/core/pager/pager";
import { useCommand } from "@web/core/commands/command_hook";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Breadcrumbs } from "../breadcrumbs/breadcrumbs";
import { SearchBar } from "../search_bar/search_bar";

/**
 * The head of a view: where we are and the search bar in the top bar, buttons, pager and views in a row below.
 */
export class ControlPanel extends Component {
    static template = "web.ControlPanel";
    static components = { Pager, Breadcrumbs, SearchBar };
    static props = {
        display: { type: Object, optional: true },
        slots: { type: Object, optional: true },
    };
    static defaultProps = { display: {} };

    setup() {
        this.actionService = useService("action");
        this.ui = useState(useService("ui"));
        const config = this.env.config || {};
        this.breadcrumbs = useState(config.breadcrumbs || []);
        this.pagerProps = config.pagerProps ? useState(config.pagerProps) : {};
        for (const view of this.switcherEntries) {
            useCommand(_t("Show as %s", view.name), () => this.switchView(view.type), {
                category: "view_switcher",
                isAvailable: () => view.type !== config.viewType,
            });
        }
    }

    get display() {
        const { controlPanel } = this.env.searchModel?.display || {};
        return { ...(typeof controlPanel === "object" ? controlPanel : {}), ...this.props.display };
    }

    get hasSearch() {
        return Boolean(this.env.searchModel) && this.display.search !== false && Boolean(this.env.searchModel.searchMenuTypes);
    }

    get switcherEntries() {
        const entries = this.env.config?.viewSwitcherEntries || [];
        return entries.length > 1 ? entries : [];
    }

    get showsSwitcher() {
        return this.display.viewSwitcher !== false && this.switcherEntries.length > 1;
    }

    get showsBreadcrumbs() {
        return !this.env.config?.noBreadcrumbs && !this.env.inDialog && this.display.breadcrumbs !== false;
    }

    get hasRow() {
        const slots = this.props.slots || {};
        return this.showsSwitcher || this.pagerProps.total > 0 || Object.keys(slots).length > 0;
    }

    /** @param {string} viewType @param {MouseEvent} [ev] */
    switchView(viewType, ev) {
        this.actionService.switchView(viewType, {}, { newWindow: Boolean(ev && (ev.ctrlKey || ev.metaKey)) });
    }
}
