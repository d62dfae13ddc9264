import { Component, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";

/** The place over an element where files may be dropped; there while files are dragged over the page. */
export class Dropzone extends Component {
    static template = "web.Dropzone";
    static props = { extraClass: { type: String, optional: true }, onDrop: { type: Function, optional: true }, ref: Object, slots: { type: Object, optional: true } };

    setup() {
        this.root = useRef("root");
        this.state = useState({ isDraggingInside: false });
        useExternalListener(document, "dragover", (ev) => ev.preventDefault());
        useEffect(() => {
            const box = this.props.ref.el?.getBoundingClientRect();
            if (box && this.root.el) {
                Object.assign(this.root.el.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` });
            }
        });
    }
}
