import { reactive } from "@odoo/owl";
import { switcherEntries } from "@web/webclient/actions/action_views";

/**
 * What everything inside a controller knows of it as `env.config`.
 * @param {any} manager
 * @param {any} controller
 */
export function makeConfig(manager, controller) {
    const { action, view } = controller;
    return {
        actionId: action.id || false,
        actionName: action.name,
        actionType: action.type,
        actionXmlId: action.xml_id,
        breadcrumbs: reactive([]),
        cache: action.cache ?? true,
        currentEmbeddedActionId: false,
        disableSearchBarAutofocus: false,
        embeddedActions: [],
        isReloadingController: false,
        noBreadcrumbs: action.target === "new" || action.target === "inline" || action.context?.no_breadcrumbs || false,
        pagerProps: reactive({}),
        parentActionId: false,
        setCurrentEmbeddedAction: () => {},
        setEmbeddedActions: () => {},
        views: action.views || [],
        viewId: view?.id || false,
        viewType: view?.type || false,
        viewSubType: false,
        viewSwitcherEntries: view ? switcherEntries(action, view) : [],
        getDisplayName: () => controller.displayName,
        setDisplayName: (name) => manager.setDisplayName(controller, name),
        historyBack: () => manager.historyBack(),
    };
}
