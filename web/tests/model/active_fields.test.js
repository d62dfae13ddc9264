import { describe, expect, test } from "vitest";
import { addFieldDependencies, combineModifiers, extractFieldsFromArchInfo, getFieldsSpec, makeActiveField, patchActiveFields } from "@web/model/relational_model/utils";
import { LINE, PARTNER_FIELDS, active } from "./model_helpers";

describe("modifiers", () => {
    test.each([
        ["True", "a", "OR", "True"],
        [undefined, "a", "OR", "a"],
        ["a", "b", "OR", "(a) or (b)"],
        ["a", "a", "OR", "a"],
        ["True", "a", "AND", "a"],
        [undefined, "a", "AND", undefined],
        ["True", "True", "AND", "True"],
        ["a", "b", "AND", "(a) and (b)"],
        ["False", "0", "OR", undefined],
    ])("%s and %s with %s are %s", (left, right, operator, expected) => {
        expect(combineModifiers(left, right, operator)).toBe(expected);
    });

    test("a field is invisible where all its occurrences are, and required where one is", () => {
        const field = makeActiveField({ invisible: "a", required: "c" });
        patchActiveFields(field, makeActiveField({ invisible: "b", required: "d", onChange: true }));
        expect(field).toMatchObject({ invisible: "(a) and (b)", required: "(c) or (d)", onChange: true });
    });
});

describe("specifications", () => {
    test("relations ask for what is shown of them", () => {
        const activeFields = active({ name: {}, country_id: {}, child_ids: { related: LINE } });
        activeFields.child_ids.limit = 5;
        activeFields.child_ids.defaultOrderBy = [{ name: "color", asc: false }];
        expect(getFieldsSpec(activeFields, PARTNER_FIELDS, {})).toEqual({
            name: {},
            country_id: { fields: { display_name: {} } },
            child_ids: { fields: { name: {}, color: {} }, limit: 5, order: "color desc" },
        });
    });

    test("lines that are never shown are not read, except for an onchange", () => {
        const activeFields = active({ child_ids: { invisible: "True", related: LINE } });
        expect(getFieldsSpec(activeFields, PARTNER_FIELDS, {})).toEqual({ child_ids: {} });
        expect(getFieldsSpec(activeFields, PARTNER_FIELDS, {}, { withInvisible: true }).child_ids.fields).toEqual({ name: {}, color: {} });
    });

    test("a context goes along, without the defaults for new records", () => {
        const activeFields = active({ country_id: { context: "{'show': color, 'default_name': 'x'}" } });
        expect(getFieldsSpec(activeFields, PARTNER_FIELDS, { color: 4 }).country_id.context).toEqual({ show: 4 });
    });

    test("properties bring the record that defines them", () => {
        const fields = { props: { name: "props", type: "properties", definition_record: "country_id" }, country_id: PARTNER_FIELDS.country_id };
        expect(Object.keys(getFieldsSpec(active({ props: {} }), fields, {}))).toEqual(["props", "country_id"]);
    });
});

describe("active fields of a view", () => {
    test("what a component needs is added without being shown or written", () => {
        const activeFields = active({ name: {} });
        const fields = { name: PARTNER_FIELDS.name };
        addFieldDependencies(activeFields, fields, [{ name: "write_date", type: "datetime" }]);
        expect(activeFields.write_date).toMatchObject({ invisible: "True", readonly: "True" });
        expect(fields.write_date.type).toBe("datetime");
    });

    test("a field that stands twice is one", () => {
        const component = { component: class {} };
        const fieldNodes = {
            name_0: { name: "name", invisible: "a", field: component },
            name_1: { name: "name", invisible: "b", required: "True", field: component },
        };
        const { activeFields } = extractFieldsFromArchInfo({ fieldNodes }, PARTNER_FIELDS);
        expect(Object.keys(activeFields)).toEqual(["name"]);
        expect(activeFields.name).toMatchObject({ invisible: "(a) and (b)", required: "True" });
    });
});
