import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { makeContext } from "@web/core/context";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { sortBy } from "@web/core/utils/arrays";
import { useService } from "@web/core/utils/hooks";

/** Groups of entries are parted by lines; entries of actions that are bound to the model form this one. */
export const ACTIONS_GROUP_NUMBER = 100;
export const STATIC_ACTIONS_GROUP_NUMBER = 0;

let nextActionId = 0;

/** What can be done with the chosen records: entries of the view, actions and reports bound to the model. */
export class ActionMenus extends Component {
    static template = "web.ActionMenus";
    static components = { Dropdown, DropdownItem };
    static props = {
        getActiveIds: { type: Function, optional: true },
        context: { type: Object, optional: true },
        resModel: { type: String, optional: true },
        domain: { type: Array, optional: true },
        isDomainSelected: { type: Boolean, optional: true },
        items: { type: Object, optional: true },
        onActionExecuted: { type: Function, optional: true },
        shouldExecuteAction: { type: Function, optional: true },
        loadExtraPrintItems: { type: Function, optional: true },
        hasSelectedRecords: { type: Boolean, optional: true },
        slots: { type: Object, optional: true },
    };
    static defaultProps = {
        onActionExecuted: () => {},
        shouldExecuteAction: () => true,
        loadExtraPrintItems: async () => [],
        getActiveIds: () => [],
        items: {},
        context: {},
    };

    setup() {
        this.orm = useService("orm");
        this.actionService = useService("action");
        onWillStart(() => this.loadItems(this.props));
        onWillUpdateProps((nextProps) => this.loadItems(nextProps));
    }

    /** @param {any} props */
    async loadItems(props) {
        this.actionItems = this.makeActionItems(props);
        this.printItems = (props.items.print || []).map((/** @type {any} */ action) => this.makeBoundItem(action));
        this.registryItems = await this.loadRegistryItems(props);
    }

    /** @param {any} props */
    makeActionItems(props) {
        const { action = [], other = [] } = props.items;
        const own = other.map((/** @type {any} */ item) => ({ key: item.key || `other_${nextActionId++}`, groupNumber: STATIC_ACTIONS_GROUP_NUMBER, ...item }));
        return sortBy([...own, ...action.map((/** @type {any} */ each) => this.makeBoundItem(each))], (/** @type {any} */ item) => item.groupNumber);
    }

    /** @param {any} action */
    makeBoundItem(action) {
        return {
            key: `action_${action.id}`,
            description: action.name || action.description,
            groupNumber: action.groupNumber ?? ACTIONS_GROUP_NUMBER,
            action,
        };
    }

    /** @param {any} props */
    async loadRegistryItems(props) {
        const entries = registry.category("action_menus").getAll();
        const items = await Promise.all(entries.map((/** @type {any} */ entry) => entry.getProps?.(props, this.env) ?? null));
        return entries
            .map((/** @type {any} */ entry, /** @type {number} */ index) => ({ key: `registry_${index}`, Component: entry.Component, groupNumber: entry.groupNumber, props: items[index] }))
            .filter((/** @type {any} */ item) => item.props);
    }

    /** @param {any[]} items @param {number} index */
    startsGroup(items, index) {
        return index > 0 && items[index - 1].groupNumber !== items[index].groupNumber;
    }

    /** @param {any} item */
    async onItemSelected(item) {
        if (!(await this.props.shouldExecuteAction(item))) {
            return;
        }
        if (item.callback) {
            await item.callback([item]);
        } else if (item.action) {
            await this.executeAction(item.action);
        } else if (item.url) {
            window.open(item.url, "_self");
        }
    }

    /** @param {any} action */
    async executeAction(action) {
        const activeIds = await this.props.getActiveIds();
        /** @type {any} */
        const context = {
            active_id: activeIds[0],
            active_ids: activeIds,
            active_model: this.props.resModel,
        };
        if (this.props.domain) {
            context.active_domain = this.props.domain;
        }
        await this.actionService.doAction(action.id, {
            additionalContext: makeContext([this.props.context, context]),
            onClose: this.props.onActionExecuted,
        });
    }

    get printTitle() {
        return _t("Print");
    }
}
