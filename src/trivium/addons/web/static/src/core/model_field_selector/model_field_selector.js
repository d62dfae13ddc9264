import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { ModelFieldSelectorPopover } from "@web/core/model_field_selector/model_field_selector_popover";
import { usePopover } from "@web/core/popover/popover_hook";
import { useService } from "@web/core/utils/hooks";

/** A path of fields, by their labels. */
export class ModelFieldSelector extends Component {
    static template = "web._ModelFieldSelector";
    static props = {
        resModel: String,
        path: { optional: true },
        allowEmpty: { type: Boolean, optional: true },
        readonly: { type: Boolean, optional: true },
        readProperty: { type: Boolean, optional: true },
        showSearchInput: { type: Boolean, optional: true },
        isDebugMode: { type: Boolean, optional: true },
        showDebugInput: { type: Boolean, optional: true },
        update: { type: Function, optional: true },
        filter: { type: Function, optional: true },
        sort: { type: Function, optional: true },
        followRelations: { type: Boolean, optional: true },
        placeholder: { type: String, optional: true },
    };
    static defaultProps = { readonly: true, allowEmpty: false, isDebugMode: false, showSearchInput: true, update: () => {}, followRelations: true };

    setup() {
        this.fieldService = useService("field");
        this.popover = usePopover(ModelFieldSelectorPopover, { position: "bottom-start", arrow: false, popoverClass: "o_popover_field_selector" });
        /** @type {{labels: string[], isInvalid: boolean}} */
        this.state = useState({ labels: [], isInvalid: false });
        onWillStart(() => this.read(this.props));
        onWillUpdateProps((props) => this.read(props));
    }

    /** @param {any} props */
    async read({ resModel, path }) {
        if (!path || typeof path !== "string") {
            this.state.labels = [];
            this.state.isInvalid = false;
            return;
        }
        const { names, modelsInfo, isInvalid } = await this.fieldService.loadPath(resModel, path);
        this.state.labels = names.map((name, index) => modelsInfo[index]?.fieldDefs?.[name]?.string || name);
        this.state.isInvalid = Boolean(isInvalid);
    }

    /** @param {MouseEvent} ev */
    open(ev) {
        if (this.props.readonly) {
            return;
        }
        const { resModel, path, filter, followRelations, isDebugMode, showSearchInput } = this.props;
        this.popover.open(/** @type {HTMLElement} */ (ev.currentTarget), {
            resModel,
            path,
            followRelations,
            isDebugMode,
            showSearchInput,
            ...(filter ? { filter } : {}),
            update: (value, info) => this.props.update(value, info),
        });
    }

    clear() {
        this.props.update("", { resModel: this.props.resModel, fieldDef: null });
    }
}
