import { router } from "@web/core/browser/router";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** The developer mode by the palette: "debug". */
registry.category("command_provider").add("debug", {
    provide: (env, options) => {
        const result = [];
        if (env.debug) {
            result.push({ action: () => router.pushState({ debug: 0 }, { reload: true }), category: "debug", name: _t("Leave the developer mode").toString() });
            if (!String(env.debug).includes("assets")) {
                result.push({ action: () => router.pushState({ debug: "assets" }, { reload: true }), category: "debug", name: _t("Developer mode, modules one by one").toString() });
            }
        } else if (["debug", "developer"].some((word) => options.searchValue && word.startsWith(options.searchValue.toLowerCase().slice(0, 9)) && options.searchValue.length > 2)) {
            result.push({ action: () => router.pushState({ debug: 1 }, { reload: true }), category: "debug", name: _t("Enter the developer mode (debug)").toString() });
        }
        return result;
    },
});

