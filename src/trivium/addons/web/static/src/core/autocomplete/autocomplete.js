import { Component, onWillUpdateProps, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { isAndroid } from "@web/core/browser/feature_detection";
import { usePosition } from "@web/core/position/position_hook";
import { Deferred } from "@web/core/utils/concurrency";
import { useAutofocus, useForwardRefToParent } from "@web/core/utils/hooks";
import { mergeClasses } from "@web/core/utils/classname";
import { scrollTo } from "@web/core/utils/scrolling";
import { useDebounced } from "@web/core/utils/timing";
import { uniqueId } from "@web/core/utils/functions";

/** A text input that offers choices of several sources while one types. */
export class AutoComplete extends Component {
    static template = "web.AutoComplete";
    static props = {
        value: { type: String, optional: true },
        id: { type: String, optional: true },
        sources: { type: Array, element: { type: Object } },
        placeholder: { type: String, optional: true },
        title: { type: String, optional: true },
        autocomplete: { type: String, optional: true },
        autoSelect: { type: Boolean, optional: true },
        resetOnSelect: { type: Boolean, optional: true },
        onCancel: { type: Function, optional: true },
        onInput: { type: Function, optional: true },
        onChange: { type: Function, optional: true },
        onSelect: { type: Function, optional: true },
        onBlur: { type: Function, optional: true },
        onFocus: { type: Function, optional: true },
        searchOnInputClick: { type: Boolean, optional: true },
        input: { type: Function, optional: true },
        inputDebounceDelay: { type: Number, optional: true },
        dropdown: { type: Boolean, optional: true },
        autofocus: { type: Boolean, optional: true },
        class: { type: String, optional: true },
        slots: { type: Object, optional: true },
        menuPositionOptions: { type: Object, optional: true },
        menuCssClass: { type: [String, Array, Object], optional: true },
        selectOnBlur: { type: Boolean, optional: true },
        search: { type: Function, optional: true },
    };
    static defaultProps = { value: "", placeholder: "", autocomplete: "off", autoSelect: false, dropdown: true, onInput: () => {}, onChange: () => {}, onCancel: () => {}, onBlur: () => {}, onFocus: () => {}, searchOnInputClick: true, inputDebounceDelay: 200, menuPositionOptions: {}, menuCssClass: "" };

    get timeout() {
        return this.props.inputDebounceDelay;
    }

    setup() {
        this.listId = uniqueId("autocomplete_");
        this.nextSourceId = 0;
        this.nextOptionId = 0;
        /** @type {any[]} */
        this.sources = [];
        this.inEdition = false;
        this.mouseSelectionActive = false;
        this.isOptionSelected = false;
        this.loadingPromise = null;
        this.state = useState({ navigationRev: 0, optionsRev: 0, open: false, activeSourceOption: null, value: this.props.value });
        /** @type {{el: any}} */
        this.inputRef = useForwardRefToParent("input");
        this.listRef = useRef("sourcesList");
        this.root = useRef("root");
        if (this.props.autofocus) {
            useAutofocus({ refName: "input" });
        }
        this.debouncedProcessInput = useDebounced(async () => {
            const current = this.pendingPromise;
            this.pendingPromise = null;
            this.props.onInput({ inputValue: this.inputRef.el.value });
            try {
                await this.open(true);
                current?.resolve();
            } catch (error) {
                current?.reject(error);
                throw error;
            } finally {
                if (current === this.loadingPromise) {
                    this.loadingPromise = null;
                }
            }
        }, this.timeout);
        // not bound in the template: every patch would put back what one is typing over
        useEffect(
            (el, value) => {
                if (el) {
                    el.value = value ?? "";
                }
            },
            () => [this.inputRef.el, this.state.value]
        );
        useExternalListener(window, "pointerdown", (/** @type {any} */ ev) => this.externalClose(ev), { capture: true });
        onWillUpdateProps((nextProps) => {
            if (this.props.value !== nextProps.value || this.forceValFromProp) {
                this.forceValFromProp = false;
                if (!this.inEdition) {
                    this.state.value = nextProps.value;
                    this.inputRef.el.value = nextProps.value ?? "";
                }
                this.close();
            }
        });
        usePosition("sourcesList", () => this.inputRef.el, { position: "bottom-start", margin: 2, ...this.props.menuPositionOptions });
    }

    get isOpened() {
        return this.state.open;
    }

    get hasOptions() {
        return this.sources.some((source) => source.isLoading || source.options.length);
    }

    get activeOption() {
        if (!this.state.activeSourceOption) {
            return null;
        }
        const [sourceIndex, optionIndex] = this.state.activeSourceOption;
        return this.sources[sourceIndex]?.options[optionIndex] ?? null;
    }

    get activeSourceOptionId() {
        return this.isOpened && this.state.activeSourceOption ? `${this.listId}_${this.state.activeSourceOption.join("_")}` : undefined;
    }

    get menuClass() {
        return mergeClasses("o-autocomplete--dropdown-menu dropdown-menu show", this.props.menuCssClass);
    }

    /** @param {boolean} [useInput] search what is written, rather than everything */
    async open(useInput = false) {
        this.state.open = true;
        await this.loadSources(useInput);
    }

    close() {
        this.state.open = false;
        this.state.activeSourceOption = null;
        this.mouseSelectionActive = false;
    }

    cancel() {
        if (this.inputRef.el.value.length) {
            if (this.props.autoSelect) {
                this.inputRef.el.value = this.props.value;
                this.props.onCancel();
            }
        }
        this.close();
    }

    /** @param {boolean} useInput */
    async loadSources(useInput) {
        this.sources = [];
        this.state.activeSourceOption = null;
        const proms = [];
        for (const given of this.props.sources) {
            const source = { id: ++this.nextSourceId, options: [], isLoading: false, placeholder: given.placeholder, optionSlot: given.optionSlot || given.optionTemplate };
            this.sources.push(source);
            const options = this.loadOptions(given.options, useInput ? this.inputRef.el.value.trim() : "");
            if (options instanceof Promise) {
                source.isLoading = true;
                proms.push(
                    options.then((result) => {
                        source.options = result.map((option) => this.makeOption(option));
                        source.isLoading = false;
                        this.state.optionsRev++;
                    })
                );
            } else {
                source.options = options.map((option) => this.makeOption(option));
            }
        }
        const current = this.sources;
        this.state.optionsRev++;
        await Promise.all(proms);
        if (current === this.sources) {
            this.navigate(0);
            this.scroll();
        }
    }

    /** @param {any} options @param {string} request */
    loadOptions(options, request) {
        return typeof options === "function" ? options(request) : options;
    }

    /** @param {any} option */
    makeOption(option) {
        return { cssClass: "", data: {}, ...option, id: ++this.nextOptionId, unselectable: Boolean(option.unselectable || !(option.onSelect || this.props.onSelect)) };
    }

    /** @param {[number, number]} indices */
    isActiveSourceOption([sourceIndex, optionIndex]) {
        return this.state.activeSourceOption?.[0] === sourceIndex && this.state.activeSourceOption?.[1] === optionIndex;
    }

    /** @param {any} option */
    selectOption(option) {
        this.inEdition = false;
        if (option.unselectable) {
            return;
        }
        if (this.props.resetOnSelect) {
            this.inputRef.el.value = "";
        }
        this.isOptionSelected = true;
        this.forceValFromProp = true;
        const { label } = option;
        if (option.onSelect) {
            option.onSelect();
        } else {
            this.props.onSelect(option, { input: this.inputRef.el });
        }
        this.close();
        return label;
    }

    /** @param {-1 | 0 | 1} direction */
    navigate(direction) {
        const flat = this.sources.flatMap((source, sourceIndex) => source.options.map((option, optionIndex) => ({ option, at: [sourceIndex, optionIndex] }))).filter(({ option }) => !option.unselectable);
        if (!flat.length) {
            this.state.activeSourceOption = null;
            return;
        }
        const current = flat.findIndex(({ at }) => this.isActiveSourceOption(/** @type {[number, number]} */ (at)));
        if (direction === 0) {
            this.state.activeSourceOption = this.props.autoSelect || this.inEdition ? flat[0].at : null;
            return;
        }
        const next = current === -1 ? (direction === 1 ? 0 : flat.length - 1) : (current + direction + flat.length) % flat.length;
        this.state.activeSourceOption = flat[next].at;
        this.scroll();
    }

    scroll() {
        const id = this.activeSourceOptionId;
        const el = /** @type {HTMLElement | null} */ (id && this.listRef.el?.querySelector(`#${id}`));
        if (el) {
            scrollTo(el, { scrollable: this.listRef.el });
        }
    }

    onInputBlur() {
        if (this.ignoreBlur) {
            this.ignoreBlur = false;
            return;
        }
        if (this.props.selectOnBlur && !this.isOptionSelected && this.activeOption && this.inEdition) {
            this.selectOption(this.activeOption);
        }
        const { value } = this.inputRef.el;
        this.props.onChange({ inputValue: value, isOptionSelected: this.isOptionSelected });
        this.props.onBlur({ inputValue: value });
        this.inEdition = false;
        this.isOptionSelected = false;
        if (this.props.value !== undefined && !this.props.resetOnSelect && value !== this.props.value && this.props.autoSelect) {
            this.inputRef.el.value = this.props.value;
        }
        this.debouncedProcessInput.cancel();
        this.close();
    }

    onInputClick() {
        if (!this.isOpened && this.props.searchOnInputClick) {
            this.open(this.inputRef.el.value.trim() !== this.props.value.trim());
        } else if (!this.inEdition) {
            this.close();
        }
    }

    /** @param {Event} ev */
    onInputChange(ev) {
        if (this.ignoreBlur) {
            ev.stopImmediatePropagation();
        }
    }

    onInput() {
        this.inEdition = true;
        this.pendingPromise ||= new Deferred();
        this.loadingPromise = this.pendingPromise;
        // whoever waits is told by the input's own promise; nobody may
        this.pendingPromise.catch(() => {});
        this.debouncedProcessInput();
    }

    onInputFocus() {
        this.inputRef.el.setSelectionRange(0, this.inputRef.el.value.length);
        this.props.onFocus();
    }

    /** @param {KeyboardEvent} ev */
    async onInputKeydown(ev) {
        switch (ev.key) {
            case "Enter": {
                if (!this.isOpened && !this.loadingPromise) {
                    return;
                }
                // the choice stays in this field: no form takes the key
                ev.preventDefault();
                ev.stopPropagation();
                await this.loadingPromise;
                const option = this.activeOption;
                if (option) {
                    this.selectOption(option);
                }
                break;
            }
            case "Tab":
                if ((this.isOpened || this.loadingPromise) && this.inEdition && this.inputRef.el.value) {
                    await this.loadingPromise;
                    if (this.activeOption && this.props.autoSelect) {
                        this.selectOption(this.activeOption);
                    }
                }
                this.close();
                break;
            case "Escape":
                if (this.isOpened) {
                    ev.preventDefault();
                    ev.stopPropagation();
                    this.cancel();
                }
                break;
            case "ArrowUp":
            case "ArrowDown":
                ev.preventDefault();
                ev.stopPropagation();
                if (!this.isOpened) {
                    await this.open(this.inEdition);
                }
                this.navigate(ev.key === "ArrowUp" ? -1 : 1);
                break;
        }
    }

    /** @param {[number, number]} indices */
    onOptionMouseEnter(indices) {
        const option = this.sources[indices[0]]?.options[indices[1]];
        if (option && !option.unselectable) {
            this.mouseSelectionActive = true;
            this.state.activeSourceOption = indices;
        }
    }

    /** @param {any} option */
    onOptionClick(option) {
        this.inputRef.el.focus();
        this.selectOption(option);
    }

    /** @param {PointerEvent} ev */
    onOptionPointerDown(ev) {
        // the input keeps the focus while an option is pressed
        ev.preventDefault();
        if (isAndroid()) {
            this.ignoreBlur = true;
        }
    }

    /** @param {PointerEvent} ev */
    externalClose(ev) {
        if (this.isOpened && !this.root.el?.contains(/** @type {Node} */ (ev.target))) {
            this.cancel();
        }
    }
}
