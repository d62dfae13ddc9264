import { describe, expect, test } from "vitest";
import { formatBinary, formatFloat, formatFloatTime, formatInteger, formatMany2one, formatMonetary, formatPercentage, formatReference, formatSelection, formatX2many } from "@web/views/fields/formatters";
import { InvalidNumberError, parseFloat, parseFloatTime, parseInteger, parseMonetary, parsePercentage } from "@web/views/fields/parsers";

describe("values in words and figures", () => {
    test.each([
        [1234567, "1,234,567"],
        [0, "0"],
        [-12, "-12"],
        [false, ""],
    ])("the whole number %s is %s", (value, expected) => {
        expect(formatInteger(value)).toBe(expected);
    });

    test("numbers take the digits of their field, or those given", () => {
        expect(formatFloat(1234.5, { field: { digits: [16, 3] } })).toBe("1,234.500");
        expect(formatFloat(1234.5, { digits: [16, 1], field: { digits: [16, 3] } })).toBe("1,234.5");
        expect(formatFloat(false)).toBe("");
    });

    test.each([
        [1.5, {}, "01:30"],
        [-0.25, {}, "-00:15"],
        [0.999, {}, "01:00"],
        [1.5, { noLeadingZeroHour: true }, "1:30"],
        [1.5025, { displaySeconds: true }, "01:30:09"],
    ])("%s hours with %j are %s", (value, options, expected) => {
        expect(formatFloatTime(value, options)).toBe(expected);
    });

    test("amounts have the symbol of their currency where it belongs", () => {
        expect(formatMonetary(12.5, { currencyId: 1 })).toBe("12.50\u00a0€");
        expect(formatMonetary(12.5, { currencyId: 2 })).toBe("$\u00a012.50");
        expect(formatMonetary(12.5, { data: { currency_id: { id: 2 } }, field: {} })).toBe("$\u00a012.50");
        expect(formatMonetary(12.5, { currencyId: 1, noSymbol: true })).toBe("12.50");
    });

    test("relations are their names, lists their number", () => {
        expect(formatMany2one({ id: 3, display_name: "Belgium" })).toBe("Belgium");
        expect(formatMany2one(false)).toBe("");
        expect(String(formatMany2one({ id: 3, display_name: "" }))).toBe("Unnamed");
        expect(formatReference({ resModel: "res.partner", resId: 7 })).toBe("res.partner,7");
        expect(formatSelection("a", { selection: [["a", "Alpha"]] })).toBe("Alpha");
        expect(String(formatX2many({ currentIds: [1, 2] }))).toBe("2 records");
        expect(formatPercentage(0.125)).toBe("12.5%");
        expect(formatBinary("1.5 kB")).toBe("1.5 kB");
    });
});

describe("what was typed", () => {
    test.each([
        ["1,234.5", 1234.5],
        ["1 234.5", 1234.5],
        ["-.5", -0.5],
        ["", 0],
        ["=2*(3+4)", 14],
        ["1e3", 1000],
    ])("%s is the number %s", (text, expected) => {
        expect(parseFloat(text)).toBe(expected);
    });

    test.each(["abc", "1.2.3", "=2*x", "=1/0", "12 apples"])("%s is no number", (text) => {
        expect(() => parseFloat(text)).toThrow(InvalidNumberError);
    });

    test("whole numbers have no decimals and fit the database", () => {
        expect(parseInteger("1,234")).toBe(1234);
        expect(() => parseInteger("1.5")).toThrow(InvalidNumberError);
        expect(() => parseInteger("3000000000")).toThrow(InvalidNumberError);
    });

    test("hours, percentages and amounts", () => {
        expect(parseFloatTime("1:30")).toBe(1.5);
        expect(parseFloatTime("-0:15")).toBe(-0.25);
        expect(parseFloatTime("2.25")).toBe(2.25);
        expect(() => parseFloatTime("1:2:3:4")).toThrow(InvalidNumberError);
        expect(parsePercentage("12.5 %")).toBe(0.125);
        expect(parseMonetary("€ 1,234.50")).toBe(1234.5);
        expect(parseMonetary("1,234.50 €")).toBe(1234.5);
        expect(parseMonetary("-$5")).toBe(-5);
    });
});
