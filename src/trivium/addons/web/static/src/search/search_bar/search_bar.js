import { Component, onMounted, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { hasTouch } from "@web/core/browser/feature_detection";
import { SearchBarMenu } from "../search_bar_menu/search_bar_menu";
import { suggestionsFor } from "./search_suggestions";

const CHILDREN_LIMIT = 8;
let instances = 0;

/** Facets of the present search, a text input that proposes what to search, and the menu of filters. */
export class SearchBar extends Component {
    static template = "web.SearchBar";
    static components = { SearchBarMenu };
    static props = {
        autofocus: { type: Boolean, optional: true },
        slots: { type: Object, optional: true },
        toggler: { type: Object, optional: true },
    };
    static defaultProps = { autofocus: true };

    setup() {
        this.orm = useService("orm");
        this.ui = useState(useService("ui"));
        this.root = useRef("root");
        this.input = useRef("input");
        this.listId = `o_search_suggestions_${instances++}`;
        this.state = useState({ query: "", active: -1, isOpen: false, isShownOnPhone: false, suggestions: /** @type {any[]} */ ([]) });
        this.expanded = new Set();
        this.children = new Map();
        this.keepLast = new KeepLast();
        useBus(this.env.searchModel, "update", () => this.render());
        useBus(this.env.searchModel, "focus-search", () => this.focus());
        if (this.env.bus) {
            useBus(this.env.bus, "MOBILE:SEARCH", () => this.toggleOnPhone());
        }
        useExternalListener(window, "pointerdown", (ev) => this.onOutside(ev), { capture: true });
        useEffect(
            (isShown) => {
                if (isShown) {
                    this.focus();
                }
            },
            () => [this.state.isShownOnPhone],
        );
        onMounted(() => {
            if (this.props.autofocus && !hasTouch() && !this.env.config?.disableSearchBarAutofocus && !this.env.inDialog) {
                this.focus();
            }
        });
    }

    get searchModel() {
        return this.env.searchModel;
    }

    get facets() {
        return this.searchModel.facets;
    }

    get activeId() {
        return this.state.isOpen && this.state.active >= 0 ? `${this.listId}_${this.state.active}` : undefined;
    }

    focus() {
        this.input.el?.focus();
    }

    toggleOnPhone() {
        if (!this.ui.isSmall) {
            return this.focus();
        }
        this.state.isShownOnPhone = !this.state.isShownOnPhone;
    }

    /** @param {any} ev */
    onOutside(ev) {
        if (this.state.isOpen && !this.root.el?.contains(ev.target)) {
            this.close();
        }
    }

    close() {
        this.state.isOpen = false;
        this.state.active = -1;
        this.expanded.clear();
        this.children.clear();
    }

    /** @param {any} facet */
    removeFacet(facet) {
        this.searchModel.deactivateGroup(facet.groupId);
        this.focus();
    }

    /** @param {any} facet */
    onFacetLabel(facet) {
        if (facet.type === "groupBy" && this.searchModel.canOrderByCount) {
            this.searchModel.switchGroupBySort();
        }
    }

    // ------------------------------------------------------------------ typing

    /** @param {any} ev */
    onInput(ev) {
        this.state.query = ev.target.value;
        this.expanded.clear();
        this.children.clear();
        this.compute(0);
    }

    /** @param {number} active */
    compute(active) {
        const items = this.searchModel.getSearchItems();
        const { expanded, children } = this;
        this.state.suggestions = suggestionsFor(this.state.query, items, { expanded, children });
        this.state.isOpen = this.state.suggestions.length > 0;
        this.state.active = Math.min(active, this.state.suggestions.length - 1);
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.isComposing) {
            return;
        }
        const action = this.keyAction(ev);
        if (action) {
            ev.preventDefault();
            ev.stopPropagation();
            action();
        }
    }

    /** @param {KeyboardEvent} ev @returns {(() => any)|null} */
    keyAction(ev) {
        const { isOpen, active, query, suggestions } = this.state;
        const current = suggestions[active];
        switch (ev.key) {
            case "ArrowDown":
                return isOpen ? () => this.move(1) : () => (query ? this.compute(0) : this.searchModel.trigger("focus-view"));
            case "ArrowUp":
                return isOpen ? () => this.move(-1) : null;
            case "ArrowRight":
                return isOpen && current?.isParent && !current.isExpanded ? () => this.toggleChildren(current) : null;
            case "ArrowLeft":
                return isOpen && current?.isParent && current.isExpanded ? () => this.toggleChildren(current) : null;
            case "Enter":
                return isOpen && current ? () => this.select(current) : () => this.searchModel.search();
            case "Escape":
                return isOpen || query ? () => this.reset() : null;
            case "Backspace":
                return !query && this.facets.length ? () => this.removeFacet(this.facets.at(-1)) : null;
            default:
                return null;
        }
    }

    /** @param {number} step */
    move(step) {
        const count = this.state.suggestions.length;
        this.state.active = (this.state.active + step + count) % count;
    }

    reset() {
        this.state.query = "";
        this.state.suggestions = [];
        this.close();
    }

    // ------------------------------------------------------------------ choosing

    /** @param {any} suggestion */
    select(suggestion) {
        if (suggestion.isDisabled) {
            return;
        }
        if (suggestion.loadMore) {
            return this.loadChildren(suggestion.searchItemId, 80);
        }
        if (suggestion.isToggle) {
            this.searchModel.toggleSearchItem(suggestion.searchItemId);
        } else {
            const { label, value, operator } = suggestion;
            this.searchModel.addAutoCompletionValues(suggestion.searchItemId, { label: String(label), value, operator });
        }
        this.reset();
        this.focus();
    }

    /** @param {any} suggestion */
    async toggleChildren(suggestion) {
        const { searchItemId } = suggestion;
        if (this.expanded.has(searchItemId)) {
            this.expanded.delete(searchItemId);
            return this.compute(this.state.active);
        }
        await this.loadChildren(searchItemId, CHILDREN_LIMIT);
    }

    /** @param {number} searchItemId @param {number} limit */
    async loadChildren(searchItemId, limit) {
        const item = this.searchModel.searchItems[searchItemId];
        const field = this.searchModel.searchViewFields[item.fieldName];
        const domain = new Domain(item.domain || "[]").toList(this.searchModel.domainEvalContext);
        const found = await this.keepLast.add(
            this.orm.call(field.relation, "name_search", [], {
                name: this.state.query.trim(),
                domain,
                limit: limit + 1,
                context: { ...this.searchModel.context, ...(typeof field.context === "object" ? field.context : {}) },
            }),
        );
        this.children.set(searchItemId, { records: found.slice(0, limit), hasMore: found.length > limit });
        this.expanded.add(searchItemId);
        this.compute(this.state.active);
    }

    /** @param {any} suggestion */
    sentence(suggestion) {
        if (suggestion.isToggle) {
            return ["groupBy", "dateGroupBy"].includes(suggestion.kind) ? _t("Group by") : _t("Filter");
        }
        return suggestion.description;
    }
}
