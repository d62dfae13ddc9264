import { Component, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { registry } from "@web/core/registry";
import { ActionContainer } from "@web/webclient/actions/action_container";
import { useSetupAction } from "@web/search/action_hook";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeTestEnv, mountWithEnv, settle } from "../helpers.js";

/** Names what it is shown with. */
class ToyController extends Component {
    static template = xml`<div class="o_view_controller toy" t-att-data-type="props.toyType"><t t-esc="label"/> <t t-foreach="env.config.breadcrumbs" t-as="crumb" t-key="crumb.jsId">/<t t-esc="crumb.name"/></t></div>`;
    static props = ["*"];
    static blocked = false;
    static local = 0;

    setup() {
        this.label = `${this.props.toyType} of ${this.props.resModel} ${this.props.resId || ""} ${this.props.state?.count || ""}`.trim();
        useSetupAction({ getLocalState: () => ({ count: ++ToyController.local }), beforeLeave: () => !ToyController.blocked });
    }
}

class Root extends Component {
    static template = xml`<ActionContainer/><MainComponentsContainer/>`;
    static components = { ActionContainer, MainComponentsContainer };
    static props = [];
}

class Hello extends Component {
    static template = xml`<div class="o_action hello">Hello <t t-esc="props.action.params?.who"/></div>`;
    static props = ["*"];
}

const ACTIONS = {
    7: { id: 7, type: "ir.actions.act_window", name: "Partners", path: "partners", res_model: "res.partner", views: [[false, "toylist"], [false, "toycards"], [false, "form"]], context: "{'default_x': uid}", domain: false, help: "<p></p>" },
    8: { id: 8, type: "ir.actions.act_window", name: "Wizard", res_model: "a.wizard", views: [[false, "form"]], target: "new", context: "{}" },
    9: { id: 9, type: "ir.actions.act_window", name: "Broken", res_model: "broken", views: [[false, "toylist"]], context: "{}" },
};

function server(route, { action_id: id, method, model, kwargs, actions }) {
    if (route === "/web/action/load") {
        return Object.values(ACTIONS).find((each) => each.id === id || each.path === id);
    }
    if (route === "/web/action/load_breadcrumbs") {
        return actions.map((each) => ({ display_name: each.resId ? `Record ${each.resId}` : "Partners" }));
    }
    if (method === "get_views") {
        if (model === "broken") {
            throw new Error("The view is broken");
        }
        const views = Object.fromEntries(kwargs.views.map(([, type]) => [type, { arch: `<${type}/>`, id: 1, toolbar: {}, filters: [] }]));
        return { views, models: { [model]: { fields: { name: { name: "name", type: "char", string: "Name" } } } } };
    }
    if (route.startsWith("/web/dataset/call_button")) {
        return { type: "ir.actions.client", tag: "hello", params: { who: kwargs.context.who } };
    }
    return undefined;
}

let env;
let mounted;
const page = () => document.querySelector(".o_action_manager").textContent.trim();
const address = () => router.current;

const views = registry.category("views");
const toy = (type, more) => ({ type, Controller: ToyController, props: (generic) => ({ ...generic, toyType: type }), ...more });
views.add("toylist", toy("toylist", { multiRecord: true, icon: "oi oi-view-list", display_name: "List" }));
views.add("toycards", toy("toycards", { multiRecord: true, icon: "oi oi-view-kanban", display_name: "Cards" }));
views.add("form", toy("form", { multiRecord: false }), { force: true });
registry.category("actions").add("hello", Hello);

beforeEach(async () => {
    ToyController.blocked = false;
    ToyController.local = 0;
    browser.sessionStorage.clear();
    env = await makeTestEnv({ services: ["ui", "dialog", "effect", "notification", "title", "orm", "field", "view", "name", "popover", "hotkey", "command", "action"], mockRPC: server });
    mounted = await mountWithEnv(Root, { env });
});

