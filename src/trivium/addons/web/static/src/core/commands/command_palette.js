import { Component, onWillDestroy, onWillStart, useRef, useState } from "@odoo/owl";
import { isMacOS } from "@web/core/browser/feature_detection";
import { Dialog } from "@web/core/dialog/dialog";
import { normalize } from "@web/core/l10n/utils/normalize";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { KeepLast, Race } from "@web/core/utils/concurrency";
import { useAutofocus } from "@web/core/utils/hooks";
import { highlightText } from "@web/core/utils/html";
import { scrollTo } from "@web/core/utils/scrolling";
import { fuzzyLookup } from "@web/core/utils/search";
import { debounce } from "@web/core/utils/timing";
import { uniqueId } from "@web/core/utils/functions";

const MOST = 200;

/**
 * What has the words as they were written, if anything has; else all that has their letters in order. The best first.
 * @template T
 * @param {string} query
 * @param {T[]} list
 * @param {(item: T) => string} text
 * @returns {T[]}
 */
export function lookup(query, list, text) {
    const found = fuzzyLookup(query, list, text);
    const wanted = normalize(query.trim());
    const exact = found.filter((item) => normalize(text(item)).includes(wanted));
    return exact.length ? exact : found;
}

export class DefaultCommandItem extends Component {
    static template = "web.DefaultCommandItem";
    static props = { slots: { type: Object, optional: true }, name: { type: String, optional: true }, searchValue: { type: String, optional: true }, executeCommand: { type: Function, optional: true } };
}

/** Everything that can be done, by a few letters of its name. A first letter like / or ? narrows it to a kind. */
export class CommandPalette extends Component {
    static template = "web.CommandPalette";
    static components = { Dialog };
    static props = { bus: { type: Object, optional: true }, close: Function, config: Object, closeMe: { type: Function, optional: true } };
    static lastSessionId = 0;

    setup() {
        this.listId = uniqueId("command_list_");
        if (this.props.bus) {
            const set = ({ detail }) => this.setCommandPaletteConfig(detail);
            this.props.bus.addEventListener("SET-CONFIG", set);
            onWillDestroy(() => this.props.bus.removeEventListener("SET-CONFIG", set));
        }
        this.keyId = 1;
        this.race = new Race();
        this.keepLast = new KeepLast();
        this._sessionId = CommandPalette.lastSessionId++;
        this.DefaultCommandItem = DefaultCommandItem;
        this.activeElement = this.env.services.ui.activeElement;
        this.inputRef = useAutofocus({ mobile: true });
        this.listRef = useRef("list");
        useHotkey("enter", () => this.executeSelectedCommand(), { bypassEditableProtection: true });
        useHotkey("control+enter", () => this.executeSelectedCommand(true), { bypassEditableProtection: true });
        useHotkey("arrowup", () => this.selectCommandAndScrollTo("PREV"), { bypassEditableProtection: true, allowRepeat: true });
        useHotkey("arrowdown", () => this.selectCommandAndScrollTo("NEXT"), { bypassEditableProtection: true, allowRepeat: true });
        /** @type {{commands: any[], emptyMessage: any, FooterComponent: any, namespace: string, placeholder: any, searchValue: string, selectedCommand: any, isLoading: boolean}} */
        this.state = useState({ commands: [], emptyMessage: "", FooterComponent: null, namespace: "default", placeholder: "", searchValue: "", selectedCommand: null, isLoading: false });
        onWillStart(() => this.setCommandPaletteConfig(this.props.config));
    }

    /** Commands by category, in the order of the categories. */
    get commandsByCategory() {
        const { categories = ["default"], categoryNames = {} } = this.configByNamespace[this.state.namespace] || {};
        const groups = categories.map((category) => ({ category, name: categoryNames[category], commands: this.state.commands.filter((command) => command.category === category) }));
        const rest = this.state.commands.filter((command) => !categories.includes(command.category));
        return [...groups, { category: "rest", name: null, commands: rest }].filter((group) => group.commands.length);
    }

    get ordered() {
        return this.commandsByCategory.flatMap((group) => group.commands);
    }

    /** @param {any} config */
    async setCommandPaletteConfig(config) {
        this.configByNamespace = config.configByNamespace || { default: {} };
        this.state.FooterComponent = config.FooterComponent;
        this.providersByNamespace = { default: [] };
        for (const provider of config.providers) {
            const namespace = provider.namespace || "default";
            (this.providersByNamespace[namespace] ??= []).push(provider);
        }
        const { namespace, searchValue } = this.processSearchValue(config.searchValue || "");
        this.switchNamespace(namespace);
        this.state.searchValue = searchValue;
        await this.race.add(this.search(searchValue));
    }

