import { Component } from "@odoo/owl";
import { isMacOS } from "@web/core/browser/feature_detection";
import { DefaultCommandItem } from "@web/core/commands/command_palette";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { capitalize } from "@web/core/utils/strings";
import { getVisibleElements } from "@web/core/utils/ui";

registry.category("command_setup").add("default", { emptyMessage: _t("Nothing found. Try other words."), placeholder: _t("Go to, or do ...") });

/** A command with the keys that do the same. */
export class HotkeyCommandItem extends Component {
    static template = "web.HotkeyCommandItem";
    static props = { ...DefaultCommandItem.props, hotkey: String, hotkeyOptions: { type: Object, optional: true } };

    setup() {
        useHotkey(this.props.hotkey, () => this.props.executeCommand(), this.props.hotkeyOptions);
    }

    /** @param {{hotkey: string}} command */
    getKeysToPress({ hotkey }) {
        const names = isMacOS() ? { control: "⌘", alt: "⌃" } : { control: "Ctrl" };
        return hotkey.split("+").map((key) => names[key] || capitalize(key));
    }
}

const commandProviders = registry.category("command_provider");

/** Commands that components have registered. */
commandProviders.add("command", {
    provide: (env, options = {}) =>
        env.services.command
            .getCommands(options.activeElement)
            .filter((command) => !command.isAvailable || command.isAvailable())
            .map((command) => ({
                name: command.name,
                action: command.action,
                category: command.category || "default",
                ...(command.hotkey ? { Component: HotkeyCommandItem, props: { hotkey: command.hotkey, hotkeyOptions: { ...command.hotkeyOptions, bypassEditableProtection: true } } } : {}),
            })),
});

/** What can be pressed on the page with Alt and a key. */
commandProviders.add("data-hotkeys", {
    provide: (env, options = {}) => {
        const root = options.activeElement === document || !options.activeElement ? document.body : options.activeElement;
        const overlay = registry.category("services").get("hotkey").overlayModifier;
        return getVisibleElements(root, "[data-hotkey]:not(:disabled)")
            .filter((el) => !el.closest(".o_command_palette"))
            .map((el) => {
                const description = el.title || el.dataset.tooltip || el.getAttribute("aria-label") || /** @type {any} */ (el).placeholder || el.innerText;
                return {
                    Component: HotkeyCommandItem,
                    action: () => {
                        // the palette must be gone before something else takes the focus
                        setTimeout(() => {
                            el.focus();
                            el.click();
                        });
                    },
                    category: el.closest("[data-command-category]")?.getAttribute("data-command-category") || "default",
                    name: capitalize((description || "").trim().split("\n")[0].toLowerCase()) || _t("(no name)"),
                    props: { hotkey: `${overlay}+${el.dataset.hotkey}` },
                };
            });
    },
});
