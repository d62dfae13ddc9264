import { Component, onWillUpdateProps, status, useComponent, useEffect, useState, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** Transitions can be turned off as a whole (in tests; or for who wants less motion). */
export const config = { disabled: Boolean(browser.matchMedia?.("(prefers-reduced-motion: reduce)").matches) };

/**
 * Keeps something on the page until its leaving has been seen. `className` has the steps
 * `name`, `name-enter`, `name-enter-active`, `name-leave`.
 * @param {{name: string, initialVisibility?: boolean, immediate?: boolean, leaveDuration?: number, onLeave?: () => void}} options
 */
export function useTransition({ name, initialVisibility = true, immediate = false, leaveDuration = 500, onLeave = () => {} }) {
    const component = useComponent();
    const state = useState({ shouldMount: initialVisibility, stage: initialVisibility && !immediate ? "enter-active" : initialVisibility ? "enter" : "leave" });
    if (config.disabled) {
        return {
            get shouldMount() {
                return state.shouldMount;
            },
            set shouldMount(value) {
                state.shouldMount = value;
                if (!value) {
                    onLeave();
                }
            },
            get className() {
                return `${name} ${name}-enter-active`;
            },
            get stage() {
                return "enter-active";
            },
        };
    }
    let timer;
    // the first frame has the start of the movement, the next its end
    useEffect(
        (stage) => {
            if (stage === "enter") {
                const frame = browser.requestAnimationFrame(() => {
                    state.stage = "enter-active";
                });
                return () => browser.cancelAnimationFrame(frame);
            }
        },
        () => [state.stage]
    );
    return {
        get shouldMount() {
            return state.shouldMount;
        },
        set shouldMount(value) {
            browser.clearTimeout(timer);
            if (value) {
                state.shouldMount = true;
                state.stage = "enter";
                return;
            }
            state.stage = "leave";
            timer = browser.setTimeout(() => {
                if (status(component) !== "destroyed") {
                    state.shouldMount = false;
                    onLeave();
                }
            }, leaveDuration);
        },
        get className() {
            return `${name} ${name}-${state.stage}`;
        },
        get stage() {
            return state.stage;
        },
    };
}

/** `useTransition` as a component; its slot is given `className`. */
export class Transition extends Component {
    static template = xml`<t t-slot="default" t-if="transition.shouldMount" className="transition.className"/>`;
    static props = {
        name: String,
        visible: { type: Boolean, optional: true },
        immediate: { type: Boolean, optional: true },
        leaveDuration: { type: Number, optional: true },
        onLeave: { type: Function, optional: true },
        slots: Object,
    };

    setup() {
        const { immediate, visible, leaveDuration, name, onLeave } = this.props;
        this.transition = useTransition({ initialVisibility: visible ?? true, immediate, leaveDuration, name, onLeave });
        onWillUpdateProps(({ visible: next = true }) => {
            this.transition.shouldMount = next;
        });
    }
}
