import { useEffect } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * A hotkey that works as long as the component lives.
 * @param {string} hotkey as "control+enter"
 * @param {(context: any) => void} callback
 * @param {any} [options]
 */
export function useHotkey(hotkey, callback, options = {}) {
    const hotkeyService = useService("hotkey");
    useEffect(
        () => hotkeyService.add(hotkey, callback, options),
        () => []
    );
}
