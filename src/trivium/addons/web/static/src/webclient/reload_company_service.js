import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { router } from "@web/core/browser/router";

/** A change of companies changes what every page shows. */
const reloadCompanyService = {
    start() {
        rpcBus.addEventListener("RPC:RESPONSE", (ev) => {
            const { data, error, settings } = /** @type {CustomEvent} */ (ev).detail;
            const { model, method } = data?.params || {};
            if (!error && !settings.silent && model === "res.company" && ["create", "unlink", "action_archive", "action_unarchive"].includes(method)) {
                router.pushState({}, { reload: true });
            }
        });
    },
};

registry.category("services").add("reloadCompany", reloadCompanyService);
