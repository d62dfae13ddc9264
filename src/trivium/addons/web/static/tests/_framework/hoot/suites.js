/**
 * Suites, tests and what runs around them.
 */

/**
 * @typedef {{name: string, parent: Suite | null, tags: Set<string>, skip: boolean, todo: boolean, only: boolean, timeout: number | null, multi: number, run?: () => any}} Job
 * @typedef {Job & {children: Job[], hooks: Record<string, Function[]>}} Suite
 */

/** @param {string} name @param {Suite | null} parent @returns {Suite} */
function makeSuite(name, parent) {
    const hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
    return { name, parent, tags: new Set(), skip: false, todo: false, only: false, timeout: null, multi: 0, children: [], hooks };
}

export const root = makeSuite("", null);
/** @type {Suite} */
let open = root;

/** Cleans up after the test that runs. @type {Function[] | null} */
let cleanups = null;
/** @param {Function[] | null} list */
export function collectCleanups(list) {
    cleanups = list;
}

/** What a file registers belongs together. @param {string} name @param {() => Promise<any>} load */
export async function inFile(name, load) {
    open = makeSuite(name, root);
    root.children.push(open);
    await load();
    open = root;
}

/** @param {Job} job @param {string[]} names */
const tag = (job, names) => names.forEach((name) => job.tags.add(name));

/** @param {(job: Job) => void} register @param {(name: string, parent: Suite) => Job} make */
function makeRegistrar(register, make) {
    let pending = [];
    const registrar = (name, run) => {
        const job = make(name, open);
        if (run) {
            job.run = run;
        } else {
            job.todo = true;
        }
        pending.splice(0).forEach((change) => change(job));
        open.children.push(job);
        register(job);
    };
    /** @type {(change: (job: Job) => void) => any} what the next test or suite is given */
    const next = (change) => {
        pending.push(change);
        return registrar;
    };
    Object.assign(registrar, {
        tags: (...names) => next((job) => tag(job, names.flat())),
        timeout: (milliseconds) => next((job) => (job.timeout = milliseconds)),
        multi: (count) => next((job) => (job.multi = count)),
        config: (options) => next((job) => Object.assign(job, options)),
        skip: (name, run) => (next((job) => (job.skip = true)), registrar(name, run)),
        only: (name, run) => (next((job) => (job.only = true)), registrar(name, run)),
        debug: (name, run) => (next((job) => (job.only = true)), registrar(name, run)),
        todo: (name, run) => (next((job) => (job.todo = true)), registrar(name, run)),
    });
    return /** @type {any} */ (registrar);
}

export const test = makeRegistrar((/** @type {any} */ job) => (job.isTest = true), makeSuite);

export const describe = makeRegistrar((/** @type {any} */ suite) => {
    const before = open;
    open = suite;
    try {
        suite.run();
    } finally {
        open = before;
    }
}, makeSuite);

/** The suite that is being described: `describe.current.tags("desktop")`. */
Object.defineProperty(describe, "current", {
    get: () => ({
        tags: (...names) => tag(open, names.flat()),
        timeout: (milliseconds) => (open.timeout = milliseconds),
        config: (options) => Object.assign(open, options),
    }),
});

const hook = (name) => (callback) => void open.hooks[name].push(callback);
export const before = hook("before");
export const beforeEach = hook("beforeEach");
export const afterEach = hook("afterEach");

/** Runs after the test, or after the suite when no test runs. @param {Function} callback */
export function after(callback) {
    (cleanups || open.hooks.after).push(callback);
}
export const onError = (callback) => {
    const listen = (event) => callback(event);
    window.addEventListener("error", listen);
    after(() => window.removeEventListener("error", listen));
};

/** Whether a test runs now. */
export const isRunning = () => cleanups !== null;

/** The path from the root down. @param {any} job @returns {any[]} */
export const lineage = (job) => (job ? [...lineage(job.parent), job] : []);
/** @param {any} job */
export const fullName = (job) => lineage(job).map((each) => each.name).filter(Boolean).join("/");
/** @param {any} job @returns {any[]} the tests below */
export const testsOf = (job) => job.children.flatMap((each) => (each.isTest ? [each] : testsOf(each)));
