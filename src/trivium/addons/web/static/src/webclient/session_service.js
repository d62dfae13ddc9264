import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** Parts of the session that only some pages need. */
export const lazySession = {
    start() {
        /** @type {Promise<any> | null} */
        let loading = null;
        return {
            /** @param {string} key @param {(value: any) => void} callback */
            getValue(key, callback) {
                if (key in session) {
                    callback(session[key]);
                    return;
                }
                loading ??= rpc("/web/session/get_session_info", {}, { silent: true });
                loading.then((info) => callback(info[key]));
            },
        };
    },
};

registry.category("services").add("lazy_session", lazySession);
