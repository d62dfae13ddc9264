import { evalPartialContext, makeContext } from "@web/core/context";
import { Domain, InvalidDomainError } from "@web/core/domain";
import { describe, expect, test } from "vitest";

describe("Domain", () => {
    test("the and between conditions is written out", () => {
        expect(new Domain([["a", "=", 1], ["b", "=", 2]]).toList()).toEqual(["&", ["a", "=", 1], ["b", "=", 2]]);
        expect(new Domain("[('a', '=', 1), '|', ('b', '=', 2), ('c', '=', 3)]").toList()).toEqual(["&", ["a", "=", 1], "|", ["b", "=", 2], ["c", "=", 3]]);
        expect(new Domain([]).toList()).toEqual([]);
    });

    test("what is no domain is refused", () => {
        expect(() => new Domain(["|", ["a", "=", 1]])).toThrow(InvalidDomainError);
        expect(() => new Domain([["a", "="]])).toThrow(InvalidDomainError);
        expect(() => new Domain("[('a', '=', 1]")).toThrow(InvalidDomainError);
        expect(() => new Domain("3")).toThrow(InvalidDomainError);
        expect(() => new Domain(["x"])).toThrow(InvalidDomainError);
    });

    test("and, or, not", () => {
        expect(Domain.and([[["a", "=", 1]], "[('b', '=', uid)]"]).toList({ uid: 7 })).toEqual(["&", ["a", "=", 1], ["b", "=", 7]]);
        expect(Domain.or([[["a", "=", 1]], [["b", "=", 1]], [["c", "=", 1]]]).toList()).toEqual(["|", "|", ["a", "=", 1], ["b", "=", 1], ["c", "=", 1]]);
        expect(Domain.and([[], [["a", "=", 1]]]).toList()).toEqual([["a", "=", 1]]);
        expect(Domain.not([["a", "=", 1]]).toList()).toEqual(["!", ["a", "=", 1]]);
    });

    test.each([
        [[["a", "=", 1]], { a: 1 }, true],
        [[["a", "!=", 1]], { a: 1 }, false],
        [[["a", "=", false]], { a: null }, true],
        [[["a", "in", [1, 2]]], { a: 2 }, true],
        [[["a", "not in", [1, 2]]], { a: 3 }, true],
        [[["tags", "in", [4]]], { tags: [3, 4] }, true],
        [[["tags", "=", false]], { tags: [] }, true],
        [[["a", "ilike", "B"]], { a: "abc" }, true],
        [[["a", "like", "B"]], { a: "abc" }, false],
        [[["a", "=ilike", "a%"]], { a: "ABC" }, true],
        [[["a", "not ilike", "x"]], { a: "abc" }, true],
        [[["a.b", "=", 2]], { a: { b: 2 } }, true],
        [["|", ["a", "=", 1], "!", ["b", "=", 1]], { a: 0, b: 0 }, true],
        [["&", ["a", ">", 1], ["a", "<=", 3]], { a: 3 }, true],
        [[["a", "=?", false]], { a: 8 }, true],
        [[[1, "=", 1]], {}, true],
        [[[0, "=", 1]], {}, false],
        [[], {}, true],
    ])("%j contains %j: %s", (domain, record, expected) => {
        expect(new Domain(domain).contains(record)).toBe(expected);
    });

    test("text and back", () => {
        const text = '["|", ("name", "=", "x"), ("user_id", "=", uid)]';
        expect(new Domain(text).toString()).toBe(text);
        expect(new Domain(new Domain(text)).toString()).toBe(text);
        expect(new Domain(text).toJson()).toBe(text);
        expect(new Domain("[('a', '=', -1)]").toJson()).toEqual([["a", "=", -1]]);
    });

    test("conditions on fields are taken out with what joined them", () => {
        const domain = ["&", ["a", "=", 1], "|", ["b", "=", 2], "!", ["c", "=", 3]];
        expect(Domain.removeDomainLeaves(domain, ["b"]).toList()).toEqual(["&", ["a", "=", 1], "!", ["c", "=", 3]]);
        expect(Domain.removeDomainLeaves(domain, ["a", "b", "c"]).toList()).toEqual([]);
    });
});

describe("contexts", () => {
    test("each is evaluated with those before it", () => {
        expect(makeContext([{ a: 1 }, "{'b': a + 1, 'c': uid}", undefined, "{'d': context.get('b')}"], { uid: 5 })).toEqual({ a: 1, b: 2, c: 5, d: 2 });
    });

    test("entries with what is not known are left out", () => {
        expect(evalPartialContext("{'a': 1, 'b': active_id, 'c': uid}", { uid: 3 })).toEqual({ a: 1, c: 3 });
    });
});
