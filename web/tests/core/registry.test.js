import { DuplicatedKeyError, KeyNotFoundError, Registry } from "@web/core/registry";
import { describe, expect, test, vi } from "vitest";

describe("Registry", () => {
    test("values come by sequence, then in the order of their arrival", () => {
        const registry = new Registry("r");
        registry.add("b", 2).add("a", 1, { sequence: 10 }).add("c", 3);
        expect(registry.getAll()).toEqual([1, 2, 3]);
        expect(registry.getEntries().map(([key]) => key)).toEqual(["a", "b", "c"]);
    });

    test("a key is added once, unless it is forced, and then keeps its place", () => {
        const registry = new Registry("r");
        registry.add("a", 1, { sequence: 90 }).add("b", 2);
        expect(() => registry.add("a", 9)).toThrow(DuplicatedKeyError);
        registry.add("a", 9, { force: true });
        expect(registry.getAll()).toEqual([2, 9]);
    });

    test("an unknown key is an error, or the default", () => {
        const registry = new Registry("r");
        expect(() => registry.get("nothing")).toThrow(KeyNotFoundError);
        expect(registry.get("nothing", null)).toBe(null);
        expect(registry.contains("toString")).toBe(false);
    });

    test("changes are told", () => {
        const registry = new Registry("r");
        const seen = vi.fn();
        registry.addEventListener("UPDATE", (ev) => seen(ev.detail));
        registry.add("a", 1);
        registry.remove("a");
        expect(seen.mock.calls).toEqual([[{ operation: "add", key: "a", value: 1 }], [{ operation: "delete", key: "a", value: 1 }]]);
        expect(registry.getAll()).toEqual([]);
    });

    test("values are held to a schema", () => {
        const registry = new Registry("r");
        registry.addValidation({ start: Function });
        registry.add("good", { start() {} });
        expect(() => registry.add("bad", { start: 3 })).toThrow(/bad/);
    });
});
