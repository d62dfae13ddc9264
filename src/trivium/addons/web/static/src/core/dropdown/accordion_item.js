import { Component, onPatched, useState } from "@odoo/owl";
import { useDropdownCloser } from "@web/core/dropdown/dropdown_hooks";

export const ACCORDION = Symbol("Accordion");

/** An entry that unfolds further entries in place. */
export class AccordionItem extends Component {
    static template = "web.AccordionItem";
    static props = { slots: Object, description: [String, Object], selected: { type: Boolean, optional: true }, class: { type: String, optional: true } };
    static defaultProps = { class: "", selected: false };

    setup() {
        this.state = useState({ open: false });
        this.parentComponent = this.env[ACCORDION];
        this.closer = useDropdownCloser();
        onPatched(() => this.parentComponent?.accordionStateChanged?.());
    }
}
