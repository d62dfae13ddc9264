/** Close codes of the server: see docs/reference/external-api.md. */
export const CLOSE_CODES = { CLEAN: 1000, GOING_AWAY: 1001, SESSION_EXPIRED: 4001, KEEP_ALIVE_TIMEOUT: 4002, KILL_NOW: 4003 };
export const OUTDATED_VERSION = "OUTDATED_VERSION";

const FIRST_DELAY = 1000;
const LONGEST_DELAY = 60_000;
const HEARTBEAT_DELAY = 60_000;
const SESSION_DELAY = 1000;

/**
 * Keeps one connection: opens it again when it breaks, with growing pauses, and asks for what was missed meanwhile.
 *
 * Where the server says that the session has ended, it is asked first: the session may have got another identifier.
 *
 * Events: `connect`, `disconnect` (detail: code), `notification` (detail: list of `{id, message: {type, payload}}`), `outdated`, `expired`.
 */
export class WebsocketClient extends EventTarget {
    /**
     * @param {string} url
     * @param {{isSignedIn?: () => Promise<boolean>, WebSocketClass?: typeof WebSocket, setTimeout?: (callback: () => void, delay: number) => any, clearTimeout?: (id: any) => void, random?: () => number}} [parts] replaced by tests
     */
    constructor(url, { isSignedIn, WebSocketClass, setTimeout, clearTimeout, random } = {}) {
        super();
        this.url = url;
        this.isSignedIn = isSignedIn || (async () => false);
        this.WebSocketClass = WebSocketClass || globalThis.WebSocket;
        this.setTimeout = setTimeout || globalThis.setTimeout.bind(globalThis);
        this.clearTimeout = clearTimeout || globalThis.clearTimeout.bind(globalThis);
        this.random = random || Math.random;
        /** @type {WebSocket | null} */
        this.socket = null;
        /** @type {string[]} */
        this.channels = [];
        this.last = 0;
        this.failures = 0;
        this.wanted = false;
        this.timer = null;
        this.heart = null;
        /** @type {string[]} messages for when the connection is open */
        this.waiting = [];
    }

    get isOpen() {
        return this.socket?.readyState === 1;
    }

    start() {
        if (!this.wanted) {
            this.wanted = true;
            this._open();
        }
    }

    stop() {
        this.wanted = false;
        this.clearTimeout(this.timer);
        this.socket?.close(CLOSE_CODES.CLEAN);
    }

    /** Listens to other channels. @param {string[]} channels */
    listen(channels) {
        this.channels = channels;
        if (this.isOpen) {
            this._subscribe();
        }
    }

    /** Notes that notifications up to this one are known here. @param {number} last */
    know(last) {
        this.last = Math.max(this.last, last);
    }

    /** Sends a message, as soon as there is a connection. @param {string} eventName @param {any} data */
    send(eventName, data) {
        const text = JSON.stringify({ event_name: eventName, data });
        if (this.isOpen) {
            /** @type {WebSocket} */ (this.socket).send(text);
        } else {
            this.waiting.push(text);
        }
    }

    _open() {
        const socket = new this.WebSocketClass(this.url);
        this.socket = socket;
        socket.onopen = () => {
            this._subscribe();
            for (const text of this.waiting.splice(0)) {
                socket.send(text);
            }
            this._beat();
            this.dispatchEvent(new CustomEvent("connect"));
        };
        socket.onmessage = ({ data }) => {
            this.failures = 0;
            /** @type {{id: number}[]} */
            const list = JSON.parse(data);
            // at least once is the server's promise; exactly once is kept here
            const fresh = list.filter(({ id }) => id > this.last);
            if (fresh.length) {
                this.know(fresh[fresh.length - 1].id);
                this.dispatchEvent(new CustomEvent("notification", { detail: fresh }));
            }
        };
        socket.onclose = ({ code, reason }) => this._closed(code, reason);
    }

    _subscribe() {
        this.send("subscribe", { channels: this.channels, last: this.last });
    }

    _beat() {
        this.clearTimeout(this.heart);
        this.heart = this.setTimeout(() => {
            if (this.isOpen) {
                /** @type {WebSocket} */ (this.socket).send(new Uint8Array([0]));
                this._beat();
            }
        }, HEARTBEAT_DELAY);
    }

    /** @param {number} code @param {string} reason */
    _closed(code, reason) {
        this.socket = null;
        this.clearTimeout(this.heart);
        this.dispatchEvent(new CustomEvent("disconnect", { detail: code }));
        if (reason === OUTDATED_VERSION) {
            this.wanted = false;
            this.dispatchEvent(new CustomEvent("outdated"));
        } else if (code === CLOSE_CODES.SESSION_EXPIRED) {
            // the answer that tells the browser another identifier may be on its way
            this.timer = this.setTimeout(() => this._openIfSignedIn(), SESSION_DELAY);
            return;
        }
        if (this.wanted) {
            this.timer = this.setTimeout(() => this._open(), this.nextDelay(code));
        }
    }

    async _openIfSignedIn() {
        const isSignedIn = await this.isSignedIn();
        if (!this.wanted || this.socket) {
            return;
        }
        if (isSignedIn) {
            this._open();
        } else {
            this.wanted = false;
            this.dispatchEvent(new CustomEvent("expired"));
        }
    }

    /** Pauses grow, and chance spreads the clients that a server lost all at once. @param {number} code */
    nextDelay(code) {
        if (code === CLOSE_CODES.KEEP_ALIVE_TIMEOUT) {
            return 0;
        }
        const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.failures++);
        return longest / 2 + (this.random() * longest) / 2;
    }
}
