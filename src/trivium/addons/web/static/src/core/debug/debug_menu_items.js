import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/** Goes on as the superuser. */
export function becomeSuperuser() {
    const route = `${browser.location.origin}/web/become`;
    return {
        type: "item",
        description: _t("Become superuser"),
        hide: !user.isAdmin,
        href: route,
        callback: () => browser.open(route, "_self"),
        sequence: 560,
        section: "tools",
    };
}

/** Loads the page with modules one by one, as they are written. */
function activateAssetsDebugging({ env }) {
    const isOn = String(env.debug).includes("assets");
    return {
        type: "item",
        description: isOn ? _t("Load bundles again") : _t("Load modules one by one"),
        callback: () => router.pushState({ debug: isOn ? 1 : "assets" }, { reload: true }),
        sequence: 550,
        section: "tools",
    };
}

/** Lets every page be built anew. @param {{env: any}} context */
export function regenerateAssets({ env }) {
    return {
        type: "item",
        description: _t("Build the bundles again"),
        callback: async () => {
            await env.services.orm.call("ir.attachment", "regenerate_assets_bundles");
            browser.location.reload();
        },
        sequence: 555,
        section: "tools",
        hide: !user.isAdmin,
    };
}

function leaveDebugMode() {
    return {
        type: "item",
        description: _t("Leave the developer mode"),
        callback: () => router.pushState({ debug: 0 }, { reload: true }),
        sequence: 650,
        section: "tools",
    };
}

registry.category("debug").category("default").add("activateAssetsDebugging", activateAssetsDebugging).add("becomeSuperuser", becomeSuperuser).add("leaveDebugMode", leaveDebugMode);
