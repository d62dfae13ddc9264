import { currencies } from "@web/core/currency";
import { rpc, rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

/** Keeps the currencies right when somebody changes them. */
export const currencyService = {
    start() {
        rpcBus.addEventListener("RPC:RESPONSE", async (ev) => {
            const { data, error } = /** @type {CustomEvent} */ (ev).detail;
            const { model, method } = data?.params || {};
            if (error || model !== "res.currency" || !["write", "create", "web_save", "action_archive", "action_unarchive"].includes(method)) {
                return;
            }
            const info = await rpc("/web/session/get_session_info", {}, { silent: true });
            for (const id of Object.keys(currencies)) {
                delete currencies[id];
            }
            Object.assign(currencies, info.currencies);
        });
    },
};

registry.category("services").add("currency", currencyService);
