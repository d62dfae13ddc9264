/**
 * A client in a test: its templates, its services, and a server that answers as the test says.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App } from "@odoo/owl";
import { rpc } from "@web/core/network/rpc";
import { getTemplate, registerTemplate, registerTemplateExtension } from "@web/core/templates";
import { appTranslateFn } from "@web/core/l10n/translation";
import { customDirectives, globalValues, makeEnv } from "@web/env";
import { registry } from "@web/core/registry";
import { SERVICES_METADATA } from "@web/core/utils/hooks";

// the services that tests may ask for
import "@web/core/bottom_sheet/bottom_sheet_service";
import "@web/core/browser/title_service";
import "@web/core/commands/command_service";
import "@web/core/datetime/datetimepicker_service";
import "@web/core/dialog/dialog_service";
import "@web/core/effects/effect_service";
import "@web/core/field_service";
import "@web/core/hotkeys/hotkey_service";
import "@web/core/name_service";
import "@web/core/network/http_service";
import "@web/core/notifications/notification_service";
import "@web/core/orm_service";
import "@web/core/overlay/overlay_service";
import "@web/core/popover/popover_service";
import "@web/core/tooltip/tooltip_service";
import "@web/core/ui/ui_service";
import "@web/core/utils/sortable_service";
import "@web/views/view_service";
import "@web/webclient/actions/action_service";
import "@web/webclient/actions/client_actions";

const SOURCES = resolve(import.meta.dirname, "../../src/trivium/addons/web/static/src");

for (const entry of readdirSync(SOURCES, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".xml")) {
        continue;
    }
    const file = join(entry.parentPath, entry.name);
    const root = new DOMParser().parseFromString(readFileSync(file, "utf8"), "text/xml").documentElement;
    for (const template of root.children) {
        const parent = template.getAttribute("t-inherit");
        const isExtension = template.getAttribute("t-inherit-mode") === "extension";
        const register = isExtension ? registerTemplateExtension : registerTemplate;
        register(isExtension ? parent : template.getAttribute("t-name"), file, template.outerHTML);
    }
}

/**
 * An environment with some services (and those that they depend on) and a server.
 * @param {{services?: string[], mockRPC?: (route: string, params: any) => any}} [options]
 */
export async function makeTestEnv({ services = [], mockRPC = () => undefined } = {}) {
    const calls = [];
    rpc._rpc = async (route, params) => {
        calls.push({ route, params });
        const answer = await mockRPC(route, params);
        if (answer === undefined) {
            throw new Error(`The test's server has no answer to ${route} ${JSON.stringify(params)}`);
        }
        return structuredClone(answer);
    };
    const env = makeEnv();
    const all = registry.category("services");
    const start = async (name) => {
        if (name in env.services) {
            return;
        }
        const service = all.get(name);
        for (const dependency of service.dependencies || []) {
            await start(dependency);
        }
        if (service.async) {
            SERVICES_METADATA[name] = service.async;
        }
        env.services[name] = await service.start(env, Object.fromEntries((service.dependencies || []).map((each) => [each, env.services[each]])));
    };
    env.services.localization = {};
    for (const name of services) {
        await start(name);
    }
    return Object.assign(env, { calls });
}

/**
 * @param {any} Component
 * @param {{env: any, props?: any, target?: HTMLElement}} options
 */
export async function mountWithEnv(Component, { env, props = {}, target = document.body }) {
    const app = new App(Component, { env, props, getTemplate, translateFn: appTranslateFn, customDirectives, globalValues });
    const component = await app.mount(target);
    return { app, component };
}

/** Lets everything that is under way happen. */
export async function settle() {
    for (let round = 0; round < 3; round++) {
        await new Promise((done) => setTimeout(done, 0));
        await new Promise((done) => requestAnimationFrame(() => done(undefined)));
    }
}
