import { onWillDestroy, useState } from "@odoo/owl";

/**
 * The entries of a registry, followed as long as the component lives.
 * @param {import("@web/core/registry").Registry<any>} registry
 * @returns {{entries: [string, any][]}}
 */
export function useRegistry(registry) {
    const state = useState({ entries: registry.getEntries() });
    const follow = () => {
        state.entries = registry.getEntries();
    };
    registry.addEventListener("UPDATE", follow);
    onWillDestroy(() => registry.removeEventListener("UPDATE", follow));
    return state;
}
