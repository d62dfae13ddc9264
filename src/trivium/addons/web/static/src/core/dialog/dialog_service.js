import { Component, markRaw, reactive, useChildSubEnv, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";

/** Gives a dialog's component the environment of a dialog. */
class DialogWrapper extends Component {
    static template = xml`<t t-component="props.subComponent" t-props="props.subProps"/>`;
    static props = ["*"];

    setup() {
        useChildSubEnv({ dialogData: this.props.subEnv });
    }
}

export const dialogService = {
    dependencies: ["overlay"],
    start(env, { overlay }) {
        /** @type {any[]} */
        const stack = [];
        let nextId = 0;

        const deactivate = () => {
            for (const subEnv of stack) {
                subEnv.isActive = false;
            }
        };

        /**
         * @param {any} dialogClass a component around `Dialog`
         * @param {any} [props]
         * @param {{onClose?: (params?: any) => void, context?: any}} [options]
         * @returns {(params?: any) => void} closes it
         */
        const add = (dialogClass, props = {}, options = {}) => {
            const id = nextId++;
            const close = (params) => remove(params);
            const subEnv = reactive({ id, close, isActive: true });
            deactivate();
            stack.push(subEnv);
            document.body.classList.add("modal-open");
            const scrollOrigin = { top: window.scrollY, left: window.scrollX };
            /** @type {any} */ (subEnv).scrollToOrigin = () => {
                if (!stack.length) {
                    window.scrollTo(scrollOrigin);
                }
            };
            const remove = overlay.add(
                DialogWrapper,
                { subComponent: dialogClass, subProps: markRaw({ ...props, close }), subEnv },
                {
                    env: options.context?.env || options.context?.root?.env,
                    rootId: options.context?.root?.el?.getRootNode()?.host?.id,
                    onRemove: (params) => {
                        stack.splice(
                            stack.findIndex((each) => each.id === id),
                            1
                        );
                        deactivate();
                        if (stack.length) {
                            stack.at(-1).isActive = true;
                        } else {
                            document.body.classList.remove("modal-open");
                        }
                        options.onClose?.(params);
                    },
                }
            );
            return remove;
        };

        const closeAll = (params) => {
            for (const dialog of [...stack].reverse()) {
                dialog.close(params);
            }
        };
        return { add, closeAll };
    },
};

registry.category("services").add("dialog", dialogService);
