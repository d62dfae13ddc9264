/**
 * Where tests put their elements, and what they may not leave behind.
 */
import { listeners } from "@web/../tests/_framework/boot";
import { setDefaultRoot } from "@web/../tests/_framework/hoot/query";

/** @type {HTMLElement | null} */
let fixture = null;

setDefaultRoot(() => document.body);

/** The element in which a test shows what it is about. */
export function getFixture() {
    if (!fixture) {
        fixture = document.createElement("main");
        fixture.className = "hoot-fixture o_web_client";
        fixture.style.cssText = "position: fixed; inset: 0; display: flex; flex-direction: column; overflow: auto;";
        document.body.append(fixture);
    }
    return fixture;
}

/** Begins to watch; returns a function that takes back what was added since. */
export function guard() {
    const before = new Set(document.body.childNodes);
    const classes = document.body.className;
    const noted = [];
    listeners.noted = noted;
    return () => {
        listeners.noted = null;
        for (const [target, type, listener, options] of noted) {
            target.removeEventListener(type, listener, options);
        }
        for (const node of [...document.body.childNodes]) {
            if (!before.has(node)) {
                node.remove();
            }
        }
        document.body.className = classes;
        fixture = null;
    };
}
