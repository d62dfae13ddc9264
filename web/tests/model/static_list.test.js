import { describe, expect, test } from "vitest";
import { formConfig, makeModel, PARTNER } from "./model_helpers";

async function loadedList(answers = {}, values = PARTNER, config = {}) {
    const made = makeModel({
        config: formConfig(config),
        answers: { web_read: () => [values], onchange: () => ({ value: {} }), web_save: () => [values], ...answers },
    });
    await made.model.load();
    return { ...made, record: made.model.root, list: made.model.root.data.child_ids };
}

const saved = (calls) => calls.find((call) => call.method === "web_save").args[1].child_ids;

describe("the lines of a record", () => {
    test("a new line is created with the record around it", async () => {
        const { record, list, calls } = await loadedList({ onchange: (args) => ({ value: args[2].length ? {} : { name: false, color: 3 } }) });
        const line = await list.addNewRecord({ position: "bottom" });
        await line.update({ name: "Clara" });
        await record.save();
        expect(saved(calls)).toEqual([[0, expect.any(String), { name: "Clara", color: 3 }]]);
    });

    test("the defaults of a new line know the record around it", async () => {
        const { list, record, calls } = await loadedList();
        await record.update({ name: "Ada L." });
        await list.addNewRecord();
        const call = calls.find((each) => each.method === "onchange" && each.args[2].length === 0);
        expect(call.args[1]).toEqual({ parent_id: { name: "Ada L.", id: 7 } });
    });

    test("a changed line sends what was changed of it", async () => {
        const { record, list, calls } = await loadedList();
        await list.records[1].update({ name: "Annabella" });
        expect(record.dirty).toBe(true);
        await record.save();
        expect(saved(calls)).toEqual([[1, 22, { name: "Annabella" }]]);
    });

    test("a line is deleted, or only taken out", async () => {
        const { record, list, calls } = await loadedList();
        await list.delete(list.records[0]);
        await list.forget(list.records[0]);
        expect(list.count).toBe(0);
        await record.save();
        expect(saved(calls)).toEqual([[2, 21, false], [3, 22, false]]);
    });

    test("a new line that is deleted again leaves no trace", async () => {
        const { record, list, calls } = await loadedList();
        const line = await list.addNewRecord();
        await list.delete(line);
        await record.update({ color: 9 });
        await record.save();
        expect(saved(calls)).toBeUndefined();
    });

    test("records are linked, read, and linked again without a word after they were taken out", async () => {
        const { record, list, calls } = await loadedList({ web_read: (args) => (args[0][0] === 7 ? [PARTNER] : args[0].map((id) => ({ id, name: `Line ${id}`, color: 0 }))) });
        await list.addAndRemove({ add: [30], remove: [21] });
        expect(list.records.map((line) => line.data.name)).toEqual(["Anne", "Line 30"]);
        await list.addAndRemove({ add: [21] });
        await record.save();
        expect(saved(calls)).toEqual([[4, 30, false]]);
    });

    test("discarding brings the lines back", async () => {
        const { record, list } = await loadedList();
        await list.delete(list.records[0]);
        await list.records[0].update({ name: "X" });
        await list.addNewRecord();
        await record.discard();
        expect(list.currentIds).toEqual([21, 22]);
        expect(list.records.map((line) => line.data.name)).toEqual(["Byron", "Anne"]);
        expect(record.dirty).toBe(false);
    });

    test("the commands of an onchange change the lines", async () => {
        const { record, list } = await loadedList({
            onchange: () => ({ value: { child_ids: [[2, 21], [1, 22, { color: 8 }], [0, "virtual_9", { name: "From the server", color: 1 }]] } }),
        });
        await record.update({ country_id: { id: 5, display_name: "Italy" } });
        expect(list.records.map((line) => [line.data.name, line.data.color])).toEqual([["Anne", 8], ["From the server", 1]]);
expect(record._getChanges().child_ids).toEqual([[2, 21, false], [1, 22, { color: 8 }], [0, "virtual_9", { name: "From the server", color: 1 }]]);
    });

    test("a change of the server to a line of another page waits until it is seen", async () => {
        const values = { ...PARTNER, child_ids: [{ id: 21, name: "Byron", color: 0 }, { id: 22 }] };
        const config = formConfig();
        config.activeFields.child_ids.limit = 1;
        const { record, list } = await loadedList(
            {
                onchange: () => ({ value: { child_ids: [[1, 22, { color: 5 }]] } }),
                web_read: (args) => (args[0][0] === 22 ? [{ id: 22, name: "Anne", color: 1 }] : [values]),
            },
            values,
            { activeFields: config.activeFields },
        );
        await record.update({ country_id: { id: 5, display_name: "Italy" } });
        expect(record._getChanges().child_ids).toEqual([[1, 22, { color: 5 }]]);
        await list.load({ offset: 1 });
        expect(list.records[0].data).toMatchObject({ name: "Anne", color: 5 });
    });

    test("an incomplete line keeps the record from being saved", async () => {
        const { record, list, calls } = await loadedList();
        await list.addNewRecord();
        expect(await record.save()).toBe(false);
        expect(calls.some((call) => call.method === "web_save")).toBe(false);
    });

    test("lines are ordered by a column in memory", async () => {
        const { list } = await loadedList();
        await list.sortBy("name");
        expect(list.records.map((line) => line.data.name)).toEqual(["Anne", "Byron"]);
        await list.sortBy("name");
        expect(list.records.map((line) => line.data.name)).toEqual(["Byron", "Anne"]);
    });

    test("what a dialog changed is kept or given up as a whole", async () => {
        const { list } = await loadedList();
        const [line] = list.records;
        const extension = { activeFields: list.activeFields, fields: list.fields };
        const edited = await list.extendRecord(extension, line);
        await edited.update({ name: "Lord Byron" });
        await list.discardExtendedRecord(edited);
        expect(list.records[0].data.name).toBe("Byron");
        const again = await list.extendRecord(extension, line);
        await again.update({ name: "Lord Byron" });
        await list.validateExtendedRecord(again);
        expect(list._getCommands()).toEqual([[1, 21, { name: "Lord Byron" }]]);
    });
});
