/**
 * Before anything of the client: whom it takes for its user, and timers that tests can move.
 */
globalThis.odoo = Object.assign(globalThis.odoo || {}, {
    debug: "",
    csrf_token: "token",
    __session_info__: {
        db: "test",
        uid: 7,
        name: "Mitchell Test",
        username: "test",
        partner_id: 17,
        is_admin: true,
        is_system: true,
        is_internal_user: true,
        is_public: false,
        home_action_id: false,
        server_version: "1.0",
        server_version_info: [1, 0, 0, "final", 0, ""],
        registry_hash: "test",
        test_mode: true,
        user_context: { lang: "en", tz: "Europe/Brussels", uid: 7, allowed_company_ids: [1] },
        user_settings: { id: 1 },
        user_companies: {
            current_company: 1,
            allowed_companies: { 1: { id: 1, name: "Test Company", sequence: 1, child_ids: [], parent_id: false, currency_id: 1 } },
            disallowed_ancestor_companies: {},
        },
        groups: { "base.group_allow_export": true },
        currencies: { 1: { name: "USD", symbol: "$", position: "before", digits: [69, 2] }, 2: { name: "EUR", symbol: "€", position: "after", digits: [69, 2] } },
        bundle_params: {},
        cache_hashes: { load_menus: "1", translations: "1" },
        view_info: Object.fromEntries(["activity", "calendar", "form", "graph", "kanban", "list", "pivot"].map((type) => [type, { display_name: type, icon: "", multi_record: type !== "form" }])),
    },
});

const real = {
    setTimeout: window.setTimeout.bind(window),
    clearTimeout: window.clearTimeout.bind(window),
    now: performance.now.bind(performance),
};

/** Timers under way: id -> when they are due, in milliseconds of the test's own time. @type {Map<number, {due: number, run: () => void}>} */
const waiting = new Map();
let moved = 0;

window.setTimeout = /** @type {any} */ (
    (callback, delay = 0, ...args) => {
        const id = real.setTimeout(() => {
            waiting.delete(id);
            callback(...args);
        }, delay);
        waiting.set(id, { due: real.now() + moved + (Number(delay) || 0), run: () => callback(...args) });
        return id;
    }
);
window.clearTimeout = (id) => {
    waiting.delete(id);
    real.clearTimeout(id);
};

/** Time as tests have it. */
export const clock = {
    wait: (/** @type {number} */ milliseconds) => new Promise((resolve) => real.setTimeout(resolve, milliseconds)),

    /** Lets so much time pass at once: timers that are due by then run in their order. @param {number} milliseconds */
    async advance(milliseconds) {
        const end = real.now() + moved + milliseconds;
        for (;;) {
            const next = [...waiting].filter(([, timer]) => timer.due <= end).sort((a, b) => a[1].due - b[1].due)[0];
            if (!next) {
                break;
            }
            window.clearTimeout(next[0]);
            next[1].run();
            await Promise.resolve();
        }
        moved += milliseconds;
    },

    /** How long until the last timer is due. */
    remaining: () => Math.max(0, ...[...waiting.values()].map((timer) => timer.due - real.now() - moved)),

    cancelAll() {
        for (const id of [...waiting.keys()]) {
            window.clearTimeout(id);
        }
    },
};

/** Who listens to the page, while that is noted. @type {{noted: any[] | null}} */
export const listeners = { noted: null };

const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    if (listeners.noted && (target === window || target === document || target === document.body)) {
        listeners.noted.push([target, type, listener, options]);
    }
    return listen.call(target, type, listener, options);
};

/** A connection that is never made: tests have no server behind them. */
window.WebSocket = /** @type {any} */ (
    class extends EventTarget {
        readyState = 0;
        send() {}
        close() {
            this.readyState = 3;
        }
    }
);
/** @type {any} */ (window).SharedWorker = undefined;
/** @type {any} */ (window).Worker = undefined;
