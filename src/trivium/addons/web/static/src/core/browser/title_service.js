import { registry } from "@web/core/registry";

export const titleService = {
    start() {
        const counters = {};
        const parts = {};
        const update = () => {
            const total = Object.values(counters).reduce((sum, each) => sum + each, 0);
            const name = Object.values(parts).join(" - ") || "Trivium";
            document.title = total ? `(${total}) ${name}` : name;
        };
        const merge = (target) => (/** @type {Record<string, any>} */ changes) => {
            for (const [key, value] of Object.entries(changes)) {
                if (value) {
                    target[key] = value;
                } else {
                    delete target[key];
                }
            }
            update();
        };
        return {
            /** The title of the page. */
            get current() {
                return document.title;
            },
            getParts: () => ({ ...parts }),
            /** Numbers shown before the title; 0 or nothing removes one. */
            setCounters: merge(counters),
            /** Texts by name; nothing removes one. */
            setParts: merge(parts),
        };
    },
};

registry.category("services").add("title", titleService);
