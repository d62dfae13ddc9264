import { Component, markRaw, onWillStart, onWillUpdateProps, reactive, useSubEnv } from "@odoo/owl";
import { useDebugCategory } from "@web/core/debug/debug_context";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { deepCopy, pick } from "@web/core/utils/objects";
import { exprToBoolean } from "@web/core/utils/strings";
import { parseXML } from "@web/core/utils/xml";
import { useService } from "@web/core/utils/hooks";
import { extractLayoutComponents } from "@web/search/layout";
import { WithSearch } from "@web/search/with_search/with_search";
import { useActionLinks } from "./view_hook";
import { computeViewClassName } from "./utils";
import { stringToOrderBy } from "@web/search/utils/order_by";

const viewRegistry = registry.category("views");

/** The view that was asked for does not exist. */
export class ViewNotFoundError extends Error {
    name = "ViewNotFoundError";
}

/** What `env.config` holds for a view that no action brought. */
export function getDefaultConfig() {
    const breadcrumbs = reactive([{ name: "" }]);
    return {
        actionId: false,
        actionType: false,
        actionName: "",
        embeddedActions: [],
        currentEmbeddedActionId: false,
        parentActionId: false,
        cache: true,
        breadcrumbs,
        disableSearchBarAutofocus: false,
        getDisplayName: () => breadcrumbs[0].name,
        setDisplayName: (/** @type {string} */ name) => {
            breadcrumbs[0].name = name;
        },
        historyBack: () => {},
        pagerProps: reactive({}),
        setCurrentEmbeddedAction: () => {},
        setEmbeddedActions: () => {},
        viewId: false,
        views: [],
        viewSwitcherEntries: [],
        viewType: false,
        viewSubType: false,
        noBreadcrumbs: false,
    };
}

/** Props that are the search's business, and what the controller does not get. */
const WITH_SEARCH_PROPS = [
    "resModel",
    "context",
    "domain",
    "groupBy",
    "orderBy",
    "searchViewArch",
    "searchViewFields",
    "searchViewId",
    "irFilters",
    "loadIrFilters",
    "activateFavorite",
    "dynamicFilters",
    "hideCustomGroupBy",
    "searchMenuTypes",
    "canOrderByCount",
    "globalState",
    "display",
];

const OWN_PROPS = ["arch", "fields", "relatedModels", "type", "views", "viewId", "actionMenus", "loadActionMenus", "noContentHelp", "className"];

/**
 * Shows records of a model in a view of some type.
 *
 * Loads the description of the view, finds its parts in the registry, and mounts its controller under a search.
 */
export class View extends Component {
    static template = "web.View";
    static components = { WithSearch };
    static defaultProps = {
        display: {},
        context: {},
        loadActionMenus: false,
        loadIrFilters: false,
        className: "",
    };
    static props = { "*": { optional: true } };
    static searchMenuTypes = ["filter", "groupBy", "favorite"];
    static canOrderByCount = false;

    setup() {
        const { arch, fields, resModel, type } = this.props;
        if (!resModel) {
            throw new Error('A view needs a model: the prop "resModel" is missing.');
        }
        if (!type) {
            throw new Error('A view needs a type: the prop "type" is missing.');
        }
        if ((arch && !fields) || (!arch && fields)) {
            throw new Error('"arch" and "fields" of a view must be given together.');
        }
        this.viewService = useService("view");
        /** @type {any} */
        this.withSearchProps = null;
        /** @type {any} */
        this.componentProps = null;
        useSubEnv({
            keepLast: new KeepLast(),
            config: { ...getDefaultConfig(), ...this.env.config },
            ...Object.fromEntries(["__beforeLeave__", "__getGlobalState__", "__getLocalState__", "__getContext__", "__getOrderBy__"].map((key) => [key, this.env[key] || null])),
        });
        useActionLinks({ resModel });
        useDebugCategory("view", { component: this });
        onWillStart(() => this.loadView(this.props));
        onWillUpdateProps((nextProps) => this.onWillUpdateProps(nextProps));
    }

    /** @param {any} nextProps */
    async onWillUpdateProps(nextProps) {
        const significant = ["arch", "type", "resModel"];
        if (significant.some((key) => nextProps[key] !== this.props[key])) {
            return this.loadView(nextProps);
        }
        Object.assign(this.withSearchProps, pick(nextProps, ...WITH_SEARCH_PROPS.filter((key) => key in nextProps && nextProps[key] !== undefined && !["display"].includes(key))));
        const { resId, resIds, noContentHelp } = nextProps;
        Object.assign(this.componentProps, { ...("resId" in nextProps ? { resId, resIds } : {}), ...(noContentHelp !== this.props.noContentHelp ? { noContentHelp } : {}) });
    }

    /** @param {any} props */
    async loadView(props) {
        const description = await this._describe(props);
        const archElement = parseXML(description.arch);
        const type = props.type;
        const jsClass = archElement.hasAttribute("js_class") ? archElement.getAttribute("js_class") : props.jsClass || type;
        if (!viewRegistry.contains(jsClass) && !viewRegistry.contains(type)) {
            throw new ViewNotFoundError(`There is no view of type "${jsClass}".`);
        }
        const descriptor = viewRegistry.get(jsClass, null) || viewRegistry.get(type);
        this._setConfig(props, description, descriptor, jsClass);
        const genericProps = this._genericProps(props, description, archElement, descriptor);
        const finalProps = descriptor.props ? descriptor.props(genericProps, descriptor, this.env.config) : genericProps;
        this.Controller = descriptor.Controller;
        this.componentProps = finalProps;
        this.withSearchProps = this._searchProps(props, description, archElement, descriptor);
    }

