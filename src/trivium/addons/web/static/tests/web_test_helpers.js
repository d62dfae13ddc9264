/** What tests of addons import as `@web/../tests/web_test_helpers`. */
import { App, Component, xml } from "@odoo/owl";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { getTemplate } from "@web/core/templates";
import { appTranslateFn } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { customDirectives, globalValues, makeEnv, startServices } from "@web/env";
import { session } from "@web/session";
import { View } from "@web/views/view";
import { WebClient } from "@web/webclient/webclient";
import { after, beforeEach, isRunning } from "@web/../tests/_framework/hoot/suites";
import { getFixture } from "@web/../tests/_framework/hoot/fixture";
import * as interaction from "@web/../tests/_framework/hoot/interaction";
import { queryFirst, waitFor } from "@web/../tests/_framework/hoot/query";
import { animationFrame } from "@web/../tests/_framework/hoot/time";
import { makeMockServer, MockServer } from "@web/../tests/_framework/mock_server/mock_server";
import * as fields from "@web/../tests/_framework/mock_server/fields";
import { Model } from "@web/../tests/_framework/mock_server/models";

export { defineActions, defineMenus, defineModels, defineWebModels, makeMockServer, makeServerError, MockServer, onRpc } from "@web/../tests/_framework/mock_server/mock_server";
export { webModels } from "@web/../tests/_framework/mock_server/web_models";
export { fields };
export const models = { Model };

/** @type {any} */
let currentEnv = null;
/** The environment of the test that runs. */
export const getMockEnv = () => currentEnv;
/** @param {string} name */
export const getService = (name) => currentEnv?.services[name];

/** Keeps the entries of all registries as they were; returns how to bring them back. */
function keepRegistries(target = registry) {
    const undo = [];
    const content = { ...target.content };
    for (const each of Object.values(target.subRegistries)) {
        undo.push(keepRegistries(each));
    }
    return () => {
        target.content = content;
        target.elements = null;
        target.entries = null;
        undo.forEach((each) => each());
    };
}

/** Makes the environment of the test, with all services running. @param {any} [partial] @returns {Promise<any>} */
export async function makeMockEnv(partial = {}) {
    if (currentEnv) {
        return Object.assign(currentEnv, partial);
    }
    await makeMockServer();
    const env = Object.assign(makeEnv(), {});
    currentEnv = env;
    const undo = keepRegistries();
    after(() => {
        undo();
        currentEnv = null;
        rpcBus.trigger("CLEAR-CACHES");
    });
    await startServices(env);
    return Object.assign(env, partial);
}

/** @param {any} component a class, or a template @param {any} [options] */
export async function mountWithCleanup(component, { env, props = {}, target, templates, getTemplate: find, noMainContainer, containerEnv: _unused, ...config } = {}) {
    const usedEnv = env || (await makeMockEnv());
    const Root = typeof component === "string" ? class extends Component { static template = xml`${component}`; static props = ["*"]; } : component; // prettier-ignore
    const place = target ? queryFirst(target) : getFixture();
    const settings = { env: usedEnv, getTemplate: find || getTemplate, templates, translateFn: appTranslateFn, customDirectives, globalValues, translatableAttributes: ["data-tooltip"], warnIfNoStaticProps: false, ...config };
    const apps = [];
    after(() => apps.forEach((app) => app.destroy()));
    const mount = async (Each, own) => {
        const app = new App(Each, { ...settings, props: own });
        apps.push(app);
        return app.mount(place);
    };
    const mounted = await mount(Root, props);
    if (!noMainContainer && Root !== MainComponentsContainer && !Root.components?.MainComponentsContainer) {
        await mount(MainComponentsContainer, {});
    }
    await animationFrame();
    return mounted;
}

/** Shows a view. @param {any} options `{type, resModel, resId, arch, searchViewArch, ...props of View}` @param {any} [target] */
export async function mountView({ arch, searchViewArch, config = {}, env: _env, ...props }, target) {
    const server = await makeMockServer();
    const model = server.env[props.resModel];
    if (arch !== undefined) {
        model._views[`${props.type},${props.viewId || false}`] = arch;
    }
    if (searchViewArch !== undefined) {
        model._views["search,false"] = searchViewArch;
    }
    const env = Object.assign(Object.create(await makeMockEnv()), { config: { ...config } });
    return mountWithCleanup(class extends Component {
        static template = xml`<t t-component="View" t-props="props"/>`;
        static props = ["*"];
        View = View;
    }, { env, props: { loadActionMenus: false, ...props }, target }); // prettier-ignore
}

/** A view inside of a dialog. @param {any} options */
export async function mountViewInDialog({ arch, ...props }) {
    const server = await makeMockServer();
    server.env[props.resModel]._views[`${props.type},${props.viewId || false}`] = arch;
    const env = await makeMockEnv();
    const { Dialog } = await import("@web/core/dialog/dialog");
    const Content = class extends Component {
        static template = xml`<Dialog><View t-props="props.viewProps"/></Dialog>`;
        static components = { Dialog, View };
        static props = ["*"];
    };
    await mountWithCleanup(MainComponentsContainer, { env });
    env.services.dialog.add(Content, { viewProps: props });
    await waitFor(".o_dialog .o_view_controller, .o_dialog .o_form_view");
}

