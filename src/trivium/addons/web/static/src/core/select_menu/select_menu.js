import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { TagsList } from "@web/core/tags_list/tags_list";
import { _t } from "@web/core/l10n/translation";
import { hasTouch } from "@web/core/browser/feature_detection";
import { fuzzyLookup } from "@web/core/utils/search";
import { useDebounced } from "@web/core/utils/timing";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";

export const DEBOUNCED_DELAY = 250;
const SCROLL_STEP = 60;

/** A choice, or several, of many, in a menu that can be searched. */
export class SelectMenu extends Component {
    static template = "web.SelectMenu";
    static choiceItemTemplate = "web.SelectMenu.ChoiceItem";
    static components = { Dropdown, DropdownItem, TagsList };
    static props = {
        autoSort: { type: Boolean, optional: true },
        class: { type: String, optional: true },
        menuClass: { type: String, optional: true },
        togglerClass: { type: String, optional: true },
        required: { type: Boolean, optional: true },
        disabled: { type: Boolean, optional: true },
        searchable: { type: Boolean, optional: true },
        searchPlaceholder: { optional: true },
        choices: { optional: true, type: Array },
        groups: { optional: true, type: Array },
        value: { optional: true },
        multiSelect: { type: Boolean, optional: true },
        onSelect: { type: Function, optional: true },
        onInput: { type: Function, optional: true },
        onOpened: { type: Function, optional: true },
        onClosed: { type: Function, optional: true },
        placeholder: { optional: true },
        slots: { optional: true },
        sections: { optional: true, type: Array },
        bottomSheet: { type: Boolean, optional: true },
        autoHighlight: { type: Boolean, optional: true },
        id: { type: String, optional: true },
        name: { type: String, optional: true },
    };
    static defaultProps = { autoSort: true, class: "", togglerClass: "", searchable: true, searchPlaceholder: _t("Search"), choices: [], groups: [], multiSelect: false, onSelect: () => {}, required: false, onOpened: () => {}, onClosed: () => {} };

    setup() {
        this.state = useState({ shown: SCROLL_STEP, searchValue: "" });
        this.inputRef = useRef("inputRef");
        this.dropdownState = useDropdownState();
        this.debouncedOnInput = useDebounced(() => this.props.onInput?.(this.state.searchValue.trim()), DEBOUNCED_DELAY);
        onWillUpdateProps(() => {
            this.state.shown = SCROLL_STEP;
        });
    }

    get navigationOptions() {
        return { virtualFocus: this.props.searchable && !hasTouch(), shouldFocusChildInput: false };
    }

    /** The groups to show, the choices without one first. */
    get displayedGroups() {
        const groups = [{ label: null, choices: this.props.choices }, ...this.props.groups].filter((group) => group.choices.length);
        const { searchValue } = this.state;
        let left = this.state.shown;
        return groups
            .map((group) => {
                let choices = [...group.choices];
                if (searchValue.trim() && !this.props.onInput) {
                    choices = fuzzyLookup(searchValue.trim(), choices, (choice) => choice.label);
                } else if (this.props.autoSort) {
                    choices.sort((a, b) => a.label.localeCompare(b.label));
                }
                const shown = choices.slice(0, Math.max(0, left));
                left -= shown.length;
                return { label: group.label, choices: shown };
            })
            .filter((group) => group.choices.length);
    }

    get allChoices() {
        return [...this.props.choices, ...this.props.groups.flatMap((group) => group.choices)];
    }

    get selectedChoice() {
        return this.allChoices.find((choice) => choice.value === this.props.value);
    }

    get displayValue() {
        return this.selectedChoice?.label ?? "";
    }

    get canDeselect() {
        return !this.props.required && this.selectedChoice !== undefined && this.props.value !== null && !this.props.multiSelect;
    }

    get multiSelectChoices() {
        return this.allChoices
            .filter((choice) => (this.props.value || []).includes(choice.value))
            .map((choice) => ({ id: choice.value, text: choice.label, onDelete: this.props.disabled ? undefined : () => this.toggle(choice) }));
    }

    /** @param {any} choice */
    isSelected(choice) {
        return this.props.multiSelect ? (this.props.value || []).includes(choice.value) : this.props.value === choice.value;
    }

    /** @param {any} choice */
    toggle(choice) {
        if (this.props.multiSelect) {
            const value = this.props.value || [];
            this.props.onSelect(this.isSelected(choice) ? value.filter((each) => each !== choice.value) : [...value, choice.value]);
        } else if (!this.isSelected(choice)) {
            this.props.onSelect(choice.value);
        }
    }

    clear() {
        this.props.onSelect(null);
    }

    /** @param {boolean} isOpen */
    onStateChanged(isOpen) {
        if (isOpen) {
            this.state.searchValue = "";
            this.state.shown = SCROLL_STEP;
            this.props.onInput?.("");
            this.props.onOpened();
            const input = /** @type {HTMLInputElement | null} */ (document.querySelector(".o_select_menu_menu input"));
            if (input && !hasTouch()) {
                input.focus();
            }
        } else {
            this.props.onClosed();
        }
    }

    /** @param {InputEvent} ev */
    onInput(ev) {
        this.state.searchValue = /** @type {HTMLInputElement} */ (ev.target).value;
        this.state.shown = SCROLL_STEP;
        if (this.props.onInput) {
            this.debouncedOnInput();
        }
    }

    /** More choices come when the end of the list is near. @param {Event} ev */
    onScroll(ev) {
        const el = /** @type {HTMLElement} */ (ev.target);
        if (el.scrollTop + el.clientHeight > el.scrollHeight - 80 && this.state.shown < this.allChoices.length) {
            this.state.shown += SCROLL_STEP;
        }
    }
}