    /** What the server knows of this view, as far as it was not given. @param {any} props */
    async _describe(props) {
        const { resModel, type, loadActionMenus, loadIrFilters, context, views = [] } = props;
        const { actionId } = this.env.config;
        const wanted = views.length ? views.map((/** @type {any} */ view) => [...view]) : [];
        let own = wanted.find((/** @type {any} */ view) => view[1] === type);
        if (!own) {
            own = [props.viewId || false, type];
            wanted.push(own);
        }
        if ("viewId" in props && props.viewId !== undefined) {
            own[0] = props.viewId;
        }
        let { searchViewId } = props;
        const search = wanted.find((/** @type {any} */ view) => view[1] === "search");
        if (search) {
            if (searchViewId !== undefined) {
                search[0] = searchViewId;
            } else {
                [searchViewId] = search;
            }
        } else if (searchViewId !== undefined || !props.arch) {
            wanted.push([searchViewId || false, "search"]);
        }
        if (props.arch) {
            return { ...pick(props, "arch", "fields", "actionMenus"), relatedModels: props.relatedModels || { [resModel]: { fields: props.fields } }, viewId: false, search: null };
        }
        const result = await this.viewService.loadViews({ context, resModel, views: wanted }, { actionId, loadActionMenus, loadIrFilters });
        const found = result.views[type];
        return {
            arch: found.arch,
            viewId: found.id,
            fields: result.fields,
            relatedModels: result.relatedModels,
            actionMenus: props.actionMenus || found.actionMenus,
            search: result.views.search,
        };
    }

    /** @param {any} props @param {any} description @param {any} descriptor @param {string} jsClass */
    _setConfig(props, description, descriptor, jsClass) {
        Object.assign(this.env.config, {
            viewId: description.viewId,
            viewType: props.type,
            viewSubType: jsClass,
            noBreadcrumbs: props.noBreadcrumbs || this.env.config.noBreadcrumbs,
            ...extractLayoutComponents(descriptor),
        });
    }

    /** @param {any} props @param {any} description @param {Element} archElement @param {any} _descriptor */
    _genericProps(props, description, archElement, _descriptor) {
        const { resModel, type, className } = props;
        const rest = Object.fromEntries(Object.entries(props).filter(([key]) => !OWN_PROPS.includes(key) && !WITH_SEARCH_PROPS.includes(key)));
        const generic = {
            ...rest,
            resModel,
            arch: archElement,
            fields: markRaw({ ...description.fields }),
            relatedModels: markRaw(description.relatedModels),
            info: {
                actionMenus: description.actionMenus,
                mode: props.display?.mode,
                viewId: description.viewId,
                irFilters: props.irFilters || [],
            },
            className: computeViewClassName(type, archElement, [className, "o_view_controller"]),
            display: props.display,
            globalState: props.globalState,
            noContentHelp: props.noContentHelp,
            searchMenuTypes: this._searchMenuTypes(props, _descriptor),
        };
        return Object.fromEntries(Object.entries(generic).filter(([, value]) => value !== undefined));
    }

    /** @param {any} props @param {any} descriptor */
    _searchMenuTypes(props, descriptor) {
        return props.searchMenuTypes || descriptor.searchMenuTypes || View.searchMenuTypes;
    }

    /** @param {any} props @param {any} description @param {Element} archElement @param {any} descriptor */
    _searchProps(props, description, archElement, descriptor) {
        /** @type {any} */
        const searchProps = { ...pick(props, ...WITH_SEARCH_PROPS.filter((key) => props[key] !== undefined)) };
        if (description.search) {
            Object.assign(searchProps, {
                searchViewArch: description.search.arch,
                searchViewFields: description.fields,
                searchViewId: description.search.id,
                irFilters: props.irFilters || description.search.irFilters || [],
            });
        } else if (!searchProps.searchViewArch) {
            searchProps.searchViewArch = "<search/>";
            searchProps.searchViewFields = description.fields;
        }
        searchProps.searchMenuTypes = this._searchMenuTypes(props, descriptor);
        searchProps.canOrderByCount = descriptor.canOrderByCount ?? false;
        searchProps.hideCustomGroupBy = props.hideCustomGroupBy || descriptor.hideCustomGroupBy || false;
        const defaultOrder = archElement.getAttribute("default_order");
        if (defaultOrder && !(props.orderBy || []).length) {
            searchProps.orderBy = stringToOrderBy(defaultOrder);
        }
        if (!props.display?.controlPanel && props.display?.controlPanel !== undefined) {
            searchProps.display = { ...props.display, controlPanel: false };
        }
        if (exprToBoolean(archElement.getAttribute("disable_autofocus") || "0")) {
            this.env.config.disableSearchBarAutofocus = true;
        }
        for (const key of ["SearchModel", "searchModelArgs"]) {
            const value = descriptor[key];
            if (value) {
                searchProps[key] = typeof value === "function" && key === "searchModelArgs" ? value(props, descriptor) : value;
            }
        }
        searchProps.context = deepCopy(props.context || {});
        return searchProps;
    }
}
