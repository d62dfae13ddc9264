import { describe, expect, test } from "vitest";
import { suggestionsFor } from "@web/search/search_bar/search_suggestions";

const items = [
    { id: 1, type: "field", fieldName: "name", fieldType: "char", description: "Name" },
    { id: 2, type: "field", fieldName: "country_id", fieldType: "many2one", description: "Country" },
    { id: 3, type: "field", fieldName: "kind", fieldType: "selection", selection: [["a", "Alpha"], ["b", "Beta"]], description: "Kind" },
    { id: 4, type: "field", fieldName: "active", fieldType: "boolean", description: "Active" },
    { id: 5, type: "field", fieldName: "color", fieldType: "integer", description: "Colour" },
    { id: 6, type: "field", fieldName: "birthday", fieldType: "date", description: "Birthday" },
    { id: 7, type: "filter", description: "Alphabetical", isActive: false },
];
const none = { expanded: new Set(), children: new Map() };

describe("what the search bar proposes", () => {
    test("nothing for nothing", () => {
        expect(suggestionsFor("  ", items, none)).toEqual([]);
    });

    test("text for texts, options that fit, filters by their name", () => {
        const found = suggestionsFor("alp", items, none).map((each) => [each.searchItemId, each.label, each.operator]);
        expect(found).toEqual([[1, "alp", "ilike"], [2, "alp", "ilike"], [3, "Alpha", "="], [7, "Alphabetical", undefined]]);
    });

    test("numbers and dates where the text is one", () => {
        expect(suggestionsFor("12", items, none).find((each) => each.searchItemId === 5)).toMatchObject({ value: 12, operator: "=" });
        expect(suggestionsFor("06/15/2024", items, none).find((each) => each.searchItemId === 6)).toMatchObject({ value: "2024-06-15" });
        expect(suggestionsFor("abc", items, none).some((each) => [5, 6].includes(each.searchItemId))).toBe(false);
    });

    test("records below a relation that is unfolded", () => {
        const children = new Map([[2, { records: [[3, "Belgium"]], hasMore: true }]]);
        const found = suggestionsFor("bel", items, { expanded: new Set([2]), children }).filter((each) => each.searchItemId === 2);
        expect(found.map((each) => String(each.label))).toEqual(["bel", "Belgium", "Show more"]);
        expect(found[1]).toMatchObject({ value: 3, operator: "=", isChild: true });
    });
});
