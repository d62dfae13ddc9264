import { CommandPalette } from "@web/core/commands/command_palette";
import { registry } from "@web/core/registry";

const commandCategories = registry.category("command_categories");
const commandProviders = registry.category("command_provider");
const commandSetup = registry.category("command_setup");

/** A dialog of which only one is open at a time. */
class PaletteState {
    isOpen = false;
}

export const commandService = {
    dependencies: ["dialog", "hotkey", "ui"],
    start(env, { dialog, hotkey: hotkeyService, ui }) {
        /** @type {Map<number, any>} */
        const registered = new Map();
        const palette = new PaletteState();
        let nextToken = 0;
        const bus = env.bus;

        hotkeyService.add("control+k", () => openMainPalette({}), { bypassEditableProtection: true, global: true });

        /** @param {any} config @param {() => void} [onClose] */
        function openMainPalette(config = {}, onClose) {
            const configByNamespace = {};
            for (const provider of commandProviders.getAll()) {
                const namespace = provider.namespace || "default";
                configByNamespace[namespace] ??= { categories: [], categoryNames: {} };
            }
            for (const [category, entry] of commandCategories.getEntries()) {
                const namespace = entry.namespace || "default";
                if (namespace in configByNamespace) {
                    configByNamespace[namespace].categories.push(category);
                    configByNamespace[namespace].categoryNames[category] = entry.name;
                }
            }
            for (const [namespace, setup] of commandSetup.getEntries()) {
                Object.assign((configByNamespace[namespace] ??= {}), setup);
            }
            return openPalette({ configByNamespace, FooterComponent: commandSetup.get("default", {}).FooterComponent, providers: commandProviders.getAll(), ...config }, onClose);
        }

        /** @param {any} config @param {() => void} [onClose] */
        function openPalette(config, onClose) {
            if (palette.isOpen) {
                bus.trigger("SET-CONFIG", config);
                return;
            }
            const { activeElement } = document;
            palette.isOpen = true;
            dialog.add(
                CommandPalette,
                { config, bus },
                {
                    onClose: () => {
                        palette.isOpen = false;
                        onClose?.();
                        if (activeElement instanceof HTMLElement && document.activeElement === document.body) {
                            activeElement.focus();
                        }
                    },
                }
            );
        }

        /** @param {any} command @param {any} options */
        function register(command, options) {
            if (!command.name || typeof command.action !== "function") {
                throw new Error("A command needs a name and an action");
            }
            const registration = { ...command, ...options };
            if (command.hotkey || options.hotkey) {
                const action = async () => {
                    const config = await command.action();
                    if (!palette.isOpen && config) {
                        openPalette(config);
                    }
                };
                registration.removeHotkey = hotkeyService.add(options.hotkey || command.hotkey, action, { ...options.hotkeyOptions, global: options.global, isAvailable: (...args) => (options.isAvailable ? options.isAvailable(...args) : true) });
            }
            const token = nextToken++;
            registered.set(token, registration);
            if (!options.activeElement) {
                // what is being mounted becomes the active element in this same tick
                Promise.resolve().then(() => {
                    registration.activeElement = ui.activeElement;
                });
            }
            return token;
        }

        return {
            /** @param {string} name @param {() => any} action @param {any} [options] @returns {() => void} */
            add(name, action, options = {}) {
                const token = register({ name, action }, options);
                return () => {
                    registered.get(token)?.removeHotkey?.();
                    registered.delete(token);
                };
            },
            /** @param {any} activeElement */
            getCommands: (activeElement) => [...registered.values()].filter((command) => command.activeElement === activeElement || command.global),
            openMainPalette,
            openPalette,
        };
    },
};

registry.category("services").add("command", commandService);

