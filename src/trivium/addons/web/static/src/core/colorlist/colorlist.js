import { Component, useExternalListener, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** The colours of tags and cards, by number; the first is none. */
export class ColorList extends Component {
    static template = "web.ColorList";
    static COLORS = [_t("No colour"), _t("Red"), _t("Orange"), _t("Yellow"), _t("Blue"), _t("Purple"), _t("Pink"), _t("Teal"), _t("Indigo"), _t("Magenta"), _t("Green"), _t("Violet")];
    static props = {
        canToggle: { type: Boolean, optional: true },
        colors: Array,
        forceExpanded: { type: Boolean, optional: true },
        isExpanded: { type: Boolean, optional: true },
        onColorSelected: Function,
        selectedColor: { type: Number, optional: true },
    };
    static defaultProps = { forceExpanded: false, isExpanded: false };

    setup() {
        this.ref = useRef("colorlist");
        this.state = useState({ isExpanded: this.props.isExpanded });
        useExternalListener(window, "click", (ev) => {
            if (!this.props.forceExpanded && this.state.isExpanded && !this.ref.el?.contains(/** @type {Node} */ (ev.target))) {
                this.state.isExpanded = false;
            }
        });
    }

    get colors() {
        return ColorList.COLORS;
    }

    /** @param {number} id */
    onColorSelected(id) {
        this.props.onColorSelected(id);
        if (!this.props.forceExpanded) {
            this.state.isExpanded = false;
        }
    }

    onToggle() {
        if (this.props.canToggle) {
            this.state.isExpanded = !this.state.isExpanded;
        }
    }
}
