import { Component, useRef } from "@odoo/owl";
import { ControlPanel } from "./control_panel/control_panel";
import { SearchPanel } from "./search_panel/search_panel";

/** @param {any} params */
export function extractLayoutComponents(params) {
    return {
        ControlPanel: params.ControlPanel || ControlPanel,
        SearchPanel: params.SearchPanel || SearchPanel,
    };
}

/**
 * The frame of a view: control panel above, search panel beside, content.
 *
 * Slots named `layout-...` and `control-panel-...` go to the control panel, the default one is the content.
 */
export class Layout extends Component {
    static template = "web.Layout";
    static props = {
        className: { type: String, optional: true },
        display: { type: Object, optional: true },
        slots: { type: Object, optional: true },
    };
    static defaultProps = { display: {}, className: "", slots: {} };

    setup() {
        this.components = extractLayoutComponents(this.env.config || {});
        this.contentRef = useRef("content");
    }

    get controlPanelSlots() {
        const { default: _content, "layout-footer": _footer, ...slots } = this.props.slots || {};
        return slots;
    }
}
