import { markup } from "@odoo/owl";
import { cartesian, groupBy, intersection, sections, sortBy, symmetricalDifference, unique, zip } from "@web/core/utils/arrays";
import { Deferred, KeepLast, Mutex, Race } from "@web/core/utils/concurrency";
import { highlightText, htmlFormatList, htmlJoin, htmlReplaceAll, htmlSprintf, isHtmlEmpty, isMarkup } from "@web/core/utils/html";
import { formatFloat, humanNumber, roundDecimals, roundPrecision } from "@web/core/utils/numbers";
import { deepEqual, deepMerge, omit, pick } from "@web/core/utils/objects";
import { fuzzyLookup } from "@web/core/utils/search";
import { escapeRegExp, exprToBoolean, intersperse, isEmail, sprintf } from "@web/core/utils/strings";
import { debounce } from "@web/core/utils/timing";
import { formatCurrency } from "@web/core/currency";
import { normalizedMatches } from "@web/core/l10n/utils/normalize";
import { describe, expect, test } from "vitest";

describe("arrays and objects", () => {
    test("sets and orders", () => {
        expect(sortBy([{ a: 2 }, { a: 10 }, { a: 1 }], "a").map((each) => each.a)).toEqual([1, 2, 10]);
        expect(sortBy(["b", "a"], undefined, "desc")).toEqual(["b", "a"]);
        expect(groupBy([1, 2, 3], (value) => (value % 2 ? "odd" : "even"))).toEqual({ odd: [1, 3], even: [2] });
        expect(intersection([1, 2, 3], [3, 1])).toEqual([1, 3]);
        expect(symmetricalDifference([1, 2], [2, 3])).toEqual([1, 3]);
        expect(cartesian([1, 2], ["a"])).toEqual([[1, "a"], [2, "a"]]);
        expect(sections([1, 2])).toEqual([[], [1], [1, 2]]);
        expect(unique([1, 1, 2])).toEqual([1, 2]);
        expect(zip([1, 2], [3], true)).toEqual([[1, 3], [2, undefined]]);
    });

    test("objects", () => {
        expect(deepEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
        expect(deepEqual({ a: 1 }, { a: 1, b: undefined })).toBe(false);
        expect(deepMerge({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: 3 }, d: [2] })).toEqual({ a: { b: 3, c: 2 }, d: [2] });
        expect(omit({ a: 1, b: 2 }, "a")).toEqual({ b: 2 });
        expect(pick({ a: 1, b: 2 }, "a", "z")).toEqual({ a: 1 });
    });
});

describe("numbers", () => {
    test.each([
        [2.675, 0.01, 2.68],
        [-2.675, 0.01, -2.68],
        [1.005, 0.01, 1.01],
        [7, 5, 5],
        [8, 5, 10],
        [0.3, 0.1, 0.3],
        [0, 0.01, 0],
    ])("%d to steps of %d is %d", (value, precision, expected) => {
        expect(roundPrecision(value, precision)).toBe(expected);
    });

    test("other ways to round", () => {
        expect(roundPrecision(2.5, 1, "HALF-EVEN")).toBe(2);
        expect(roundPrecision(2.5, 1, "HALF-DOWN")).toBe(2);
        expect(roundPrecision(2.1, 1, "UP")).toBe(3);
        expect(roundPrecision(2.9, 1, "DOWN")).toBe(2);
        expect(roundDecimals(0.1 + 0.2, 1)).toBe(0.3);
    });

    test("as people read them", () => {
        expect(formatFloat(1234567.891)).toBe("1,234,567.89");
        expect(formatFloat(-0.5, { digits: [0, 0] })).toBe("-1");
        expect(formatFloat(3.1, { digits: [0, 3], trailingZeros: false })).toBe("3.1");
        expect(humanNumber(1234)).toBe("1k");
        expect(humanNumber(1_250_000, { decimals: 1 })).toBe("1.3M");
        expect(formatCurrency(1234.5, 1)).toBe("1,234.50\u00a0€");
        expect(formatCurrency(1234.5, 2)).toBe("$\u00a01,234.50");
        expect(intersperse("1234567", [3, 2, -1], ",")).toBe("12,34,567");
    });
});

