import { Component, onWillDestroy, useChildSubEnv, useEffect, useRef, useState } from "@odoo/owl";
import { ErrorHandler } from "@web/core/utils/components";
import { sortBy } from "@web/core/utils/arrays";

export const OVERLAY_SYMBOL = Symbol("Overlay");

/** The overlays that are open, as a tree: a popover opened from a dialog belongs to the dialog. @type {OverlayItem[]} */
const openItems = [];

class OverlayItem extends Component {
    static template = "web.OverlayContainer.Item";
    static components = {};
    static props = { component: { type: Function }, props: { type: Object }, env: { type: Object, optional: true } };

    setup() {
        this.rootRef = useRef("rootRef");
        openItems.push(this);
        onWillDestroy(() => openItems.splice(openItems.indexOf(this), 1));
        if (this.props.env) {
            // an overlay opened from somewhere sees the services of that place
            this.__owl__.childEnv = this.props.env;
        }
        useChildSubEnv({
            [OVERLAY_SYMBOL]: { contains: (target) => this.contains(target) },
        });
    }

    /** Overlays opened after this one count as being in it. */
    get subOverlays() {
        return openItems.slice(openItems.indexOf(this));
    }

    /** @param {Node} target */
    contains(target) {
        return Boolean(this.rootRef.el?.contains(target)) || this.subOverlays.some((each) => each.rootRef.el?.contains(target));
    }
}

export class OverlayContainer extends Component {
    static template = "web.OverlayContainer";
    static components = { ErrorHandler, OverlayItem };
    static props = { overlays: Object };

    setup() {
        this.root = useRef("root");
        this.state = useState({ rootEl: null });
        this.overlays = useState(this.props.overlays);
        useEffect(
            () => {
                this.state.rootEl = this.root.el;
            },
            () => [this.root.el]
        );
    }

    get sortedOverlays() {
        return sortBy(Object.values(this.overlays), (overlay) => overlay.sequence);
    }

    /** Overlays of a shadow root are shown there only. @param {any} overlay */
    isVisible(overlay) {
        return overlay.rootId === (/** @type {any} */ (this.state.rootEl?.getRootNode())?.host?.id);
    }

    /** @param {any} overlay @param {Error} error */
    handleError(overlay, error) {
        overlay.remove();
        Promise.resolve().then(() => {
            throw error;
        });
    }
}
