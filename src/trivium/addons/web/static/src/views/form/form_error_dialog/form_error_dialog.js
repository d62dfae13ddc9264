import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";

/** The record could not be saved, and the user is about to leave: stay, or give the changes up. */
export class FormErrorDialog extends Component {
    static template = "web.FormErrorDialog";
    static components = { Dialog };
    static props = {
        message: { type: String, optional: true },
        data: { type: Object, optional: true },
        onDiscard: Function,
        onStayHere: Function,
        close: Function,
    };

    setup() {
        this.action = useService("action");
        const { data } = this.props;
        const isRedirect = data?.name === "odoo.exceptions.RedirectWarning";
        this.message = isRedirect ? data.arguments[0] : this.props.message;
        this.redirect = isRedirect ? { action: data.arguments[1], label: data.arguments[2], context: data.arguments[3] } : null;
    }

    async onRedirect() {
        this.props.close();
        await this.action.doAction(/** @type {any} */ (this.redirect).action, { additionalContext: this.redirect?.context });
    }

    async discard() {
        await this.props.onDiscard();
        this.props.close();
    }

    async stay() {
        await this.props.onStayHere();
        this.props.close();
    }
}
