import { describe, expect, test } from "vitest";
import { computeResequence, extractInfoFromGroupData, getAggregateSpecifications } from "@web/model/relational_model/groups";
import { nextOrderBy } from "@web/model/relational_model/ordering";
import { active, makeModel, PARTNER_FIELDS } from "./model_helpers";

const records = (...sequences) => sequences.map((sequence, index) => ({ id: `r${index}`, resId: index + 1, sequence }));
const getSequence = (record) => record.sequence;

describe("the order of records", () => {
    test("only the stretch between the two places is written", () => {
        const { changed, offset } = computeResequence({ records: records(1, 2, 3, 4, 5), movedId: "r3", targetId: "r0", getSequence });
        expect(changed.map((record) => record.id)).toEqual(["r3", "r1", "r2"]);
        expect(offset).toBe(2);
    });

    test("all are renumbered where the order was never written", () => {
        const { changed, offset } = computeResequence({ records: records(10, 10, 10), movedId: "r2", targetId: null, getSequence });
        expect(changed.map((record) => record.id)).toEqual(["r2", "r0", "r1"]);
        expect(offset).toBe(10);
    });

    test("a second click on a column turns the order", () => {
        const once = nextOrderBy([], "name");
        expect(once).toEqual([{ name: "name", asc: true }]);
        expect(nextOrderBy(once, "name")).toEqual([{ name: "name", asc: false }]);
        expect(nextOrderBy(once, "color")).toEqual([{ name: "color", asc: true }, { name: "name", asc: true }]);
    });
});

describe("groups", () => {
    test.each([
        [{ country_id: [3, "Belgium"] }, "country_id", "Belgium", 3],
        [{ country_id: false }, "country_id", "Not set", false],
        [{ active: true }, "active", "Yes", true],
        [{ "birthday:month": ["2024-02-01", "February 2024"] }, "birthday:month", "February 2024", "2024-02-01"],
    ])("%j is called %s", (data, spec, label, value) => {
        const info = extractInfoFromGroupData({ ...data, __count: 2, __extra_domain: [] }, spec, PARTNER_FIELDS);
        expect(String(info.displayName)).toBe(label);
        expect(info.serverValue).toBe(value);
        expect(info.count).toBe(2);
    });

    test("aggregates are found by field", () => {
        const info = extractInfoFromGroupData({ active: true, __count: 2, "color:sum": 5 }, "active", PARTNER_FIELDS);
        expect(info.aggregates).toEqual({ color: 5 });
    });

    test("numbers with an aggregator are asked for, with the currencies of amounts", () => {
        const fields = { id: { name: "id", type: "integer", aggregator: "sum" }, amount: { name: "amount", type: "monetary", aggregator: "sum", currency_field: "currency_id" }, currency_id: { name: "currency_id", type: "many2one" }, name: { name: "name", type: "char" } };
        expect(getAggregateSpecifications(fields)).toEqual(["amount:sum", "currency_id:array_agg_distinct"]);
    });

    const groups = {
        groups: [
            { country_id: [3, "Belgium"], __extra_domain: [["country_id", "=", 3]], __count: 2, __records: [{ id: 1, name: "A" }, { id: 2, name: "B" }] },
            { country_id: [4, "France"], __extra_domain: [["country_id", "=", 4]], __count: 1, __records: [{ id: 3, name: "C" }] },
        ],
        length: 2,
    };
    const config = { resModel: "res.partner", domain: [["active", "=", true]], groupBy: ["country_id"], fields: PARTNER_FIELDS, activeFields: active({ name: {}, country_id: {} }) };

    test("a record that moves to another group gets its value", async () => {
        const { model, calls } = makeModel({ config, answers: { web_read_group: () => groups, web_save: () => [{ id: 1, name: "A", country_id: { id: 4, display_name: "France" } }] } });
        await model.load();
        const [from, to] = model.root.groups;
        await model.root.moveRecord(from.records[0].id, from.id, null, to.id);
        expect(calls.at(-1)).toMatchObject({ method: "web_save", args: [[1], { country_id: 4 }] });
        expect([from.count, to.count]).toEqual([1, 2]);
        expect(to.records[0].resId).toBe(1);
    });

    test("it goes back where the server refuses", async () => {
        const { model } = makeModel({
            config,
            answers: {
                web_read_group: () => groups,
                web_save: () => {
                    throw new Error("no");
                },
            },
        });
        await model.load();
        const [from, to] = model.root.groups;
        await expect(model.root.moveRecord(from.records[0].id, from.id, null, to.id)).rejects.toThrow("no");
        expect(from.records.map((record) => record.resId)).toEqual([1, 2]);
        expect(to.count).toBe(1);
        expect(from.records[0].data.country_id).toBe(false);
    });

    test("a group loads its records the first time that it opens", async () => {
        const folded = { groups: [{ country_id: [3, "Belgium"], __extra_domain: [["country_id", "=", 3]], __count: 2 }], length: 1 };
        const { model, calls } = makeModel({ config, answers: { web_read_group: () => folded, web_search_read: () => ({ records: [{ id: 1, name: "A" }], length: 1 }) } });
        await model.load();
        const [group] = model.root.groups;
        expect(group.isFolded).toBe(true);
        await group.toggle();
        expect(calls.at(-1)).toMatchObject({ method: "web_search_read" });
        expect(calls.at(-1).kwargs.domain).toEqual(["&", ["active", "=", true], ["country_id", "=", 3]]);
        await group.toggle();
        await group.toggle();
        expect(calls.filter((call) => call.method === "web_search_read")).toHaveLength(1);
    });
});

describe("a list of records", () => {
    const config = { resModel: "res.partner", domain: [], groupBy: [], fields: PARTNER_FIELDS, activeFields: active({ name: {} }) };
    const answers = { web_search_read: () => ({ records: [{ id: 1, name: "A" }, { id: 2, name: "B" }], length: 120 }) };

    test("is read by pages, counted up to a limit", async () => {
        const { model, calls } = makeModel({ config, answers, params: { limit: 2, countLimit: 100 } });
        await model.load();
        expect(calls[0].kwargs).toMatchObject({ limit: 2, offset: 0, count_limit: 101 });
        expect(model.root.hasLimitedCount).toBe(true);
        expect(model.root.count).toBe(100);
        await model.root.load({ offset: 2 });
        expect(calls[1].kwargs.offset).toBe(2);
    });

    test("works on all that the search finds", async () => {
        const { model, calls } = makeModel({ config, answers: { ...answers, search: () => [1, 2, 3], unlink: () => true } });
        await model.load();
        model.root.selectDomain(true);
        expect(model.root.selectedCount).toBe(120);
        await model.root.deleteRecords();
        expect(calls.find((call) => call.method === "unlink").args).toEqual([[1, 2, 3]]);
    });

    test("an answer that comes late does not replace a newer one", async () => {
        const waiting = [];
        const { model } = makeModel({ config, answers: {} });
        model.orm.call = (_model, _method, _args, kwargs) => new Promise((resolve) => waiting.push(() => resolve({ records: [{ id: kwargs.domain.length, name: "x" }], length: 1 })));
        const first = model.load({ domain: [] });
        const second = model.load({ domain: [["name", "=", "x"]] });
        await Promise.resolve();
        await Promise.resolve();
        waiting[1]();
        await second;
        waiting[0]();
        await first;
        expect(model.root.records[0].resId).toBe(1);
    });
});
