import { onMounted, useComponent, useEffect, useEnv, useExternalListener } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** The key under which the scroll position travels in a local state. */
export const scrollSymbol = Symbol("scroll");

/** Callbacks that the parts of an action register, each in the name of its owner. */
export class CallbackRecorder {
    constructor() {
        this.setup();
    }

    setup() {
        /** @type {{owner: any, callback: Function}[]} */
        this._entries = [];
    }

    /** @returns {Function[]} */
    get callbacks() {
        return this._entries.map((entry) => entry.callback);
    }

    /** @param {any} owner @param {Function} callback */
    add(owner, callback) {
        if (!callback) {
            throw new Error("There is no callback to record.");
        }
        this._entries.push({ owner, callback });
    }

    /** @param {any} owner */
    remove(owner) {
        this._entries = this._entries.filter((entry) => entry.owner !== owner);
    }
}

/**
 * Register a callback with a recorder for as long as the component lives.
 *
 * @param {CallbackRecorder|undefined} recorder
 * @param {Function|undefined} callback
 */
export function useCallbackRecorder(recorder, callback) {
    if (!recorder || !callback) {
        return;
    }
    const component = useComponent();
    useEffect(
        () => {
            recorder.add(component, callback);
            return () => recorder.remove(component);
        },
        () => [],
    );
}

/**
 * Take part in the life of an action: being asked before it is left, giving the state to come back to.
 *
 * @param {{beforeLeave?: Function, beforeUnload?: (ev: Event) => any, beforeVisibilityChange?: Function,
 *   getLocalState?: Function, getGlobalState?: Function, getContext?: Function, getOrderBy?: Function,
 *   rootRef?: {el: HTMLElement|null}}} [params]
 */
export function useSetupAction(params = {}) {
    const component = useComponent();
    const env = useEnv();
    const { beforeLeave, beforeUnload, beforeVisibilityChange, getGlobalState, getContext, getOrderBy, rootRef } = params;
    if (beforeUnload) {
        useExternalListener(/** @type {any} */ (browser), "beforeunload", /** @type {any} */ (beforeUnload));
    }
    if (beforeVisibilityChange) {
        useExternalListener(/** @type {any} */ (document), "visibilitychange", /** @type {any} */ (beforeVisibilityChange));
    }
    useCallbackRecorder(env.__beforeLeave__, beforeLeave);
    useCallbackRecorder(env.__getGlobalState__, getGlobalState);
    useCallbackRecorder(env.__getContext__, getContext);
    useCallbackRecorder(env.__getOrderBy__, getOrderBy);
    useCallbackRecorder(env.__getLocalState__, () => ({
        ...params.getLocalState?.(),
        ...(rootRef ? { [scrollSymbol]: readScroll(rootRef.el) } : {}),
    }));
    if (rootRef) {
        onMounted(() => {
            const scroll = component.props.state?.[scrollSymbol];
            const content = contentOf(rootRef.el);
            if (scroll && content) {
                content.scrollTo(scroll);
            }
        });
    }
}

/** @param {HTMLElement|null} el */
function contentOf(el) {
    return el && (el.matches(".o_content") ? el : el.querySelector(".o_content"));
}

/** @param {HTMLElement|null} el */
function readScroll(el) {
    const content = contentOf(el);
    return content ? { left: content.scrollLeft, top: content.scrollTop } : { left: 0, top: 0 };
}
