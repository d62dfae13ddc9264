import { registry } from "@web/core/registry";
import { browser } from "@web/core/browser/browser";
import { lostConnectionHandler } from "@web/core/errors/error_handlers";
import { ConnectionLostError } from "@web/core/network/rpc";

/**
 * A file that could not be fetched without a connection is nothing broken: it is told like any lost connection.
 * @type {(env: any, error: any, originalError: any) => boolean}
 */
export function offlineFailToFetchErrorHandler(env, error, originalError) {
    if (browser.navigator.onLine !== false || !(originalError instanceof TypeError) || !/fetch|import/i.test(originalError.message)) {
        return false;
    }
    return lostConnectionHandler(env, error, new ConnectionLostError(browser.location.href));
}

registry.category("error_handlers").add("offlineFailToFetchErrorHandler", offlineFailToFetchErrorHandler, { sequence: 96 });
