import { Component, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { Domain } from "@web/core/domain";
import { DomainSelector } from "@web/core/domain_selector/domain_selector";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";

/** Asks for a domain. */
export class DomainSelectorDialog extends Component {
    static template = "web.DomainSelectorDialog";
    static components = { Dialog, DomainSelector };
    static props = {
        close: Function,
        onConfirm: Function,
        resModel: String,
        className: { type: String, optional: true },
        defaultConnector: { optional: true },
        domain: String,
        isDebugMode: { type: Boolean, optional: true },
        readonly: { type: Boolean, optional: true },
        text: { optional: true },
        confirmButtonText: { optional: true },
        disableConfirmButton: { type: Function, optional: true },
        discardButtonText: { optional: true },
        title: { optional: true },
        context: { type: Object, optional: true },
    };
    static defaultProps = { isDebugMode: false, readonly: false, context: {} };

    setup() {
        this.notification = useService("notification");
        this.confirmButtonRef = useRef("confirm");
        this.state = useState({ domain: this.props.domain });
    }

    get title() {
        return this.props.title || _t("Condition");
    }

    get confirmButtonText() {
        return this.props.confirmButtonText || _t("Confirm");
    }

    get disabled() {
        return this.props.disableConfirmButton ? this.props.disableConfirmButton(this.state.domain) : false;
    }

    async onConfirm() {
        const button = /** @type {HTMLButtonElement} */ (this.confirmButtonRef.el);
        button.disabled = true;
        let isValid = false;
        try {
            const domain = new Domain(this.state.domain).toList(this.props.context);
            isValid = await rpc("/web/domain/validate", { model: this.props.resModel, domain });
        } catch {
            // whatever is wrong with it, it cannot be used
            isValid = false;
        }
        if (!isValid) {
            button.disabled = false;
            this.notification.add(_t("This condition cannot be used. Check its fields and values."), { type: "danger" });
            return;
        }
        await this.props.onConfirm(this.state.domain);
        this.props.close();
    }
}
