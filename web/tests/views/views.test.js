import "@web/views/form/form_view";
import "@web/views/list/list_view";
import "@web/views/kanban/kanban_view";
import "@web/views/fields/boolean/boolean_field";
import "@web/views/fields/char/char_field";
import "@web/views/fields/integer/integer_field";
import "@web/views/fields/many2one/many2one_field";
import "@web/views/fields/many2many_tags/many2many_tags_field";
import "@web/views/fields/selection/selection_field";
import "@web/views/fields/x2many/x2many_field";
import { browser } from "@web/core/browser/browser";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { Component, xml } from "@odoo/owl";
import { View } from "@web/views/view";
import { afterEach, describe, expect, test } from "vitest";
import { makeTestEnv, mountWithEnv, settle } from "../helpers";

const FIELDS = {
    name: { name: "name", type: "char", string: "Name", required: true, sortable: true, searchable: true, store: true },
    display_name: { name: "display_name", type: "char", string: "Display name", readonly: true },
    active: { name: "active", type: "boolean", string: "Active" },
    color: { name: "color", type: "integer", string: "Colour", sortable: true, store: true, aggregator: "sum" },
    state: { name: "state", type: "selection", selection: [["new", "New"], ["done", "Done"]], string: "State", store: true },
    country_id: { name: "country_id", type: "many2one", relation: "country", string: "Country", store: true, groupable: true },
    child_ids: { name: "child_ids", type: "one2many", relation: "partner", relation_field: "parent_id", string: "Contacts" },
};

const RECORDS = [
    { id: 1, name: "Ada", display_name: "Ada", active: true, color: 4, state: "new", country_id: { id: 3, display_name: "Belgium" }, child_ids: [{ id: 2, name: "Bob", display_name: "Bob", color: 1 }] },
    { id: 2, name: "Bob", display_name: "Bob", active: true, color: 1, state: "done", country_id: false, child_ids: [] },
];

/** A server with some partners. */
function makeServer(views, own = {}) {
    const answers = {
        get_views: () => ({ views: Object.fromEntries(Object.entries(views).map(([type, arch]) => [type, { arch, id: 1, toolbar: {}, filters: [] }])), models: { partner: { fields: FIELDS }, country: { fields: { display_name: FIELDS.display_name } } } }),
        web_search_read: () => ({ records: RECORDS, length: RECORDS.length }),
        web_read: (params) => RECORDS.filter((record) => params.args[0].includes(record.id)),
        onchange: () => ({ value: {} }),
        name_search: () => [[3, "Belgium"], [4, "Brazil"]],
        has_group: () => false,
        ...own,
    };
    return (_route, params) => (params?.method in answers ? answers[params.method](params) : undefined);
}

// what browsers have and the test's document has not
globalThis.CSS ??= /** @type {any} */ ({ escape: (text) => text });
Element.prototype.scrollIntoView ??= () => {};

// a wide screen with a mouse
browser.ontouchstart = undefined;
browser.matchMedia = (query) => {
    const least = Number(/min-width:\s*([\d.]+)/.exec(query)?.[1] ?? 0);
    const most = Number(/max-width:\s*([\d.]+)/.exec(query)?.[1] ?? Infinity);
    return { matches: /width/.test(query) && least <= 1440 && 1440 <= most, addEventListener() {}, removeEventListener() {}, addListener() {} };
};

/** @type {any} */
let app;
afterEach(() => {
    app?.destroy();
    document.body.innerHTML = "";
});

class Page extends Component {
    static template = xml`<div class="o_action"><View t-props="props.view"/></div><MainComponentsContainer/>`;
    static components = { View, MainComponentsContainer };
    static props = ["view"];
}

async function mountView(type, arch, { server = {}, props = {}, search = "<search/>" } = {}) {
    const env = await makeTestEnv({ services: ["orm", "view", "action", "dialog", "notification", "ui", "hotkey", "popover", "command", "field", "name", "sortable", "tooltip"], mockRPC: makeServer({ [type]: arch, search }, server) });
    const mounted = await mountWithEnv(Page, { env, props: { view: { type, resModel: "partner", views: [[false, type], [false, "search"]], ...props } } });
    app = mounted.app;
    await settle();
    const calls = (method) => env.calls.filter((call) => call.params?.method === method).map((call) => call.params);
    return { env, calls, $: (selector) => document.querySelector(selector), $$: (selector) => [...document.querySelectorAll(selector)] };
}

