import { RelativeTimeField } from "@web/views/fields/relative_time/relative_time_field";
import { afterEach, expect, test } from "vitest";
import { makeTestEnv, mountWithEnv } from "../helpers";

/** @type {any} */
let app;
afterEach(() => app?.destroy());

test.each([
    [{ seconds: 20 }, "just now"],
    [{ minutes: 5 }, "5 minutes ago"],
    [{ days: -2, seconds: -9 }, "in 2 days"],
])("%o ago reads %s", async (ago, text) => {
    const record = { data: { seen: luxon.DateTime.now().minus(ago) } };
    const mounted = await mountWithEnv(RelativeTimeField, { env: await makeTestEnv(), props: { name: "seen", record } });
    app = mounted.app;
    expect(document.querySelector("time").textContent).toBe(text);
    expect(document.querySelector("time").title).not.toBe("");
});
