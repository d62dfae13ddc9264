import { registry } from "@web/core/registry";
import { RainbowMan } from "@web/core/effects/rainbow_man";
import { user } from "@web/core/user";
import { _t } from "@web/core/l10n/translation";

const effects = registry.category("effects");

/**
 * A sign that something was reached; a plain message for who has such signs turned off.
 * @param {any} env
 * @param {any} [params]
 */
function rainbowMan(env, params = {}) {
    let message = params.message;
    if (message instanceof Element) {
        message = message.outerHTML;
    }
    message ||= _t("Well done!");
    if (user.showEffect) {
        return { Component: RainbowMan, props: { message, fadeout: params.fadeout || "medium", imgUrl: params.img_url || "", Component: params.Component, props: params.props } };
    }
    env.services.notification.add(message, { type: "success" });
}
effects.add("rainbow_man", rainbowMan);

export const effectService = {
    dependencies: ["overlay"],
    start(env, { overlay }) {
        return {
            /** @param {{type?: string, [key: string]: any}} [params] */
            add(params = {}) {
                const effect = effects.get(params.type || "rainbow_man")(env, params);
                if (effect) {
                    const remove = overlay.add(effect.Component, { ...effect.props, close: () => remove() });
                }
            },
        };
    },
};

registry.category("services").add("effect", effectService);
