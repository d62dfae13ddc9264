import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SearchModel } from "@web/search/search_model";

const FIELDS = {
    name: { name: "name", type: "char", string: "Name", searchable: true, groupable: false },
    active: { name: "active", type: "boolean", string: "Active", groupable: true, store: true },
    birthday: { name: "birthday", type: "date", string: "Birthday", groupable: true, store: true },
    create_date: { name: "create_date", type: "datetime", string: "Created on", groupable: true, store: true },
    country_id: { name: "country_id", type: "many2one", relation: "res.country", string: "Country", groupable: true, store: true },
    kind: { name: "kind", type: "selection", selection: [["a", "Alpha"], ["b", "Beta"]], string: "Kind", groupable: true, store: true },
};

const ARCH = `<search>
    <field name="name" filter_domain="['|', ('name', 'ilike', self), ('ref', '=', raw_value)]"/>
    <field name="country_id" operator="child_of" context="{'from_country': self}"/>
    <field name="kind"/>
    <filter name="people" string="People" domain="[('is_company', '=', False)]"/>
    <filter name="companies" string="Companies" domain="[('is_company', '=', True)]"/>
    <separator/>
    <filter name="mine" string="Mine" domain="[('user_id', '=', uid)]" context="{'mine': True}"/>
    <filter name="born" string="Birthday" date="birthday" default_period="month"/>
    <group>
        <filter name="by_country" string="Country" context="{'group_by': 'country_id'}"/>
        <filter name="by_creation" string="Created" context="{'group_by': 'create_date:month'}"/>
    </group>
</search>`;

async function makeSearch({ context = {}, irFilters = [], answers = {}, ...config } = {}) {
    const calls = [];
    const orm = {
        async call(model, method, args = [], kwargs = {}) {
            calls.push({ model, method, args: JSON.parse(JSON.stringify(args)), kwargs });
            return answers[method]?.(args, kwargs);
        },
    };
    const model = new SearchModel({ config: { actionId: 5, viewType: "list" } }, { orm });
    const updates = vi.fn();
    model.addEventListener("update", updates);
    await model.load({ resModel: "res.partner", searchViewArch: ARCH, searchViewFields: FIELDS, context, irFilters, ...config });
    return { model, calls, updates, item: (name) => model.getSearchItems((each) => each.name === name || each.fieldName === name)[0] };
}

