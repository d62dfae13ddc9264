/**
 * Runs what was registered, and tells of it in the console.
 */
import { follow } from "@web/../tests/_framework/hoot/expect";
import { guard } from "@web/../tests/_framework/hoot/fixture";
import { Report } from "@web/../tests/_framework/hoot/report";
import { resetPointer } from "@web/../tests/_framework/hoot/interaction";
import { collectCleanups, fullName, lineage, root, testsOf } from "@web/../tests/_framework/hoot/suites";
import { cancelAllTimers } from "@web/../tests/_framework/hoot/time";
import { clock } from "@web/../tests/_framework/boot";

const TIMEOUT = 10_000; // milliseconds for one test, where the address does not say
const OTHER_PRESET = { desktop: "mobile", mobile: "desktop" };

/** Which tests an address asks for. @param {URLSearchParams} params */
export function selection(params) {
    const wanted = params.get("filter")?.toLowerCase().split(/\s+/).filter(Boolean) || [];
    const tags = params.getAll("tag");
    const ids = [...params.getAll("suite"), ...params.getAll("test")];
    const excluded = OTHER_PRESET[params.get("preset") || "desktop"];
    const all = testsOf(root);
    const focused = all.filter((job) => lineage(job).some((each) => each.only));
    return (focused.length ? focused : all).filter((job) => {
        const name = fullName(job).toLowerCase();
        const own = new Set(lineage(job).flatMap((each) => [...each.tags]));
        return (
            wanted.every((part) => (part.startsWith("-") ? !name.includes(part.slice(1)) : name.includes(part))) &&
            (!tags.length || tags.some((each) => own.has(each))) &&
            (!ids.length || ids.some((each) => fullName(job).startsWith(each))) &&
            !own.has(excluded)
        );
    });
}

/** @param {any} state */
function checkState(state) {
    if (state.steps.length) {
        throw new Error(`The test did not verify its steps: ${JSON.stringify(state.steps)}`);
    }
    if (state.errors.length !== state.expectedErrors) {
        throw state.errors[0] || new Error(`${state.expectedErrors} errors were expected, none happened`);
    }
    if (state.expectedAssertions !== null && state.assertions !== state.expectedAssertions) {
        throw new Error(`${state.expectedAssertions} assertions were expected, there were ${state.assertions}`);
    }
    if (!state.assertions && state.expectedAssertions === null) {
        throw new Error("The test states nothing: it calls expect() nowhere");
    }
}

/** An error with what caused it. @param {any} error @param {"message" | "stack"} part @returns {string} */
const told = (error, part) => `${error?.[part] ?? error}${error?.cause ? `\n  caused by ${told(error.cause, part)}` : ""}`;

/** @param {any} job @param {number} limit in milliseconds */
async function runTest(job, limit) {
    const state = { assertions: 0, expectedAssertions: null, steps: [], errors: [], expectedErrors: 0 };
    const cleanups = [];
    const takeBack = guard();
    const note = (event) => {
        event.preventDefault();
        state.errors.push(event.reason ?? event.error ?? new Error(event.message));
    };
    window.addEventListener("error", note);
    window.addEventListener("unhandledrejection", note);
    follow(state);
    collectCleanups(cleanups);
    const path = lineage(job);
    const steps = async () => {
        for (const suite of path) {
            for (const hook of suite.hooks.beforeEach) {
                await hook();
            }
        }
        await job.run();
        for (const suite of path.toReversed()) {
            for (const hook of suite.hooks.afterEach) {
                await hook();
            }
        }
        // browsers tell of rejections that nobody handles a little later
        await new Promise((resolve) => requestAnimationFrame(resolve));
        await clock.wait(0);
        checkState(state);
    };
    const tooLong = clock.wait(limit).then(() => {
        throw new Error(`The test took longer than ${limit} milliseconds`);
    });
    try {
        await Promise.race([steps(), tooLong]);
        return null;
    } catch (error) {
        // what nobody caught before is most likely why
        const [earlier] = state.errors;
        return earlier && earlier !== error ? Object.assign(new Error(error.message, { cause: earlier }), { stack: error.stack }) : error;
    } finally {
        tooLong.catch(() => {}); // the race is over
        for (const cleanup of cleanups.toReversed()) {
            await cleanup();
        }
        collectCleanups(null);
        follow(null);
        window.removeEventListener("error", note);
        window.removeEventListener("unhandledrejection", note);
        cancelAllTimers();
        takeBack();
        resetPointer();
    }
}

/** @param {any[]} entered suites that tests of have begun @param {any[]} path of the next test */
async function enter(entered, path) {
    for (const suite of path.filter((each) => !entered.includes(each))) {
        entered.push(suite);
        for (const hook of suite.hooks.before) {
            await hook();
        }
    }
}

/**
 * Runs the selected tests. The console says `[HOOT] Test suite succeeded` when all passed, and an error otherwise.
 * @param {URLSearchParams} params of the address
 */
export async function run(params) {
    const jobs = selection(params);
    const limit = Number(params.get("timeout")) || TIMEOUT;
    const shown = params.has("headless") ? null : new Report(params, jobs.length);
    const entered = [];
    const failed = [];
    let passed = 0;
    for (const job of jobs) {
        const name = fullName(job);
        const path = lineage(job);
        if (path.some((each) => each.skip || each.todo)) {
            console.log(`[HOOT] Test "${name}" skipped`);
            shown?.add(name, "skipped");
            continue;
        }
        await enter(entered, path.slice(0, -1));
        let error = null;
        for (let round = Math.max(job.multi, 1); round && !error; round--) {
            error = await runTest(job, path.map((each) => each.timeout).findLast(Boolean) || limit);
        }
        if (error) {
            failed.push(`${name}: ${told(error, "message")}`);
            console.error(`[HOOT] Test "${name}" failed:\n${told(error, "stack")}`);
            shown?.add(name, "failed", told(error, "stack"));
        } else {
            passed++;
            console.log(`[HOOT] Test "${name}" passed`);
            shown?.add(name, "passed");
        }
    }
    for (const suite of entered.toReversed()) {
        for (const hook of suite.hooks.after) {
            await hook();
        }
    }
    shown?.done();
    report(jobs, passed, failed, params);
}

/** @param {any[]} jobs @param {number} passed @param {string[]} failed @param {URLSearchParams} params */
function report(jobs, passed, failed, params) {
    const counts = `${passed} passed, ${failed.length} failed`;
    const summary = document.createElement("pre");
    summary.className = "hoot-summary";
    summary.textContent = [counts, ...failed].join("\n");
    document.body.append(summary);
    if (!jobs.length) {
        console.error(`Test suite failed: no test matches ${params}`);
    } else if (failed.length) {
        console.error(`Test suite failed: ${counts}\n${failed.join("\n")}`);
    } else {
        console.log(`[HOOT] ${counts}`);
        console.log("[HOOT] Test suite succeeded");
    }
}
