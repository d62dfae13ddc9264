import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useActiveElement } from "@web/core/ui/ui_service";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { clamp } from "@web/core/utils/numbers";

/** Files over the whole page: pictures that can be enlarged and turned, PDF, texts, videos. */
export class FileViewer extends Component {
    static template = "web.FileViewer";
    static props = { files: Array, startIndex: Number, close: { type: Function, optional: true }, modal: { type: Boolean, optional: true } };
    static defaultProps = { modal: true };

    setup() {
        useAutofocus();
        this.root = useRef("root");
        if (this.props.modal) {
            useActiveElement("root");
        }
        this.ui = useState(useService("ui"));
        this.state = useState({ index: this.props.startIndex, scale: 1, angle: 0, x: 0, y: 0 });
        onWillUpdateProps((props) => this.activate(props.startIndex));
        const keys = { escape: () => this.close(), q: () => this.close(), arrowleft: () => this.previous(), arrowright: () => this.next(), r: () => this.rotate() };
        for (const [key, callback] of Object.entries(keys)) {
            useHotkey(key, callback);
        }
    }

    get file() {
        return this.props.files[this.state.index];
    }

    get imageStyle() {
        const { scale, angle, x, y } = this.state;
        return `transform: translate(${x}px, ${y}px) scale(${scale}) rotate(${angle}deg);`;
    }

    close() {
        this.props.close?.();
    }

    /** @param {number} index */
    activate(index) {
        Object.assign(this.state, { index, scale: 1, angle: 0, x: 0, y: 0 });
    }

    next() {
        this.activate((this.state.index + 1) % this.props.files.length);
    }

    previous() {
        this.activate((this.state.index - 1 + this.props.files.length) % this.props.files.length);
    }

    rotate() {
        this.state.angle += 90;
    }

    /** @param {number} step */
    zoom(step) {
        this.state.scale = clamp(this.state.scale + step, 0.5, 8);
    }

    /** @param {WheelEvent} ev */
    onWheel(ev) {
        this.zoom(ev.deltaY > 0 ? -0.2 : 0.2);
    }

    /** An enlarged picture is pulled around. @param {PointerEvent} ev */
    onPointerDown(ev) {
        const start = { x: ev.clientX - this.state.x, y: ev.clientY - this.state.y };
        const move = (event) => Object.assign(this.state, { x: event.clientX - start.x, y: event.clientY - start.y });
        const stop = () => window.removeEventListener("pointermove", move);
        window.addEventListener("pointermove", move);
        window.addEventListener("pointerup", stop, { once: true });
    }
}
