import { browser } from "@web/core/browser/browser";
import { ClientErrorDialog, ErrorDialog, NetworkErrorDialog, RPCErrorDialog } from "@web/core/errors/error_dialogs";
import { ThirdPartyScriptError, UncaughtClientError, UncaughtPromiseError } from "@web/core/errors/error_service";
import { _t } from "@web/core/l10n/translation";
import { ConnectionAbortedError, ConnectionLostError, RPCError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

const errorHandlers = registry.category("error_handlers");
const errorDialogs = registry.category("error_dialogs");
const errorNotifications = registry.category("error_notifications");

/**
 * Errors of the server: a notification or the dialog that goes with the exception.
 * @type {(env: any, error: any, originalError: any) => boolean}
 */
export function rpcErrorHandler(env, error, originalError) {
    if (!(error instanceof UncaughtPromiseError) || !(originalError instanceof RPCError)) {
        return originalError instanceof ConnectionAbortedError;
    }
    error.unhandledRejectionEvent?.preventDefault();
    const { exceptionName } = originalError;
    const className = originalError.data?.context?.exception_class;
    if (exceptionName && errorNotifications.contains(exceptionName)) {
        const notif = { ...errorNotifications.get(exceptionName) };
        env.services.notification.add(notif.message || originalError.data.message, notif);
        return true;
    }
    const Dialog = [originalError.Component, exceptionName && errorDialogs.get(exceptionName, null), className && errorDialogs.get(className, null)].find(Boolean) || RPCErrorDialog;
    env.services.dialog.add(Dialog, {
        traceback: error.traceback,
        message: originalError.message,
        name: originalError.name,
        exceptionName,
        data: originalError.data,
        subType: originalError.subType,
        code: originalError.code,
        type: originalError.type,
        serverHost: error.event?.target?.location?.host,
        model: originalError.model,
    });
    return true;
}
errorHandlers.add("rpcErrorHandler", rpcErrorHandler, { sequence: 97 });

/** @type {(() => void) | null} */
let closeLostNotice = null;

/**
 * The server cannot be reached: says so once, and tries until it can.
 * @type {(env: any, error: any, originalError: any) => boolean}
 */
export function lostConnectionHandler(env, error, originalError) {
    if (!(error instanceof UncaughtPromiseError) || !(originalError instanceof ConnectionLostError)) {
        return false;
    }
    error.unhandledRejectionEvent?.preventDefault();
    if (closeLostNotice) {
        return true;
    }
    closeLostNotice = env.services.notification.add(_t("The server cannot be reached. What you see may be old; nothing can be saved for now. Trying again..."), {
        title: _t("No connection"),
        type: "warning",
        sticky: true,
    });
    let delay = 2000;
    const check = async () => {
        try {
            await rpc("/web/webclient/version_info", {}, { silent: true });
        } catch {
            // slower each time, and not all clients at the same moment
            delay = Math.min(60_000, delay * 1.5 + 500 * Math.random());
            browser.setTimeout(check, delay);
            return;
        }
        closeLostNotice?.();
        closeLostNotice = null;
        env.services.notification.add(_t("You are connected again."), { type: "success" });
    };
    browser.setTimeout(check, delay);
    return true;
}
errorHandlers.add("lostConnectionHandler", lostConnectionHandler, { sequence: 98 });

const DIALOGS = new Map([
    [UncaughtClientError, ClientErrorDialog],
    [UncaughtPromiseError, ClientErrorDialog],
    [ThirdPartyScriptError, NetworkErrorDialog],
]);

/**
 * Whatever is left.
 * @type {(env: any, error: any, originalError: any) => boolean}
 */
export function defaultHandler(env, error) {
    const Dialog = DIALOGS.get(error.constructor) || ErrorDialog;
    env.services.dialog.add(Dialog, {
        traceback: error.traceback,
        message: error.message,
        name: error.name,
        serverHost: error.event?.target?.location?.host,
    });
    return true;
}
errorHandlers.add("defaultHandler", defaultHandler, { sequence: 100 });

/** Visitors of a public page are not shown what went wrong. @type {(env: any, error: any, originalError: any) => boolean} */
export function swallowAllVisitorErrors(env, error, originalError) {
    return Boolean(session.is_frontend) && !user.isInternalUser && !(originalError instanceof RPCError && originalError.exceptionName?.startsWith("odoo.exceptions"));
}
errorHandlers.add("swallowAllVisitorErrors", swallowAllVisitorErrors, { sequence: 0 });

