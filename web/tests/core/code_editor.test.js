import { CodeEditor } from "@web/core/code_editor/code_editor";
import { assets } from "@web/core/assets";
import { createEditor } from "@web/libs/codemirror";
import { afterEach, expect, test } from "vitest";
import { makeTestEnv, mountWithEnv, settle } from "../helpers";

Range.prototype.getClientRects ??= () => /** @type {any} */ ([]);

/** @type {any} */
let app;
const { loadBundle } = assets;
afterEach(() => {
    app?.destroy();
    document.body.innerHTML = "";
    assets.loadBundle = loadBundle;
});

async function mount(props) {
    const env = await makeTestEnv();
    const mounted = await mountWithEnv(CodeEditor, { env, props });
    app = mounted.app;
    await settle();
    return { $: (selector) => document.querySelector(selector) };
}

test("a text area does the work until the editor is there", async () => {
    let arrive;
    assets.loadBundle = () => new Promise((resolve) => (arrive = resolve));
    const typed = [];
    const { $ } = await mount({ value: "a = 1", mode: "python", label: "Code", onInput: (value) => typed.push(value) });
    const area = $("textarea");
    area.value = "a = 2";
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    expect(typed).toEqual(["a = 2"]);
    arrive();
    await settle();
    expect($("textarea")).toBe(null);
    expect($(".cm-content").textContent).toBe("a = 2");
    expect($(".cm-content").getAttribute("aria-label")).toBe("Code");
});

test("the editor tells what is typed, not what it is given", () => {
    const told = [];
    const parent = document.createElement("div");
    const editor = createEditor({ parent, value: "<a/>", mode: "xml", label: "Arch", onInput: (value) => told.push(value), onBlur: () => {} });
    editor.setValue("<b/>\n<c/>");
    expect(told).toEqual([]);
    editor.moveTo({ row: 1, column: 2 });
    expect(editor.cursor()).toEqual({ row: 1, column: 2 });
    expect(editor.value).toBe("<b/>\n<c/>");
    editor.destroy();
});
