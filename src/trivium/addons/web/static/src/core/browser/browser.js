/**
 * A storage in memory, for browsers that refuse theirs (private windows, full disks).
 * @returns {Storage}
 */
export function makeRAMLocalStorage() {
    /** @type {Map<string, string>} */
    let store = new Map();
    return {
        setItem(key, value) {
            const newValue = String(value);
            store.set(key, newValue);
            window.dispatchEvent(new StorageEvent("storage", { key, newValue }));
        },
        getItem: (key) => store.get(key) ?? null,
        clear: () => {
            store = new Map();
        },
        removeItem: (key) => {
            store.delete(key);
        },
        get length() {
            return store.size;
        },
        key: (index) => [...store.keys()][index] ?? null,
    };
}

/** @param {"localStorage" | "sessionStorage"} name */
function storage(name) {
    try {
        const found = window[name];
        found.setItem("__probe__", "1");
        found.removeItem("__probe__");
        return found;
    } catch {
        return makeRAMLocalStorage();
    }
}

/**
 * The browser's side effects in one place, so that a test can replace any of them.
 */
export const browser = {
    addEventListener: window.addEventListener.bind(window),
    dispatchEvent: window.dispatchEvent.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
    AnalyserNode: window.AnalyserNode,
    Audio: window.Audio,
    AudioBufferSourceNode: window.AudioBufferSourceNode,
    AudioContext: window.AudioContext,
    AudioWorkletNode: window.AudioWorkletNode,
    BeforeInstallPromptEvent: /** @type {any} */ (window).BeforeInstallPromptEvent?.bind?.(window),
    GainNode: window.GainNode,
    MediaStreamAudioSourceNode: window.MediaStreamAudioSourceNode,
    removeLoader: undefined,
    clearTimeout: window.clearTimeout.bind(window),
    clearInterval: window.clearInterval.bind(window),
    cancelAnimationFrame: window.cancelAnimationFrame.bind(window),
    requestAnimationFrame: window.requestAnimationFrame.bind(window),
    requestIdleCallback: (window.requestIdleCallback || ((callback) => window.setTimeout(callback, 1))).bind(window),
    setInterval: /** @type {(handler: Function, timeout?: number, ...args: any[]) => number} */ (
        /** @type {any} */ (window.setInterval.bind(window))
    ),
    setTimeout: /** @type {(handler: Function, timeout?: number, ...args: any[]) => number} */ (
        /** @type {any} */ (window.setTimeout.bind(window))
    ),
    performance: window.performance,
    console: window.console,
    history: window.history,
    matchMedia: window.matchMedia?.bind(window),
    navigator: window.navigator,
    caches: window.caches,
    Notification: window.Notification,
    open: window.open.bind(window),
    SharedWorker: window.SharedWorker,
    Worker: window.Worker,
    XMLHttpRequest: window.XMLHttpRequest,
    WebSocket: window.WebSocket,
    localStorage: storage("localStorage"),
    sessionStorage: storage("sessionStorage"),
    fetch: window.fetch.bind(window),
    get innerHeight() {
        return window.innerHeight;
    },
    get innerWidth() {
        return window.innerWidth;
    },
    ontouchstart: window.ontouchstart,
    get isSecureContext() {
        return window.isSecureContext;
    },
};

Object.defineProperty(browser, "location", {
    get: () => window.location,
    set: (url) => {
        window.location = url;
    },
    configurable: true,
    enumerable: true,
});