const type = async (input, value) => {
    input.value = value;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await settle();
};

const press = async (el, key, init = {}) => {
    el.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }));
    await settle();
};

const click = async (el) => {
    el.click();
    await settle();
};

describe("a list", () => {
    const arch = '<list default_order="name"><field name="name"/><field name="country_id"/><field name="color" sum="Total"/><field name="state" optional="hide"/></list>';

    test("shows its records in words, with the total of a column", async () => {
        const { $$, $, calls } = await mountView("list", arch);
        expect($$(".o_data_row").map((row) => row.textContent.trim())).toEqual(["AdaBelgium4", "Bob1"]);
        expect($("tfoot").textContent.trim()).toBe("5");
        expect($$("thead th .o_column_label").map((head) => head.textContent)).toEqual(["Name", "Country", "Colour"]);
        expect(calls("web_search_read")[0].kwargs).toMatchObject({ order: "name ASC", limit: 80 });
    });

    test("a click on a head orders by it, and says so", async () => {
        const { $, calls } = await mountView("list", arch);
        await click($("th[data-name=color] button"));
        expect(calls("web_search_read").at(-1).kwargs.order).toBe("color ASC, name ASC");
        expect($("th[data-name=color]").getAttribute("aria-sort")).toBe("ascending");
        await click($("th[data-name=color] button"));
        expect($("th[data-name=color]").getAttribute("aria-sort")).toBe("descending");
    });

    test("a click or Enter on a row opens it, among the others", async () => {
        const opened = [];
        const { $$ } = await mountView("list", arch, { props: { selectRecord: (resId, options) => opened.push([resId, options.activeIds]) } });
        await click($$(".o_data_row")[1].querySelector(".o_data_cell"));
        await press($$(".o_data_row")[0], "Enter");
        expect(opened).toEqual([[2, [1, 2]], [1, [1, 2]]]);
    });

    test("arrows move the cursor, Space selects, one row is a tab stop", async () => {
        const { $, $$ } = await mountView("list", arch);
        expect($$("tr[data-nav]").map((row) => row.tabIndex)).toEqual([0, -1]);
        $$(".o_data_row")[0].focus();
        await press($$(".o_data_row")[0], "ArrowDown");
        expect(document.activeElement).toBe($$(".o_data_row")[1]);
        await press($$(".o_data_row")[1], " ");
        expect($(".o_list_selection_box").textContent).toContain("1 selected");
        expect($$(".o_data_row")[1].getAttribute("aria-selected")).toBe("true");
    });

    test("the whole search can be selected where it has more than a page", async () => {
        const { $, calls } = await mountView("list", arch, { server: { web_search_read: () => ({ records: RECORDS, length: 40 }), search: () => [1, 2, 3], unlink: () => true } });
        await click($("thead .o_list_record_selector input"));
        expect($(".o_list_selection_box").textContent).toContain("2 selected");
        await click($(".o_list_select_domain"));
        expect($(".o_list_selection_box").textContent).toContain("40 selected");
        expect(calls("unlink")).toEqual([]);
    });

    test("columns can be chosen", async () => {
        const { $, $$ } = await mountView("list", arch);
        await click($(".o_optional_columns_dropdown_toggle"));
        await click($(".o-dropdown--menu .dropdown-item"));
        expect($$("thead th .o_column_label").map((head) => head.textContent)).toEqual(["Name", "Country", "Colour", "State"]);
        expect($(".o_data_row").textContent).toContain("New");
        localStorage.clear();
    });

    test("says what to do where nothing is found", async () => {
        const created = [];
        const { $ } = await mountView("list", arch, { server: { web_search_read: () => ({ records: [], length: 0 }) }, props: { createRecord: () => created.push(1), noContentHelp: "<p>Nobody yet</p>" } });
        expect($(".o_view_nocontent").textContent).toContain("Nobody yet");
        await click($(".o_nocontent_create"));
        expect(created).toEqual([1]);
    });

    test("is edited in place: a click, a change, a click elsewhere", async () => {
        const { $, $$, calls } = await mountView("list", arch.replace("<list", '<list editable="bottom"'), { server: { web_save: ({ args }) => [{ ...RECORDS[0], ...args[1] }] } });
        await click($(".o_data_cell[name=name]"));
        expect($(".o_selected_row [name=name] input").value).toBe("Ada");
        await type($(".o_selected_row [name=name] input"), "Ada L.");
        document.body.dispatchEvent(new MouseEvent("pointerdown", { bubbles: true }));
        await settle();
        expect(calls("web_save")[0].args).toEqual([[1], { name: "Ada L." }]);
        expect($(".o_selected_row")).toBe(null);
        expect($$(".o_data_row")[0].textContent).toContain("Ada L.");
    });

    test("Escape gives the changes of a row up, Enter goes on to the next", async () => {
        const { $, $$, calls } = await mountView("list", arch.replace("<list", '<list editable="bottom"'), { server: { web_save: ({ args }) => [{ ...RECORDS[0], ...args[1] }] } });
        await click($(".o_data_cell[name=name]"));
        await type($(".o_selected_row [name=name] input"), "X");
        await press($(".o_selected_row [name=name] input"), "Escape");
        expect($(".o_selected_row")).toBe(null);
        expect(calls("web_save")).toEqual([]);
        await click($(".o_data_cell[name=name]"));
        await press($(".o_selected_row [name=name] input"), "Enter");
        expect($$(".o_data_row")[1].classList.contains("o_selected_row")).toBe(true);
    });

    test("groups fold and unfold, each row in its own", async () => {
        const groups = [
            { country_id: [3, "Belgium"], __count: 1, __extra_domain: [["country_id", "=", 3]], "color:sum": 4 },
            { country_id: false, __count: 1, __extra_domain: [["country_id", "=", false]], "color:sum": 1 },
        ];
        const { $$, calls } = await mountView("list", arch, {
            props: { groupBy: ["country_id"] },
            server: { web_read_group: () => ({ groups, length: 2 }), web_search_read: ({ kwargs }) => ({ records: kwargs.domain[0][2] === 3 ? [RECORDS[0]] : [RECORDS[1]], length: 1 }) },
        });
        expect($$(".o_group_header").map((row) => row.textContent.trim())).toEqual(["Belgium14", "Not set11"]);
        await click($$(".o_group_header")[1]);
        await click($$(".o_group_header")[0]);
        expect($$("tbody tr").map((row) => row.className.split(" ")[0])).toEqual(["o_group_header", "o_data_row", "o_group_header", "o_data_row"]);
        expect($$(".o_data_row").map((row) => row.querySelector("[name=name]").textContent)).toEqual(["Ada", "Bob"]);
        expect(calls("web_search_read")).toHaveLength(2);
    });
});