    /** @param {string} namespace @param {any} options */
    async setCommands(namespace, options = {}) {
        this.categoryKeys = ["default"];
        const lists = await this.keepLast.add(Promise.all(this.providersByNamespace[namespace].map((provider) => provider.provide(this.env, options))));
        let commands = lists.flat();
        if (namespace === "default" && options.searchValue) {
            // also what is found in the menus
            const others = (this.providersByNamespace["/"] || []).map((provider) => provider.provide(this.env, options));
            commands = lookup(options.searchValue, commands, (command) => command.name);
            commands.push(...(await Promise.all(others)).flat());
        } else if (options.searchValue && namespace !== "/" && (this.configByNamespace[namespace]?.isFuzzy ?? true)) {
            commands = fuzzyLookup(options.searchValue, commands, (command) => command.name);
        }
        this.state.commands = commands.slice(0, MOST).map((command) => ({
            ...command,
            category: command.category || "default",
            keyId: this.keyId++,
            text: highlightText(options.searchValue, command.name, "o_command_match"),
        }));
        this.selectCommand(this.ordered.length ? 0 : -1);
        const { emptyMessage } = this.configByNamespace[namespace] || {};
        this.state.emptyMessage = (typeof emptyMessage === "function" ? emptyMessage() : emptyMessage) || _t("Nothing found. Try other words.");
    }

    /** @param {number} index */
    selectCommand(index) {
        this.state.selectedCommand = index === -1 || index >= this.ordered.length ? null : this.ordered[index];
    }

    /** @param {"NEXT" | "PREV"} type */
    selectCommandAndScrollTo(type) {
        const { ordered } = this;
        if (!ordered.length) {
            return;
        }
        const index = ordered.findIndex((command) => command.keyId === this.state.selectedCommand?.keyId);
        const next = (index + (type === "NEXT" ? 1 : -1) + ordered.length) % ordered.length;
        this.selectCommand(next);
        const el = /** @type {HTMLElement | null} */ (this.listRef.el?.querySelector(`[data-key="${ordered[next].keyId}"]`));
        if (el) {
            scrollTo(el, { scrollable: this.listRef.el });
        }
    }

    /** @param {MouseEvent} ev @param {any} command */
    onCommandClicked(ev, command) {
        ev.preventDefault();
        this.state.selectedCommand = command;
        this.executeSelectedCommand(ev.ctrlKey || ev.metaKey);
    }

    /** A command may answer with another palette. @param {any} command */
    async executeCommand(command) {
        const config = await command.action();
        if (config) {
            this.setCommandPaletteConfig(config);
        } else {
            this.props.close();
        }
    }

    /** @param {boolean} [ctrlKey] opens a page in another tab */
    async executeSelectedCommand(ctrlKey = false) {
        await this.searchValuePromise;
        const { selectedCommand } = this.state;
        if (!selectedCommand) {
            return;
        }
        if (selectedCommand.href && ctrlKey) {
            window.open(selectedCommand.href, "_blank");
        } else {
            this.executeCommand(selectedCommand);
        }
    }

    /** @param {any} command */
    onCommandMouseEnter(command) {
        this.state.selectedCommand = command;
    }

    /** @param {string} searchValue */
    async search(searchValue) {
        this.state.isLoading = true;
        try {
            await this.setCommands(this.state.namespace, { searchValue, activeElement: this.activeElement, sessionId: this._sessionId });
        } finally {
            this.state.isLoading = false;
        }
    }

    /** @param {string} value */
    debounceSearch(value) {
        const { namespace, searchValue } = this.processSearchValue(value);
        if (namespace !== "default" && this.state.namespace !== namespace) {
            this.switchNamespace(namespace);
        }
        this.state.searchValue = searchValue;
        this.searchValuePromise = this.lastDebounceSearch(searchValue).catch(() => {
            this.searchValuePromise = null;
        });
    }

    /** @param {InputEvent} ev */
    onSearchInput(ev) {
        this.debounceSearch(/** @type {HTMLInputElement} */ (ev.target).value);
    }

    /** @param {KeyboardEvent} ev */
    onKeyDown(ev) {
        if (ev.key === "Backspace" && !(/** @type {HTMLInputElement} */ (ev.target).value) && !ev.repeat) {
            this.switchNamespace("default");
            this.state.searchValue = "";
            this.searchValuePromise = this.lastDebounceSearch("").catch(() => {
                this.searchValuePromise = null;
            });
        }
    }

    close() {
        this.props.close();
    }

    /** @param {string} namespace */
    switchNamespace(namespace) {
        this.lastDebounceSearch?.cancel();
        const { debounceDelay, placeholder } = this.configByNamespace[namespace] || {};
        this.lastDebounceSearch = debounce((value) => this.search(value), debounceDelay ?? 60);
        this.state.namespace = namespace;
        this.state.placeholder = placeholder || _t("Go to, or do ...");
    }

    /** @param {string} searchValue */
    processSearchValue(searchValue) {
        let namespace = "default";
        if (searchValue.length && this.providersByNamespace[searchValue[0]]) {
            namespace = searchValue[0];
            searchValue = searchValue.slice(1);
        }
        return { namespace, searchValue };
    }

    get isMacOS() {
        return isMacOS();
    }
}
