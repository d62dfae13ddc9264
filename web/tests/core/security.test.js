import { describe, expect, test } from "vitest";

import { deepCopy, deepMerge, omit, pick } from "@web/core/utils/objects";
import { parseSearchQuery } from "@web/core/browser/router";

const HOSTILE = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "a": {"__proto__": {"polluted": 1}}}';

describe("what comes from outside does not change what every object is", () => {
    test.each([
        ["merged", () => deepMerge({ a: {} }, JSON.parse(HOSTILE))],
        ["merged below", () => deepMerge(JSON.parse(HOSTILE), { a: { b: 1 } })],
        ["copied", () => deepCopy(JSON.parse(HOSTILE))],
        ["picked", () => pick(JSON.parse(HOSTILE), "a")],
        ["left out", () => omit(JSON.parse(HOSTILE), "a")],
        ["an address", () => parseSearchQuery("?__proto__[polluted]=1&__proto__=x&constructor=1&a=1")],
    ])("%s", (_name, make) => {
        const made = /** @type {any} */ (make());
        expect(/** @type {any} */ ({}).polluted).toBe(undefined);
        expect(made.polluted).toBe(undefined);
        expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    });
});
