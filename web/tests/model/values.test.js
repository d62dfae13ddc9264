import { describe, expect, test } from "vitest";
import { evaluableValue, hasContent, isUnset, parseServerValue, sameValue, serializeValue } from "@web/model/relational_model/values";

describe("values of the server", () => {
    test("text that is not set is an empty string on the screen and false on the server", () => {
        expect(parseServerValue({ type: "char" }, false)).toBe("");
        expect(serializeValue({ type: "char" }, "")).toBe(false);
        expect(evaluableValue({ type: "char" }, "")).toBe(false);
    });

    test.each([
        [{ id: 3, display_name: "Belgium" }, { id: 3, display_name: "Belgium" }],
        [[3, "Belgium"], { id: 3, display_name: "Belgium" }],
        [3, { id: 3 }],
        [false, false],
    ])("a many2one given as %j is %j", (given, expected) => {
        expect(parseServerValue({ type: "many2one" }, given)).toEqual(expected);
    });

    test("a reference is read from its text and from its parts", () => {
        expect(parseServerValue({ type: "reference" }, "res.partner,7")).toEqual({ resModel: "res.partner", resId: 7 });
        expect(parseServerValue({ type: "reference" }, { id: { id: 7, model: "res.partner" }, display_name: "Ada" })).toEqual({ resModel: "res.partner", resId: 7, displayName: "Ada" });
        expect(serializeValue({ type: "reference" }, { resModel: "res.partner", resId: 7 })).toBe("res.partner,7");
    });

    test("dates and times go back as they came", () => {
        expect(serializeValue({ type: "date" }, parseServerValue({ type: "date" }, "1815-12-10"))).toBe("1815-12-10");
        expect(serializeValue({ type: "datetime" }, parseServerValue({ type: "datetime" }, "2024-06-15 22:30:00"))).toBe("2024-06-15 22:30:00");
        expect(serializeValue({ type: "date" }, false)).toBe(false);
    });

    test("expressions see the id of a many2one and dates as text", () => {
        expect(evaluableValue({ type: "many2one" }, { id: 3, display_name: "Belgium" })).toBe(3);
        expect(evaluableValue({ type: "many2one" }, false)).toBe(false);
        expect(evaluableValue({ type: "date" }, parseServerValue({ type: "date" }, "1815-12-10"))).toBe("1815-12-10");
    });

    test.each([
        ["char", "  ", true],
        ["char", "a", false],
        ["integer", 0, false],
        ["boolean", false, false],
        ["many2one", false, true],
        ["selection", false, true],
        ["selection", 0, false],
        ["html", "<p><br></p>", true],
        ["html", "<p>a</p>", false],
        ["one2many", { count: 0 }, true],
        ["json", {}, true],
    ])("%s %j is unset: %s", (type, value, expected) => {
        expect(isUnset({ type }, value)).toBe(expected);
    });

    test("a picture is content, white space is none", () => {
        expect(hasContent('<p><img src="x"></p>')).toBe(true);
        expect(hasContent("<div>&nbsp; \u200b</div>")).toBe(false);
    });

    test("values are compared as the server would see them", () => {
        expect(sameValue({ type: "many2one" }, { id: 3, display_name: "a" }, { id: 3, display_name: "b" })).toBe(true);
        expect(sameValue({ type: "char" }, "", false)).toBe(true);
        expect(sameValue({ type: "integer" }, 1, 2)).toBe(false);
    });
});
