import { Component, onMounted, onWillUpdateProps, useExternalListener, useRef } from "@odoo/owl";

/** A panel whose inner edge can be pulled. */
export class ResizablePanel extends Component {
    static template = "web_studio.ResizablePanel";
    static props = {
        onResize: { type: Function, optional: true },
        initialWidth: { type: Number, optional: true },
        minWidth: { type: Number, optional: true },
        class: { type: String, optional: true },
        slots: { type: Object },
        handleSide: { validate: (side) => ["start", "end"].includes(side), optional: true },
    };
    static defaultProps = { onResize: () => {}, initialWidth: 400, minWidth: 400, class: "", handleSide: "end" };

    setup() {
        this.root = useRef("containerRef");
        this.isResizing = false;
        onMounted(() => this.resize(this.props.initialWidth));
        onWillUpdateProps((props) => {
            if (props.minWidth !== this.props.minWidth) {
                this.resize(this.root.el.offsetWidth, props.minWidth);
            }
        });
        useExternalListener(document, "pointermove", (/** @type {any} */ ev) => this.isResizing && this.onMove(ev));
        useExternalListener(document, "pointerup", () => this.stop());
    }

    start() {
        this.isResizing = true;
        document.body.style.cursor = "col-resize";
    }

    stop() {
        if (this.isResizing) {
            this.isResizing = false;
            document.body.style.cursor = "";
        }
    }

    /** @param {PointerEvent} ev */
    onMove(ev) {
        const box = this.root.el.getBoundingClientRect();
        const isRtl = document.documentElement.dir === "rtl";
        const fromLeft = (this.props.handleSide === "end") !== isRtl;
        this.resize(fromLeft ? ev.clientX - box.left : box.right - ev.clientX);
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        const step = { ArrowLeft: -16, ArrowRight: 16 }[ev.key];
        if (step) {
            ev.preventDefault();
            this.resize(this.root.el.offsetWidth + (this.props.handleSide === "end" ? step : -step));
        }
    }

    /** @param {number} width @param {number} [least] */
    resize(width, least = this.props.minWidth) {
        const most = this.root.el.parentElement?.clientWidth || Infinity;
        const final = Math.min(most, Math.max(least, Math.round(width)));
        this.root.el.style.width = `${final}px`;
        this.props.onResize(final);
    }
}