describe("a search", () => {
    beforeEach(() => {
        vi.useFakeTimers({ toFake: ["Date"] });
        vi.setSystemTime(new Date("2024-06-15T12:00:00Z"));
    });
    afterEach(() => vi.useRealTimers());

    test("without terms is the domain of the action", async () => {
        const { model } = await makeSearch({ domain: [["active", "=", true]] });
        expect(model.domain).toEqual([["active", "=", true]]);
        expect(model.facets).toEqual([]);
    });

    test("filters of a group widen each other, groups narrow each other", async () => {
        const { model, item, updates } = await makeSearch();
        model.toggleSearchItem(item("people").id);
        model.toggleSearchItem(item("companies").id);
        expect(model.domain).toEqual(["|", ["is_company", "=", false], ["is_company", "=", true]]);
        model.toggleSearchItem(item("mine").id);
        expect(model.domain).toEqual(["&", "|", ["is_company", "=", false], ["is_company", "=", true], ["user_id", "=", 2]]);
        expect(model.context).toMatchObject({ mine: true });
        expect(model.facets.map((facet) => facet.values)).toEqual([["People", "Companies"], ["Mine"]]);
        model.toggleSearchItem(item("mine").id);
        expect(model.context.mine).toBeUndefined();
        expect(updates).toHaveBeenCalledTimes(4);
    });

    test("a text goes into the domain that the field names", async () => {
        const { model, item } = await makeSearch();
        model.addAutoCompletionValues(item("name").id, { label: " ada ", value: "ada", operator: "ilike" });
        expect(model.domain).toEqual(["|", ["name", "ilike", "ada"], ["ref", "=", "ada"]]);
    });

    test("values of one field widen each other, and its context knows them", async () => {
        const { model, item } = await makeSearch();
        const { id } = item("country_id");
        model.addAutoCompletionValues(id, { label: "Belgium", value: 3, operator: "child_of" });
        model.addAutoCompletionValues(id, { label: "France", value: 4, operator: "child_of" });
        model.addAutoCompletionValues(id, { label: "France!", value: 4, operator: "child_of" });
        expect(model.domain).toEqual(["|", ["country_id", "child_of", 3], ["country_id", "child_of", 4]]);
        expect(model.context.from_country).toEqual([3, 4]);
        expect(model.facets[0]).toMatchObject({ title: "Country", values: ["Belgium", "France!"] });
    });

    test("a month brings its year, and the year goes with the last month", async () => {
        const { model, item } = await makeSearch();
        const { id } = item("born");
        model.toggleDateFilter(id, "month");
        expect(model.domain).toEqual(["&", ["birthday", ">=", "2024-06-01"], ["birthday", "<=", "2024-06-30"]]);
        model.toggleDateFilter(id, "month-1");
        expect(model.domain).toEqual(["|", "&", ["birthday", ">=", "2024-06-01"], ["birthday", "<=", "2024-06-30"], "&", ["birthday", ">=", "2024-05-01"], ["birthday", "<=", "2024-05-31"]]);
        expect(model.facets[0].values).toEqual(["Birthday: June 2024/May 2024"]);
        model.toggleDateFilter(id, "month");
        model.toggleDateFilter(id, "month-1");
        expect(model.domain).toEqual([]);
    });

    test("quarters and years are periods too", async () => {
        const { model, item } = await makeSearch();
        const { id } = item("born");
        model.toggleDateFilter(id, "fourth_quarter");
        model.toggleDateFilter(id, "year-1");
        expect(model.domain).toEqual(["|", "&", ["birthday", ">=", "2024-10-01"], ["birthday", "<=", "2024-12-31"], "&", ["birthday", ">=", "2023-10-01"], ["birthday", "<=", "2023-12-31"]]);
    });

    test("groupings follow each other in the order they were chosen", async () => {
        const { model, item } = await makeSearch();
        model.toggleDateGroupBy(item("by_creation").id);
        model.toggleSearchItem(item("by_country").id);
        model.toggleDateGroupBy(item("by_creation").id, "year");
        expect(model.groupBy).toEqual(["create_date:year", "create_date:month", "country_id"]);
        expect(model.facets).toHaveLength(1);
        expect(model.facets[0]).toMatchObject({ type: "groupBy", separator: ">" });
    });

    test("any field can be grouped by", async () => {
        const { model } = await makeSearch();
        expect(model.groupableFields.map((field) => field.name)).toEqual(["active", "birthday", "country_id", "create_date", "kind"]);
        model.createNewGroupBy("kind");
        model.createNewGroupBy("birthday", { interval: "week" });
        expect(model.groupBy).toEqual(["kind", "birthday:week"]);
    });

    test("a facet is taken out as a whole", async () => {
        const { model, item } = await makeSearch();
        model.toggleSearchItem(item("people").id);
        model.toggleSearchItem(item("companies").id);
        model.deactivateGroup(model.facets[0].groupId);
        expect(model.domain).toEqual([]);
    });

    test("starts with what the context asks for", async () => {
        const { model, calls } = await makeSearch({
            context: { search_default_mine: 1, search_default_country_id: 3, search_default_born: "year", search_default_by_country: 1, lang: "fr" },
            answers: { read: () => [{ id: 3, display_name: "Belgium" }] },
        });
        expect(calls).toMatchObject([{ model: "res.country", method: "read", args: [[3], ["display_name"]] }]);
        expect(model.facets.map((facet) => facet.values)).toEqual([["Belgium"], ["Mine"], ["Birthday: 2024"], ["Country"]]);
        expect(Object.keys(model.context)).not.toContain("search_default_mine");
        expect(model.context.lang).toBe("fr");
    });

    test("a grouping of the action counts until the user groups", async () => {
        const { model, item } = await makeSearch({ context: { group_by: "kind" } });
        expect(model.groupBy).toEqual(["kind"]);
        model.toggleSearchItem(item("by_country").id);
        expect(model.groupBy).toEqual(["country_id"]);
        model.deactivateGroup(model.facets[0].groupId);
        expect(model.groupBy).toEqual([]);
    });

    const favorite = { id: 9, name: "Best", domain: "[('score', '>', 5)]", context: "{'group_by': ['kind'], 'hint': 1}", sort: '["name desc"]', user_ids: [2], is_default: true };

    test("a favourite to start with takes the place of the defaults", async () => {
        const { model } = await makeSearch({ context: { search_default_mine: 1 }, irFilters: [favorite] });
        expect(model.domain).toEqual([["score", ">", 5]]);
        expect(model.groupBy).toEqual(["kind"]);
        expect(model.orderBy).toEqual([{ name: "name", asc: false }]);
        expect(model.context.hint).toBe(1);
    });

    test("a favourite stands alone", async () => {
        const { model, item } = await makeSearch({ irFilters: [{ ...favorite, is_default: false }] });
        model.toggleSearchItem(item("mine").id);
        const [{ id }] = model.getSearchItems((each) => each.type === "favorite");
        model.toggleSearchItem(id);
        expect(model.facets.map((facet) => facet.values)).toEqual([["Best"]]);
        model.toggleSearchItem(id);
        expect(model.domain).toEqual([]);
    });

    test("the present search is kept as a favourite", async () => {
        const { model, item, calls } = await makeSearch({ answers: { create_filter: () => [77] } });
        model.toggleSearchItem(item("mine").id);
        model.toggleSearchItem(item("by_country").id);
        await model.createNewFavorite({ description: "Mine by country", isDefault: true, isShared: false });
        expect(calls[0]).toMatchObject({
            model: "ir.filters",
            method: "create_filter",
            args: [{ name: "Mine by country", model_id: "res.partner", action_id: 5, domain: '[("user_id", "=", uid)]', is_default: true, user_ids: [2], context: { mine: true, group_by: ["country_id"] } }],
        });
        expect(model.facets.map((facet) => facet.values)).toEqual([["Mine by country"]]);
        expect(model.domain).toEqual([["user_id", "=", 2]]);
    });

    test("comes back from its state", async () => {
        const { model, item } = await makeSearch();
        model.toggleSearchItem(item("people").id);
        model.toggleSearchItem(item("by_country").id);
        const state = JSON.parse(JSON.stringify(model.exportState()));
        const { model: again } = await makeSearch({ state });
        expect(again.domain).toEqual([["is_company", "=", false]]);
        expect(again.groupBy).toEqual(["country_id"]);
    });

    test("a domain made elsewhere becomes a facet", async () => {
        const { model } = await makeSearch();
        await model.splitAndAddDomain("[('name', '=', 'x')]");
        expect(model.domain).toEqual([["name", "=", "x"]]);
        expect(model.facets).toHaveLength(1);
    });
});