describe("texts", () => {
    test("placeholders", () => {
        expect(sprintf("%s and %s", "a", 2)).toBe("a and 2");
        expect(sprintf("%(a)s of %(b)s", { a: 1, b: 2 })).toBe("1 of 2");
        expect(sprintf("100%")).toBe("100%");
    });

    test("small questions", () => {
        expect([exprToBoolean("1"), exprToBoolean("False"), exprToBoolean("0"), exprToBoolean(""), exprToBoolean("", true)]).toEqual([true, false, false, false, true]);
        expect([isEmail("a@b.co"), isEmail("a@b"), isEmail("a b@c.de")]).toEqual([true, false, false]);
        expect(new RegExp(escapeRegExp("a.b(c)")).test("a.b(c)")).toBe(true);
    });

    test("searching without accents", () => {
        expect(fuzzyLookup("cli", ["Clients", "Cities", "Éclair"], (text) => text)).toEqual(["Clients", "Éclair"]);
        expect(normalizedMatches("Über über", "uber")).toEqual([{ start: 0, end: 4, match: "Über" }, { start: 5, end: 9, match: "über" }]);
    });
});

describe("HTML", () => {
    test("what is not markup is escaped", () => {
        expect(String(htmlSprintf("<%s>", "<b>"))).toBe("&lt;&lt;b&gt;&gt;");
        expect(String(htmlSprintf(markup("<p>%s %s</p>"), "<b>", markup("<i/>")))).toBe("<p>&lt;b&gt; <i/></p>");
        expect(String(htmlJoin(["<", markup("<b/>")], ", "))).toBe("&lt;, <b/>");
        expect(String(htmlReplaceAll("a & b & c", "&", markup("<br/>")))).toBe("a <br/> b <br/> c");
        expect(String(htmlFormatList(["a<", markup("<b>b</b>")], { localeCode: "en" }))).toBe("a&lt; and <b>b</b>");
        expect(isMarkup(htmlJoin([]))).toBe(true);
    });

    test("found words are marked, tags are left alone", () => {
        expect(String(highlightText("a", "Ba<", "x"))).toBe('B<span class="x">a</span>&lt;');
        expect(String(highlightText("b", markup("<b>bob</b>"), "x"))).toBe('<b><span class="x">b</span>o<span class="x">b</span></b>');
        expect([isHtmlEmpty("<p><br></p>"), isHtmlEmpty("<p>a</p>"), isHtmlEmpty("<img src='x'>")]).toEqual([true, false, false]);
    });
});

describe("order of what happens", () => {
    test("of several promises the last one counts", async () => {
        const keep = new KeepLast();
        const [first, second] = [new Deferred(), new Deferred()];
        const seen = [];
        keep.add(first).then((value) => seen.push(value));
        keep.add(second).then((value) => seen.push(value));
        second.resolve("second");
        first.resolve("first");
        await new Promise((done) => setTimeout(done));
        expect(seen).toEqual(["second"]);
    });

    test("one after the other, also after a failure", async () => {
        const mutex = new Mutex();
        const seen = [];
        const slow = mutex.exec(async () => {
            await new Promise((done) => setTimeout(done, 5));
            seen.push(1);
        });
        const broken = mutex.exec(() => Promise.reject(new Error("no")));
        const last = mutex.exec(() => seen.push(2));
        await expect(broken).rejects.toThrow("no");
        await Promise.all([slow, last, mutex.getUnlockedDef()]);
        expect(seen).toEqual([1, 2]);
    });

    test("all share the first outcome", async () => {
        const race = new Race();
        const [slow, fast] = [new Deferred(), new Deferred()];
        const both = Promise.all([race.add(slow), race.add(fast)]);
        fast.resolve("fast");
        expect(await both).toEqual(["fast", "fast"]);
        expect(race.getCurrentProm()).toBe(null);
    });

    test("calls that follow each other closely are one", async () => {
        const seen = [];
        const debounced = debounce((value) => seen.push(value), 5);
        debounced(1);
        await debounced(2);
        expect(seen).toEqual([2]);
        debounced(3);
        debounced.cancel();
        await new Promise((done) => setTimeout(done, 15));
        expect(seen).toEqual([2]);
        debounced(4);
        debounced.cancel(true);
        expect(seen).toEqual([2, 4]);
    });
});
