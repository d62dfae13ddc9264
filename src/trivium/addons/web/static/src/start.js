import { whenReady } from "@odoo/owl";
import { hasTouch } from "@web/core/browser/feature_detection";
import { localization } from "@web/core/l10n/localization";
import { user } from "@web/core/user";
import { makeEnv, mountComponent, startServices } from "@web/env";
import { session } from "@web/session";

/**
 * Starts the web client on the page.
 * @param {any} Webclient its root component
 */
export async function startWebClient(Webclient) {
    odoo.info = {
        db: session.db,
        server_version: session.server_version,
        server_version_info: session.server_version_info,
        isEnterprise: session.server_version_info?.at(-1) === "e",
    };
    odoo.isReady = false;
    await whenReady();
    const env = makeEnv();
    await startServices(env);
    const { body } = document;
    const app = await mountComponent(Webclient, body, { env, name: "Web Client" });
    body.classList.toggle("o_rtl", localization.direction === "rtl");
    body.classList.toggle("o_is_superuser", user.userId === 1);
    body.classList.toggle("o_touch_device", hasTouch());
    odoo.__WOWL_DEBUG__ = { root: app.root.component };
    odoo.isReady = true;
    return app;
}

