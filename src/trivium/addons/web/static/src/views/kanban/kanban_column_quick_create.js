import { Component, useRef, useState } from "@odoo/owl";

/** A place beside the last column to add one more. */
export class KanbanColumnQuickCreate extends Component {
    static template = "web.KanbanColumnQuickCreate";
    static props = { onValidate: Function, groupByField: Object, exampleData: { type: [Object, { value: null }], optional: true }, onFoldChange: { type: Function, optional: true } };

    setup() {
        this.state = useState({ isOpen: false, name: "" });
        this.input = useRef("input");
    }

    open() {
        this.state.isOpen = true;
        requestAnimationFrame(() => this.input.el?.focus());
    }

    close() {
        Object.assign(this.state, { isOpen: false, name: "" });
    }

    async validate() {
        const name = this.state.name.trim();
        if (!name) {
            return;
        }
        this.state.name = "";
        await this.props.onValidate(name);
        this.input.el?.focus();
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            this.close();
        }
    }
}
