/**
 * The tabs of one user in one browser: one of them leads, and shares with the others what it hears.
 *
 * Web Locks choose the leader: the lock goes to another tab when the one that holds it is closed or dies. Where the browser has none
 * (a page that is not served over TLS nor from this machine), every tab leads itself.
 *
 * Events: `lead`; `message` (detail: what another tab said).
 */
export class Tabs extends EventTarget {
    /**
     * @param {string} name of the group of tabs
     * @param {{locks?: any, Channel?: any}} [parts] replaced by tests
     */
    constructor(name, { locks, Channel } = {}) {
        super();
        this.name = name;
        this.locks = locks === undefined ? globalThis.navigator?.locks : locks;
        const ChannelClass = Channel || globalThis.BroadcastChannel;
        this.leads = false;
        this.id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
        /** @type {(() => void) | undefined} */
        this._release = undefined;
        this.channel = this.locks && ChannelClass ? new ChannelClass(name) : null;
        if (this.channel) {
            this.channel.onmessage = (/** @type {MessageEvent} */ { data }) => this.dispatchEvent(new CustomEvent("message", { detail: data }));
        }
    }

    /** Leads, or stands by to. */
    join() {
        if (!this.channel) {
            this._lead();
            return;
        }
        // the lock is held as long as this promise is pending: until the tab is closed, or leaves
        this.locks.request(this.name, () => {
            this._lead();
            return /** @type {Promise<void>} */ (new Promise((resolve) => (this._release = resolve)));
        });
    }

    leave() {
        this.leads = false;
        this._release?.();
        this._release = undefined;
    }

    /** Tells the other tabs. @param {any} message */
    say(message) {
        this.channel?.postMessage(message);
    }

    _lead() {
        this.leads = true;
        this.dispatchEvent(new CustomEvent("lead"));
    }
}
