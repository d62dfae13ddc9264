import { Component } from "@odoo/owl";
import { useDropdownCloser } from "@web/core/dropdown/dropdown_hooks";

const CLOSING = { none: "none", closest: "closest", all: "all" };

/** An entry of a dropdown's menu. */
export class DropdownItem extends Component {
    static template = "web.DropdownItem";
    static props = {
        tag: { type: String, optional: true },
        class: { type: [String, Object], optional: true },
        onSelected: { type: Function, optional: true },
        closingMode: { type: String, optional: true, validate: (mode) => mode in CLOSING },
        attrs: { type: Object, optional: true },
        slots: { type: Object, optional: true },
    };
    static defaultProps = { closingMode: CLOSING.all, attrs: {} };

    setup() {
        this.dropdownControl = useDropdownCloser();
    }

    /** @param {MouseEvent} ev */
    onClick(ev) {
        if (this.props.attrs?.href) {
            // a link is opened by its action, or by the browser in another tab
            if (ev.ctrlKey || ev.metaKey || ev.button === 1) {
                return;
            }
            ev.preventDefault();
        }
        this.props.onSelected?.();
        if (this.props.closingMode === CLOSING.all) {
            this.dropdownControl.closeAll();
        } else if (this.props.closingMode === CLOSING.closest) {
            this.dropdownControl.close();
        }
    }
}