describe("a form", () => {
    const arch = `<form><sheet><group>
        <field name="name"/><field name="country_id" on_change="1"/><field name="state"/>
        <field name="color" invisible="state == 'done'"/></group>
        <field name="child_ids"><list editable="bottom"><field name="name"/><field name="color"/></list><form><field name="name"/></form></field>
    </sheet></form>`;

    test("shows a record and says nothing of saving", async () => {
        const { $ } = await mountView("form", arch, { props: { resId: 1 } });
        expect($(".o_field_widget[name=name] input").value).toBe("Ada");
        expect($(".o_field_widget[name=country_id] input").value).toBe("Belgium");
        expect($(".o_field_widget[name=state] select").selectedOptions[0].textContent).toBe("New");
        expect($("label[for=name_0]").textContent).toBe("Name");
        expect($(".o_form_button_save")).toBe(null);
    });

    test("is saved by the button, in words", async () => {
        const { $, calls } = await mountView("form", arch, { props: { resId: 1 }, server: { web_save: ({ args }) => [{ ...RECORDS[0], ...args[1] }] } });
        await type($(".o_field_widget[name=name] input"), "Ada L.");
        expect($(".o_form_status_text").textContent.trim()).toBe("Unsaved changes");
        await click($(".o_form_button_save"));
        expect(calls("web_save")[0].args).toEqual([[1], { name: "Ada L." }]);
        expect($(".o_form_status_text").textContent.trim()).toBe("Saved");
    });

    test("takes along what is still being typed", async () => {
        const { $, calls } = await mountView("form", arch, { props: { resId: 1 }, server: { web_save: ({ args }) => [{ ...RECORDS[0], ...args[1] }] } });
        const input = $(".o_field_widget[name=name] input");
        input.value = "Half typ";
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        await settle();
        await click($(".o_form_button_save"));
        expect(calls("web_save")[0].args[1]).toEqual({ name: "Half typ" });
    });

    test("what is missing is named and marked, and nothing is sent", async () => {
        const { $, calls } = await mountView("form", arch, { props: { resId: 1 } });
        await type($(".o_field_widget[name=name] input"), "");
        expect($("label[for=name_0]").textContent).toBe("Name required");
        await click($(".o_form_button_save"));
        expect($(".o_form_status_text").textContent.trim()).toBe("Not saved: fill in Name");
        expect($(".o_field_widget[name=name]").classList.contains("o_field_invalid")).toBe(true);
        expect(calls("web_save")).toEqual([]);
    });

    test("a number that cannot be read is named too", async () => {
        const { $ } = await mountView("form", arch, { props: { resId: 1 } });
        await type($(".o_field_widget[name=color] input"), "many");
        await click($(".o_form_button_save"));
        expect($(".o_form_status_text").textContent.trim()).toBe("Not saved: check Colour");
        await type($(".o_field_widget[name=color] input"), "12");
        expect($(".o_field_widget[name=color]").classList.contains("o_field_invalid")).toBe(false);
    });

    test("fields come and go by their expressions", async () => {
        const { $ } = await mountView("form", arch, { props: { resId: 1 } });
        const select = $(".o_field_widget[name=state] select");
        select.value = JSON.stringify("done");
        select.dispatchEvent(new Event("change", { bubbles: true }));
        await settle();
        expect($(".o_field_widget[name=color]")).toBe(null);
    });

    test("a new record begins in its first field and gets an id", async () => {
        const states = [];
        const { $, calls } = await mountView("form", arch, { props: { resId: false, updateActionState: (state) => states.push(state.resId) }, server: { onchange: () => ({ value: { state: "new" } }), web_save: ({ args }) => [{ ...RECORDS[0], ...args[1], child_ids: [], country_id: false, id: 9 }] } });
        expect(document.activeElement).toBe($(".o_field_widget[name=name] input"));
        await type($(".o_field_widget[name=name] input"), "Eve");
        await click($(".o_form_button_save"));
        expect(calls("web_save")[0].args).toEqual([[], { name: "Eve", country_id: false, state: "new", color: 0 }]);
        expect(states.at(-1)).toBe(9);
    });

    test("lines are added and removed in place", async () => {
        const { $, $$, calls } = await mountView("form", arch, { props: { resId: 1 }, server: { web_save: () => [RECORDS[0]] } });
        await click($(".o_field_x2many_list_row_add button"));
        await type($(".o_selected_row [name=name] input"), "Kid");
        await click($$(".o_list_record_remove")[0]);
        expect($$(".o_field_widget[name=child_ids] .o_data_row")).toHaveLength(1);
        await click($(".o_form_button_save"));
        expect(calls("web_save")[0].args[1].child_ids).toEqual([[2, 2, false], [0, expect.any(String), { name: "Kid", color: 0 }]]);
    });

    test("a record is chosen by its name, and the server completes the rest", async () => {
        const { $, $$, calls } = await mountView("form", arch, { props: { resId: 1 }, server: { onchange: () => ({ value: { color: 77 } }) } });
        const input = $(".o_field_widget[name=country_id] input");
        input.focus();
        input.click();
        await settle();
        await settle();
        const option = $$(".o-autocomplete--dropdown-menu [role=option], .o-autocomplete--dropdown-menu .dropdown-item").find((each) => each.textContent.includes("Brazil"));
        await click(option);
        expect(input.value).toBe("Brazil");
        expect(calls("onchange")[0].args.slice(0, 3)).toEqual([[1], { country_id: 4 }, ["country_id"]]);
        expect($(".o_field_widget[name=color] input").value).toBe("77");
    });
});

