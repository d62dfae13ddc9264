import { onWillRender, reactive, useEnv } from "@odoo/owl";

/**
 * Give the control panel a pager; `getProps` tells what it shows, or nothing.
 *
 * @param {() => any} getProps `{offset, limit, total, onUpdate, updateTotal?, isEditable?, withAccessKey?}`
 */
export function usePager(getProps) {
    const env = useEnv();
    if (!env.config) {
        return;
    }
    const pagerProps = env.config.pagerProps || reactive({});
    env.config.pagerProps = pagerProps;
    onWillRender(() => {
        const next = getProps() || { total: 0 };
        for (const key of Object.keys(pagerProps)) {
            if (!(key in next)) {
                delete pagerProps[key];
            }
        }
        for (const [key, value] of Object.entries(next)) {
            // A new closure is no reason to draw the pager again.
            if (typeof value === "function" && typeof pagerProps[key] === "function") {
                continue;
            }
            pagerProps[key] = value;
        }
    });
}
