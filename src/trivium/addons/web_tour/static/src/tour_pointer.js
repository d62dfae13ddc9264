import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { reposition } from "@web/core/position/utils";

/** Points at what to do next. */
export class TourPointer extends Component {
    static template = "web_tour.TourPointer";
    static props = { state: Object, onSkip: Function };

    setup() {
        this.state = useState(this.props.state);
        this.bubble = useRef("bubble");
        this.ring = useRef("ring");
        onMounted(() => this.follow());
        onWillUnmount(() => cancelAnimationFrame(this.frame));
    }

    /** Keeps to the element, wherever it moves. */
    follow() {
        const { anchor, position } = this.state;
        if (anchor?.isConnected && this.bubble.el && this.ring.el) {
            const { left, top, width, height } = anchor.getBoundingClientRect();
            Object.assign(this.ring.el.style, { left: `${left - 4}px`, top: `${top - 4}px`, width: `${width + 8}px`, height: `${height + 8}px` });
            reposition(this.bubble.el, anchor, { position: position || "bottom", margin: 10 });
        }
        this.frame = requestAnimationFrame(() => this.follow());
    }
}