describe("a kanban view", () => {
    const arch = `<kanban><field name="state"/><templates>
        <t t-name="card"><b t-att-class="record.state.raw_value"><field name="name"/></b><field name="country_id"/><i t-if="record.color.raw_value gt 2">many</i><a type="delete" class="remove">x</a><field name="color" invisible="1"/></t>
    </templates></kanban>`;

    test("shows cards by the template of the arch", async () => {
        const { $$ } = await mountView("kanban", arch.replace('<field name="color" invisible="1"/>', '<field name="color" invisible="state"/>'));
        expect($$(".o_kanban_record").map((card) => card.textContent.replace(/\s+/g, " ").trim())).toEqual(["AdaBelgiummanyx", "Bobx"]);
        expect($$(".o_kanban_record b").map((title) => title.className)).toEqual(["new", "done"]);
    });

    test("opens by a click or Enter; links on a card do their own work", async () => {
        const opened = [];
        const { $, $$ } = await mountView("kanban", arch.replace('<field name="color" invisible="1"/>', '<field name="color" invisible="state"/>'), { props: { selectRecord: (resId) => opened.push(resId) } });
        await click($$(".o_kanban_record")[1]);
        await press($$(".o_kanban_record")[0], "Enter");
        expect(opened).toEqual([2, 1]);
        await click($(".remove"));
        expect($(".modal").textContent).toContain("Delete Ada?");
    });

    test("groups are columns with their number of records", async () => {
        const groups = [{ country_id: [3, "Belgium"], __count: 1, __extra_domain: [["country_id", "=", 3]], __records: [RECORDS[0]] }, { country_id: false, __count: 0, __extra_domain: [] }];
        const { $$, calls } = await mountView("kanban", arch.replace('<field name="color" invisible="1"/>', '<field name="color" invisible="state"/>'), { props: { groupBy: ["country_id"] }, server: { web_read_group: () => ({ groups, length: 2 }) } });
        expect($$(".o_kanban_group").map((group) => [group.querySelector(".o_column_title").textContent, group.querySelector(".o_group_count").textContent, group.querySelectorAll(".o_kanban_record").length])).toEqual([["Belgium", "1", 1], ["Not set", "0", 0]]);
        expect(calls("web_read_group")[0].kwargs).toMatchObject({ auto_unfold: true, groupby: ["country_id"] });
    });
});

describe("while a view is loading", () => {
    const arch = '<list><field name="name"/></list>';

    test("the page stands, and what fails is said in its place", async () => {
        let isDown = true;
        const answer = () => {
            if (isDown) {
                throw Object.assign(new Error("The database sleeps"), { data: { message: "The database sleeps", debug: "trace" } });
            }
            return { records: RECORDS, length: 2 };
        };
        const { $, $$ } = await mountView("list", arch, { server: { web_search_read: answer } });
        expect($(".o_list_button_add")).not.toBe(null);
        expect($(".o_view_error").textContent).toContain("The database sleeps");
        isDown = false;
        await click($(".o_view_error .btn-primary"));
        expect($$(".o_data_row")).toHaveLength(2);
    });

    test("a slow answer is announced, a skeleton has the shape of the view", async () => {
        let finish;
        const { $, $$ } = await mountView("list", arch, { server: { web_search_read: () => new Promise((resolve) => (finish = () => resolve({ records: RECORDS, length: 2 }))) } });
        expect($(".o_view_skeleton").getAttribute("aria-busy")).toBe("true");
        finish();
        await settle();
        expect($$(".o_data_row")).toHaveLength(2);
    });
});
