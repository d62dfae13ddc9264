import { Component, markup, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { capitalize } from "@web/core/utils/strings";
import { Tooltip } from "@web/core/tooltip/tooltip";
import { usePopover } from "@web/core/popover/popover_hook";

/** What people are told a kind of failure is. @type {Map<string, any>} */
export const odooExceptionTitleMap = new Map(
    Object.entries({
        "odoo.addons.base.models.ir_mail_server.MailDeliveryException": _t("The message was not delivered"),
        "odoo.exceptions.AccessDenied": _t("Access refused"),
        "odoo.exceptions.MissingError": _t("The record is gone"),
        "odoo.addons.web.controllers.action.MissingActionError": _t("This page does not exist"),
        "odoo.exceptions.UserError": _t("This cannot be done"),
        "odoo.exceptions.ValidationError": _t("Please check what you entered"),
        "odoo.exceptions.AccessError": _t("You may not do this"),
        "odoo.exceptions.Warning": _t("Warning"),
    })
);

export const standardErrorDialogProps = {
    traceback: { type: [String, { value: null }], optional: true },
    message: { type: String, optional: true },
    name: { type: String, optional: true },
    exceptionName: { type: [String, { value: null }], optional: true },
    data: { type: [Object, { value: null }], optional: true },
    subType: { type: [String, { value: null }], optional: true },
    code: { type: [Number, String, { value: null }], optional: true },
    type: { type: [String, { value: null }], optional: true },
    serverHost: { type: [String, { value: null }], optional: true },
    id: { type: [Number, { value: null }], optional: true },
    model: { type: [String, { value: null }], optional: true },
    close: Function,
};

/** Something broke: what happened, what to do, details on demand. */
export class ErrorDialog extends Component {
    static template = "web.ErrorDialog";
    static components = { Dialog };
    static title = _t("Something went wrong");
    static props = { ...standardErrorDialogProps };

    setup() {
        this.state = useState({ showTraceback: false });
        this.copyButtonRef = useRef("copyButton");
        this.popover = usePopover(Tooltip);
        this.contextDetails = _t("Occurred %(where)s on %(when)s", {
            where: this.props.serverHost || browser.location.host,
            when: luxon.DateTime.now().setZone("UTC").toFormat("yyyy-MM-dd HH:mm:ss 'GMT'"),
        });
    }

    get title() {
        return /** @type {any} */ (this.constructor).title;
    }

    get detailMessage() {
        return this.props.data?.message || this.props.message;
    }

    get tracebackText() {
        return this.props.traceback || this.props.data?.debug || this.props.message;
    }

    showTooltip() {
        this.popover.open(this.copyButtonRef.el, { tooltip: _t("Copied") });
        browser.setTimeout(this.popover.close, 800);
    }

    onClickClipboard() {
        browser.navigator.clipboard.writeText(`${this.props.name}\n\n${this.props.message}\n\n${this.contextDetails}\n\n${this.tracebackText}`);
        this.showTooltip();
    }
}

export class ClientErrorDialog extends ErrorDialog {
    static title = _t("Something went wrong on this page");
}

export class NetworkErrorDialog extends ErrorDialog {
    static title = _t("A script of another site failed");
}

export class RPCErrorDialog extends ErrorDialog {
    setup() {
        super.setup();
        this.inferTitle();
        this.traceback = this.props.traceback;
        if (this.props.data?.debug) {
            this.traceback = `${this.props.data.debug}\n${_t("The client called it from:")}\n${this.traceback}`;
        }
    }

    get tracebackText() {
        return this.traceback || super.tracebackText;
    }

    get title() {
        return this.rpcTitle;
    }

    inferTitle() {
        const { exceptionName, type } = this.props;
        this.rpcTitle = odooExceptionTitleMap.get(exceptionName) || { server: _t("The server failed"), script: _t("The client failed"), network: _t("The network failed") }[type] || _t("Something went wrong");
    }
}

/** The server says that something must be otherwise: its message, in words for the user. */
export class WarningDialog extends Component {
    static template = "web.WarningDialog";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps, title: { type: String, optional: true } };

    setup() {
        this.title = this.inferTitle();
        const { data, message } = this.props;
        const args = data?.arguments;
        this.message = data && args?.length ? (typeof args[0] === "string" ? args[0] : data.message) : message;
    }

    inferTitle() {
        const { exceptionName, title } = this.props;
        return odooExceptionTitleMap.get(exceptionName) || (title ? capitalize(title) : _t("This cannot be done"));
    }
}

/** A warning with a place to go to put things right. */
export class RedirectWarningDialog extends Component {
    static template = "web.RedirectWarningDialog";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.actionService = useService("action");
        const [message, actionId, buttonText, additionalContext] = this.props.data.arguments;
        this.title = capitalize(this.props.subType || "") || _t("Something is missing");
        this.message = message;
        this.actionId = actionId;
        this.buttonText = buttonText;
        this.additionalContext = additionalContext;
    }

    async onClick() {
        const options = this.additionalContext ? { additionalContext: this.additionalContext } : {};
        if (this.actionId.help) {
            this.actionId.help = markup(this.actionId.help);
        }
        await this.actionService.doAction(this.actionId, options);
        this.props.close();
    }
}

export class Error504Dialog extends Component {
    static template = "web.Error504Dialog";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps };
    title = _t("This takes too long");
}

export class SessionExpiredDialog extends Component {
    static template = "web.SessionExpiredDialog";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps };
    title = _t("You are logged out");

    onClick() {
        browser.location.reload();
    }
}

registry
    .category("error_dialogs")
    .add("odoo.exceptions.AccessDenied", WarningDialog)
    .add("odoo.exceptions.AccessError", WarningDialog)
    .add("odoo.exceptions.MissingError", WarningDialog)
    .add("odoo.addons.web.controllers.action.MissingActionError", WarningDialog)
    .add("odoo.exceptions.UserError", WarningDialog)
    .add("odoo.exceptions.ValidationError", WarningDialog)
    .add("odoo.addons.base.models.ir_actions.ServerActionWithWarningsError", WarningDialog)
    .add("odoo.exceptions.RedirectWarning", RedirectWarningDialog)
    .add("odoo.http.SessionExpiredException", SessionExpiredDialog)
    .add("werkzeug.exceptions.Forbidden", SessionExpiredDialog)
    .add("504", Error504Dialog);
