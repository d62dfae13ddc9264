import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** A button that shows and hides the search bar where there is little room. */
export class SearchBarToggler extends Component {
    static template = "web.SearchBar.Toggler";
    static props = { isSmall: { type: Boolean, optional: true }, showSearchBar: { type: Boolean, optional: true }, toggleSearchBar: Function };
}

/** Whether the search bar is shown, and what a toggler needs to know of it. */
export function useSearchBarToggler() {
    const ui = useService("ui");
    const state = useState({ isSmall: ui.isSmall, showSearchBar: false });
    return {
        state,
        component: SearchBarToggler,
        get props() {
            return {
                isSmall: state.isSmall,
                showSearchBar: state.showSearchBar,
                toggleSearchBar: () => {
                    state.showSearchBar = !state.showSearchBar;
                },
            };
        },
    };
}
