import { describe, expect, test } from "vitest";
import { describeInvalid } from "@web/model/relational_model/validity";
import { formConfig, makeModel, PARTNER } from "./model_helpers";

const read = { web_read: () => [PARTNER] };

async function loaded(answers = {}, options = {}) {
    const made = makeModel({ config: formConfig(options.config), answers: { ...read, onchange: () => ({ value: {} }), ...answers }, ...options });
    await made.model.load();
    return { ...made, record: made.model.root };
}

describe("a record", () => {
    test("is read with the fields of the view", async () => {
        const { record, calls } = await loaded();
        expect(calls[0]).toMatchObject({ method: "web_read", args: [[7]] });
        expect(calls[0].kwargs.specification.country_id).toEqual({ fields: { display_name: {} } });
        expect(record.data.name).toBe("Ada");
        expect(record.data.country_id).toEqual({ id: 3, display_name: "Belgium" });
        expect(record.data.child_ids.currentIds).toEqual([21, 22]);
        expect(record.dirty).toBe(false);
    });

    test("that is gone says so", async () => {
        const { model } = makeModel({ config: formConfig(), answers: { web_read: () => [] } });
        await expect(model.load()).rejects.toThrow(/not there any more/);
    });

    test("sends only what was changed, and shows what the server made of it", async () => {
        const { record, calls } = await loaded({ web_save: () => [{ ...PARTNER, name: "ADA" }] });
        await record.update({ name: "ada l." });
        expect(record.dirty).toBe(true);
        expect(await record.save()).toBe(true);
        expect(calls.at(-1)).toMatchObject({ method: "web_save", args: [[7], { name: "ada l." }] });
        expect(record.data.name).toBe("ADA");
        expect(record.dirty).toBe(false);
    });

    test("that nobody changed is not sent", async () => {
        const { record, calls } = await loaded();
        expect(await record.save()).toBe(true);
        expect(calls.map((call) => call.method)).toEqual(["web_read"]);
    });

    test("gives its changes up", async () => {
        const { record } = await loaded();
        await record.update({ name: "Someone" });
        await record.discard();
        expect(record.data.name).toBe("Ada");
        expect(record.dirty).toBe(false);
    });

    test("lets the server complete a change, and only for fields that ask for it", async () => {
        const { record, calls } = await loaded({ onchange: () => ({ value: { color: 9, country_id: { id: 4, display_name: "France" } } }) });
        await record.update({ name: "x" });
        expect(calls.filter((call) => call.method === "onchange")).toHaveLength(0);
        await record.update({ country_id: { id: 5, display_name: "Italy" } });
        const [call] = calls.filter((each) => each.method === "onchange");
        expect(call.args.slice(0, 3)).toEqual([[7], { name: "x", country_id: 5 }, ["country_id"]]);
        expect(record.data.color).toBe(9);
        expect(record.data.country_id.display_name).toBe("France");
    });

    test("goes back to what it was where the onchange fails", async () => {
        const { record } = await loaded({
            onchange: () => {
                throw new Error("refused");
            },
        });
        await expect(record.update({ country_id: { id: 5, display_name: "Italy" } })).rejects.toThrow("refused");
        expect(record.data.country_id.display_name).toBe("Belgium");
    });

    test("shows the warning of an onchange", async () => {
        const { record, notes } = await loaded({ onchange: () => ({ value: {}, warning: { type: "notification", title: "Look", message: "Far away" } }) });
        await record.update({ country_id: { id: 5, display_name: "Italy" } });
        expect(notes[0]).toMatchObject(["notification", "Far away", { title: "Look" }]);
    });

    test("asks for the name of a record that is chosen by id", async () => {
        const { record, calls } = await loaded({ web_read: (args, _kwargs, model) => (model === "res.country" ? [{ id: 5, display_name: "Italy" }] : [PARTNER]) });
        await record.update({ country_id: { id: 5 } });
        expect(calls.some((call) => call.model === "res.country" && call.method === "web_read")).toBe(true);
        expect(record.data.country_id).toEqual({ id: 5, display_name: "Italy" });
    });

    test("creates a chosen record by name", async () => {
        const { record } = await loaded({ name_create: (args) => [50, args[0]] });
        await record.update({ country_id: { id: false, display_name: "Utopia" } });
        expect(record.data.country_id).toEqual({ id: 50, display_name: "Utopia" });
    });

    test("names the fields that are missing, and does not reach the server", async () => {
        const told = [];
        const { record, calls } = await loaded({}, { hooks: { onInvalidRecord: (each) => told.push(describeInvalid(each)) } });
        await record.update({ name: "" });
        expect(await record.save()).toBe(false);
        expect(told).toEqual(["fill in Name"]);
        expect(record.isFieldInvalid("name")).toBe(true);
        expect(calls.map((call) => call.method)).toEqual(["web_read"]);
        await record.update({ name: "Ada" });
        expect(record.isValid).toBe(true);
    });

    test("does not send what is readonly, by an expression on its own values", async () => {
        const { record, calls } = await loaded({ web_save: () => [PARTNER] });
        await record.update({ name: "Locked", color: 5 });
        await record.save();
        expect(calls.at(-1).args[1]).toEqual({ name: "Locked" });
    });

    test("that is new starts with what the server proposes, and sends all of it", async () => {
        const { model, calls } = makeModel({
            config: formConfig({ resId: false, resIds: [] }),
            answers: { onchange: () => ({ value: { name: false, active: true, color: 1 } }), web_save: () => [{ ...PARTNER, id: 99 }] },
        });
        await model.load();
        const record = model.root;
        expect(record.isNew).toBe(true);
        expect(calls[0].args.slice(0, 3)).toEqual([[], {}, []]);
        await record.update({ name: "New" });
        await record.save();
        expect(calls.at(-1)).toMatchObject({ method: "web_save", args: [[], { name: "New", active: true, color: 1, birthday: false, country_id: false }] });
        expect(record.resId).toBe(99);
        expect(record.resIds).toEqual([99]);
    });

    test("moves to the next one when it is deleted", async () => {
        const { model, record, calls } = await loaded({ unlink: () => true, web_read: (args) => [{ ...PARTNER, id: args[0][0] }] });
        await record.delete();
        expect(calls.some((call) => call.method === "unlink" && call.args[0][0] === 7)).toBe(true);
        expect(model.root.resId).toBe(8);
        expect(model.root.resIds).toEqual([8]);
    });

    test("offers its values and its surroundings to expressions", async () => {
        const { record } = await loaded();
        expect(record.evalContext).toMatchObject({ id: 7, active_id: 7, active_model: "res.partner", name: "Ada", country_id: 3, child_ids: [21, 22], birthday: "1815-12-10", uid: 2 });
    });
});
