import { useEffect } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * A command in the palette (and a hotkey) as long as the component lives.
 * @param {string} name
 * @param {() => any} action
 * @param {any} [options]
 */
export function useCommand(name, action, options = {}) {
    const commandService = useService("command");
    useEffect(
        () => commandService.add(name, action, options),
        () => []
    );
}
