import { Component, useRef } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { Tooltip } from "@web/core/tooltip/tooltip";

const SHOWN_FOR = 1200;

/** Copies something to the clipboard and says so. */
export class CopyButton extends Component {
    static template = "web.CopyButton";
    static props = {
        className: { type: String, optional: true },
        copyText: { optional: true },
        disabled: { type: Boolean, optional: true },
        successText: { optional: true },
        icon: { type: String, optional: true },
        tooltip: { optional: true },
        content: { type: [String, Object, Function], optional: true },
    };
    static defaultProps = { className: "btn btn-link", icon: "fa-clone" };

    setup() {
        this.button = useRef("button");
        this.popover = usePopover(Tooltip, { setActiveElement: false, arrow: false, popoverClass: "o_tooltip_popover" });
    }

    showTooltip() {
        this.popover.open(this.button.el, { tooltip: this.props.successText || _t("Copied") });
        browser.setTimeout(this.popover.close, SHOWN_FOR);
    }

    async onClick() {
        const content = typeof this.props.content === "function" ? this.props.content() : this.props.content;
        const isText = typeof content === "string" || content instanceof String;
        await (isText ? browser.navigator.clipboard.writeText(String(content)) : browser.navigator.clipboard.write(content));
        this.showTooltip();
    }
}