/** The whole client. @param {any} [options] */
export async function mountWebClient({ WebClient: Client = WebClient, ...options } = {}) {
    return mountWithCleanup(Client, { ...options, noMainContainer: true });
}

/** Replaces values of an object until the test ends. @template T @param {T} target @param {any} values */
export function patchWithCleanup(target, values) {
    const apply = () => after(patch(/** @type {any} */ (target), values));
    isRunning() ? apply() : beforeEach(apply);
}

/** @param {string} name @param {any} service a service, or what it is to offer */
export function mockService(name, service) {
    const services = registry.category("services");
    const before = services.get(name, null);
    const offered = typeof service === "function" ? { ...before, start: service } : typeof service.start === "function" ? service : { ...before, start: (env, dependencies) => Object.assign(Object.create(before?.start(env, dependencies) ?? null), service) };
    const apply = () => {
        const content = { ...services.content };
        services.add(name, offered, { force: true });
        after(() => {
            // not by add(), which would start it in environments that are gone
            services.content = content;
            services.elements = services.entries = null;
        });
    };
    isRunning() ? apply() : beforeEach(apply);
}

/** Words of the interface in another language, for the test. @param {string} lang */
export const serverState = {
    get userId() { return user.userId; },
    get partnerId() { return user.partnerId; },
    get companies() { return Object.values(session.user_companies?.allowed_companies || {}); },
    get lang() { return user.lang; },
    get timezone() { return user.tz; },
    debug: "",
}; // prettier-ignore

/** Removes what a test file does not want. @param {string} category @param {...string} kept */
export function clearRegistry(category, ...kept) {
    const chosen = typeof category === "string" ? registry.category(category) : /** @type {any} */ (category);
    chosen.getEntries().forEach(([key]) => kept.includes(key) || chosen.remove(key));
}
export const allowTranslations = () => {};
export const preloadBundle = (/** @type {string} */ _name) => {};
export const getDropdownMenu = (toggler) => {
    const popover = queryFirst(toggler)?.closest(".dropdown, .o-dropdown")?.nextElementSibling;
    return popover || queryFirst(".o-dropdown--menu");
};
export const hideTab = () => document.dispatchEvent(new Event("visibilitychange"));

/**
 * A person who waits for an element, does something with it, and waits for what comes of it.
 * @param {any} target @param {any} [options]
 */
export function contains(target, options = {}) {
    const { timeout, root, visible = true, ...rest } = options;
    const find = async () => (typeof target === "string" ? waitFor(target, { root, visible, timeout: timeout ?? 1500, ...rest }) : queryFirst(await target));
    const act = (/** @type {(element: any, ...args: any[]) => any} */ action) => async (/** @type {any[]} */ ...args) => {
        const element = await find();
        const result = await action(element, ...args);
        // one for what the server is asked, one for what its answer changes
        await animationFrame();
        await animationFrame();
        return result;
    };
    const focused = (action) => act(async (element, ...args) => {
        await interaction.click(element);
        return action(...args);
    }); // prettier-ignore
    return {
        check: act(interaction.check),
        clear: focused((how) => interaction.clear({ confirm: "auto", ...how })),
        click: act(interaction.click),
        dblclick: act(interaction.dblclick),
        rightClick: act(interaction.rightClick),
        drag: act(interaction.drag),
        dragAndDrop: act(async (element, to, how) => {
            const { drop } = await interaction.drag(element);
            await drop(to, how);
        }),
        edit: focused((value, how) => interaction.edit(value, { confirm: "auto", ...how })),
        fill: focused((value, how) => interaction.fill(value, { confirm: "auto", ...how })),
        editSelectMenu: focused((value) => interaction.edit(value)),
        focus: act((element) => element.focus()),
        hover: act(interaction.hover),
        keyDown: focused((keys, how) => interaction.keyDown(keys, how)),
        keyUp: focused((keys, how) => interaction.keyUp(keys, how)),
        press: act((element, keys, how) => { element.focus?.(); return interaction.press(keys, how); }),
        scroll: act(interaction.scroll),
        select: act((element, value) => interaction.select(value, { target: element })),
        uncheck: act(interaction.uncheck),
        wait: find,
    }; // prettier-ignore
}

/** @param {string} name of the field */
export const clickFieldDropdown = (name) => contains(`.o_field_widget[name="${name}"] .dropdown input`).click();
/** @param {string} name @param {string} item */
export const clickFieldDropdownItem = (name, item) => contains(`.o_field_widget[name="${name}"] .o-autocomplete--dropdown-item:contains(${item}), .o-autocomplete--dropdown-item:contains(${item})`).click();
export const clickSave = () => contains(".o_form_button_save").click();
export const clickCancel = () => contains(".o_form_button_cancel").click();
export const toggleSearchBarMenu = () => contains(".o_searchview_dropdown_toggler").click();
export const clickButton = () => contains("button.o_form_button_save, button.btn-primary").click();
export const fieldInput = (name, options) => contains(`.o_field_widget[name='${name}'] input`, options);
export { MainComponentsContainer };
