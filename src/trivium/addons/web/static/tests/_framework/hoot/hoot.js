/** What tests import as `@odoo/hoot`. */
import { getFixture } from "@web/../tests/_framework/hoot/fixture";
import { after, fullName, isRunning } from "@web/../tests/_framework/hoot/suites";

export { expect } from "@web/../tests/_framework/hoot/expect";
export { after, afterEach, before, beforeEach, describe, onError, test } from "@web/../tests/_framework/hoot/suites";
export * from "@web/../tests/_framework/hoot/hoot_dom";
export * from "@web/../tests/_framework/hoot/hoot_mock";
export { getFixture };

/** What runs now. */
export const getCurrent = () => ({ isRunning: isRunning(), fullName });
export const isHootReady = Promise.resolve();
export const globals = { fetch: window.fetch.bind(window), setTimeout: window.setTimeout, clearTimeout: window.clearTimeout };

/** @param {any} target an application, or something that is mounted in one */
export function destroy(target) {
    (target.destroy ? target : target.__owl__.app).destroy();
}

/** Mounts something on the fixture and takes it away after the test. @param {any} app */
export function mountOnFixture(app) {
    after(() => app.destroy());
    return app.mount(getFixture());
}

/** A value of each test's own. @template T @param {(previous: T | null) => T} create @returns {(() => T) & {has: () => boolean}} */
export function createJobScopedGetter(create) {
    let value = null;
    const getter = () => {
        if (value === null) {
            value = create(null);
            after(() => (value = null));
        }
        return value;
    };
    getter.has = () => value !== null;
    return getter;
}
