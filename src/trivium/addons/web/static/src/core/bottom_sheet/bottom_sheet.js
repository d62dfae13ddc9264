import { Component } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useActiveElement } from "@web/core/ui/ui_service";

/** A sheet from the lower edge, in place of a popover on a phone. */
export class BottomSheet extends Component {
    static template = "web.BottomSheet";
    static props = {
        component: { type: Function },
        componentProps: { type: Object, optional: true },
        close: { type: Function },
        class: { optional: true },
        role: { type: String, optional: true },
        slots: { type: Object, optional: true },
    };
    static defaultProps = { componentProps: {}, role: "dialog" };

    setup() {
        useActiveElement("sheet");
        useHotkey("escape", () => this.props.close(), { bypassEditableProtection: true });
    }
}
