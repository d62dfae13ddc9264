import { deserializeDateTime, formatDate, formatDateTime, getLocalYearAndWeek, getStartOfLocalWeek, parseDate, parseDateTime, serializeDate, serializeDateTime, strftimeToLuxonFormat } from "@web/core/l10n/dates";
import { parseTime, Time } from "@web/core/l10n/time";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const { DateTime } = luxon;

describe("dates", () => {
    beforeEach(() => {
        vi.useFakeTimers();
        vi.setSystemTime(new Date("2024-06-15T12:00:00Z"));
    });
    afterEach(() => vi.useRealTimers());

    test("formats of the server become those of the library", () => {
        expect(strftimeToLuxonFormat("%m/%d/%Y")).toBe("MM/dd/yyyy");
        expect(strftimeToLuxonFormat("%H:%M:%S")).toBe("HH:mm:ss");
        expect(strftimeToLuxonFormat("%d de %b")).toBe("dd 'de' MMM");
        expect(() => strftimeToLuxonFormat("%Q")).toThrow();
    });

    test("the server's time is in UTC, the user's in their zone", () => {
        const moment = deserializeDateTime("2024-06-15 22:30:00");
        expect(formatDateTime(moment)).toBe("06/16/2024 00:30");
        expect(serializeDateTime(moment)).toBe("2024-06-15 22:30:00");
        expect(serializeDate(moment)).toBe("2024-06-16");
        expect(formatDate(false)).toBe("");
    });

    test.each([
        ["06/01/2024", "2024-06-01"],
        ["6/1/24", "2024-06-01"],
        ["06/01", "2024-06-01"],
        ["06012024", "2024-06-01"],
        ["2024-06-01", "2024-06-01"],
        ["today", "2024-06-15"],
        ["+2d", "2024-06-17"],
        ["-1m", "2024-05-15"],
        ["+1w", "2024-06-22"],
    ])("a user's %s is %s", (text, expected) => {
        expect(serializeDate(parseDate(text))).toBe(expected);
    });

    test("what is no date is refused", () => {
        expect(() => parseDate("tomorrow-ish")).toThrow(/tomorrow-ish/);
        expect(() => parseDate("13/45/2024")).toThrow();
        expect(parseDate("")).toBe(false);
        expect(serializeDateTime(parseDateTime("06/01/2024 10:00:00"))).toBe("2024-06-01 08:00:00");
    });

    test("weeks start as the language says", () => {
        expect(getStartOfLocalWeek(DateTime.fromISO("2024-06-15")).toISODate()).toBe("2024-06-09");
        expect(getLocalYearAndWeek(DateTime.fromISO("2024-01-01"))).toMatchObject({ year: 2024, week: 1 });
    });

    test.each([
        ["9", { hour: 9, minute: 0, second: 0 }],
        ["9:30", { hour: 9, minute: 30, second: 0 }],
        ["9h30", { hour: 9, minute: 30, second: 0 }],
        ["930", { hour: 9, minute: 30, second: 0 }],
        ["2130", { hour: 21, minute: 30, second: 0 }],
        ["9.15 pm", { hour: 21, minute: 15, second: 0 }],
        ["12 am", { hour: 0, minute: 0, second: 0 }],
        ["25", null],
        ["9:75", null],
        ["x", null],
    ])("a time written %s", (text, expected) => {
        expect(parseTime(text)?.toObject() ?? null).toEqual(expected);
    });

    test("times compare and show", () => {
        expect(new Time({ hour: 9, minute: 5 }).toString()).toBe("09:05");
        expect(new Time({ hour: 9, minute: 58 }).roundMinutes(15).minute).toBe(45);
    });
});
