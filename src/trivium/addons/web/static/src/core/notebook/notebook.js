import { Component, onWillRender, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { uniqueId } from "@web/core/utils/functions";

/** Pages of which one is shown: by slots (`title`, `isVisible`, `isDisabled`) or by the list `pages` of components. */
export class Notebook extends Component {
    static template = "web.Notebook";
    static props = {
        slots: { type: Object, optional: true },
        pages: { type: Object, optional: true },
        class: { optional: true },
        className: { type: String, optional: true },
        defaultPage: { type: String, optional: true },
        orientation: { type: String, optional: true },
        icons: { type: Object, optional: true },
        onPageUpdate: { type: Function, optional: true },
        onWillActivatePage: { type: Function, optional: true },
    };
    static defaultProps = { className: "", orientation: "horizontal", onPageUpdate: () => {}, onWillActivatePage: () => {} };

    setup() {
        this.id = uniqueId("notebook_");
        this.activePane = useRef("activePane");
        /** @type {string[]} */
        this.disabledPages = [];
        this.pages = this.computePages(this.props);
        /** @type {{currentPage: string | null}} */
        this.state = useState({ currentPage: null });
        this.state.currentPage = this.computeActivePage(this.props.defaultPage, true);
        this.invalidPages = new Set();
        useEffect(
            () => {
                this.props.onPageUpdate(this.state.currentPage);
                this.activePane.el?.classList.add("show");
            },
            () => [this.state.currentPage]
        );
        onWillRender(() => this.computeInvalidPages());
        onWillUpdateProps((nextProps) => {
            const changed = this.props.defaultPage !== nextProps.defaultPage;
            this.pages = this.computePages(nextProps);
            this.state.currentPage = this.computeActivePage(changed ? nextProps.defaultPage : this.state.currentPage, changed);
        });
    }

    get navItems() {
        return this.pages.filter(([, page]) => page.isVisible);
    }

    get page() {
        const page = this.pages.find(([id]) => id === this.state.currentPage)?.[1];
        return page?.Component && page;
    }

    /** @param {string} pageId */
    async activatePage(pageId) {
        if (!this.disabledPages.includes(pageId) && this.state.currentPage !== pageId) {
            if ((await this.props.onWillActivatePage(pageId)) === false) {
                return;
            }
            this.state.currentPage = pageId;
        }
    }

    /** Arrows go from tab to tab. @param {KeyboardEvent} ev */
    onKeydown(ev) {
        const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
        const step = steps[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const tabs = /** @type {HTMLElement[]} */ ([...(/** @type {HTMLElement} */ (ev.currentTarget)).querySelectorAll("[role=tab]:not(.disabled)")]);
        const next = tabs[(tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step + tabs.length) % tabs.length];
        next?.focus();
        next?.click();
    }

    /** @param {any} props @returns {[string, any][]} */
    computePages(props) {
        if (!props.slots && !props.pages) {
            return [];
        }
        const pages = [];
        const disabled = [];
        for (const [index, page] of Object.entries(props.pages || [])) {
            const id = page.id || `page_${index}`;
            pages.push([id, { ...page, isVisible: true, index: page.index ?? Number(index) }]);
            if (page.isDisabled) {
                disabled.push(id);
            }
        }
        for (const [id, page] of Object.entries(props.slots || {})) {
            pages.push([id, page]);
            if (page.isDisabled) {
                disabled.push(id);
            }
        }
        this.disabledPages = disabled;
        return /** @type {any} */ (pages);
    }

    /** @param {string | undefined} wanted @param {boolean} isNew */
    computeActivePage(wanted, isNew) {
        const visible = this.navItems.map(([id]) => id);
        if (!visible.length) {
            return null;
        }
        if (isNew && wanted && visible.includes(wanted)) {
            return wanted;
        }
        return visible.includes(this.state?.currentPage) ? this.state.currentPage : visible[0];
    }

    /** Which tabs to mark: those with a field that the server or the form refused. */
    computeInvalidPages() {
        this.invalidPages = new Set();
        for (const [id, page] of this.navItems) {
            for (const name of page.fieldNames || []) {
                if (this.env.model?.root?.isFieldInvalid?.(name)) {
                    this.invalidPages.add(id);
                }
            }
        }
    }
}