afterEach(() => {
    mounted.app.destroy();
    document.body.replaceChildren();
});

describe("the action manager", () => {
    test("opens an action, its records, and goes back", async () => {
        const { action } = env.services;
        await action.doAction(7);
        expect(page()).toBe("toylist of res.partner /Partners");
        expect(action.currentController.props.context).toMatchObject({ default_x: 2 });
        await action.currentController.props.selectRecord(3, { activeIds: [3, 4] });
        expect(page()).toBe("form of res.partner 3 /Partners/Partners");
        await settle();
        expect(address().actionStack.map(({ action: path, resId }) => [path, resId])).toEqual([["partners", undefined], ["partners", 3]]);
        expect(window.location.pathname).toBe("/odoo/partners/3");
        await action.restore(action.currentController.config.breadcrumbs[0].jsId);
        expect(page()).toBe("toylist of res.partner  1 /Partners");
        await settle();
        expect(window.location.pathname).toBe("/odoo/partners");
    });

    test("shows records in another view without adding a step", async () => {
        const { action } = env.services;
        await action.doAction(7);
        expect(action.currentController.config.viewSwitcherEntries.map(({ type, active }) => [type, active])).toEqual([["toylist", true], ["toycards", false]]);
        await action.switchView("toycards");
        expect(page()).toBe("toycards of res.partner /Partners");
        await settle();
        expect(window.location.search).toBe("?view_type=toycards");
    });

    test("what an address says is done, with the way to it", async () => {
        const { action } = env.services;
        expect(await action.loadState(router.urlToState(new URL("http://localhost/odoo/partners/5")))).toBe(true);
        expect(page()).toBe("form of res.partner 5 /Partners/Partners");
        await action.restore(action.currentController.config.breadcrumbs[0].jsId);
        expect(page()).toBe("toylist of res.partner /Partners");
        expect(await action.loadState({})).toBe(false);
    });

    test("a page that may not be left stays", async () => {
        const { action } = env.services;
        await action.doAction(7);
        ToyController.blocked = true;
        await action.doAction("hello");
        expect(page()).toBe("toylist of res.partner /Partners");
        ToyController.blocked = false;
        await action.doAction({ type: "ir.actions.client", tag: "hello", params: { who: "you" } });
        expect(page()).toBe("Hello you");
        await settle();
        expect(window.location.pathname).toBe("/odoo/partners/hello");
    });

    test("an action that fails leaves the page as it was", async () => {
        const { action } = env.services;
        await action.doAction(7);
        await expect(action.doAction(9)).rejects.toThrow();
        await settle();
        // it is shown anew, with the state that it had
        expect(page()).toBe("toylist of res.partner  1 /Partners");
    });

    test("a dialog opens over the page and tells when it closes", async () => {
        const { action } = env.services;
        await action.doAction(7);
        const closed = [];
        await action.doAction(8, { onClose: (infos) => closed.push(infos) });
        expect(document.querySelector(".modal .toy").textContent).toContain("form of a.wizard");
        expect(document.querySelector(".modal-title").textContent).toBe("Wizard");
        await action.doAction({ type: "ir.actions.act_window_close", infos: { done: 1 } });
        await settle();
        expect(document.querySelector(".modal")).toBe(null);
        expect(closed).toEqual([{ done: 1 }]);
        expect(page()).toBe("toylist of res.partner /Partners");
    });

    test("buttons call methods and go where the answer says", async () => {
        const { action } = env.services;
        await action.doActionButton({ type: "object", name: "go", resModel: "res.partner", resId: 4, context: {}, buttonContext: "{'who': 'x'}", args: "['a', 2]" });
        expect(page()).toBe("Hello x");
        const call = env.calls.find(({ route }) => route === "/web/dataset/call_button/res.partner/go");
        expect(call.params.args).toEqual([[4], "a", 2]);
        await expect(action.doActionButton({ type: "other", name: "x" })).rejects.toThrow(/must be "object" or "action"/);
    });
});
