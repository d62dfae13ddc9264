import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { View } from "../view";

/** Search records of a model and choose one or several. */
export class SelectCreateDialog extends Component {
    static template = "web.SelectCreateDialog";
    static components = { Dialog, View };
    static props = {
        context: { type: Object, optional: true },
        domain: { type: Array, optional: true },
        dynamicFilters: { type: Array, optional: true },
        resModel: String,
        searchViewId: { type: [Number, { value: false }], optional: true },
        multiSelect: { type: Boolean, optional: true },
        onSelected: { type: Function, optional: true },
        close: { type: Function, optional: true },
        onCreateEdit: { type: Function, optional: true },
        title: { type: String, optional: true },
        noCreate: { type: Boolean, optional: true },
        onUnselect: { type: Function, optional: true },
        size: { type: String, optional: true },
        noContentHelp: { type: String, optional: true },
    };
    static defaultProps = { dynamicFilters: [], multiSelect: true, searchViewId: false, domain: [], context: {}, size: "lg" };

    setup() {
        this.ui = useService("ui");
        this.state = useState({ resIds: /** @type {number[]} */ ([]), isBusy: false });
        const { context, domain, dynamicFilters, multiSelect, noContentHelp, resModel, searchViewId } = this.props;
        this.viewProps = {
            type: "list",
            views: [[false, "list"], [searchViewId, "search"]],
            resModel,
            context,
            domain,
            dynamicFilters,
            display: { searchPanel: false, controlPanel: {} },
            noBreadcrumbs: true,
            showButtons: false,
            allowSelectors: multiSelect,
            allowOpenAction: false,
            readonly: true,
            noContentHelp,
            loadIrFilters: false,
            createRecord: () => this.create(),
            selectRecord: (/** @type {number} */ resId) => this.executeOnce([resId]),
            onSelectionChanged: (/** @type {number[]} */ resIds) => {
                this.state.resIds = resIds;
            },
        };
    }

    get title() {
        return this.props.title || _t("Choose");
    }

    /** @param {number[]} resIds */
    async executeOnce(resIds) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        await this.props.onSelected?.(resIds);
        this.props.close?.();
    }

    async select() {
        await this.executeOnce(this.state.resIds);
    }

    async create() {
        this.props.close?.();
        await this.props.onCreateEdit?.();
    }

    async unselect() {
        await this.props.onUnselect?.();
        this.props.close?.();
    }
}

registry.category("dialogs").add("select_create", SelectCreateDialog);
