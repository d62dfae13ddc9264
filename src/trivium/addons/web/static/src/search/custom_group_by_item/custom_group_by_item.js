import { Component } from "@odoo/owl";

/** Group by any field. */
export class CustomGroupByItem extends Component {
    static template = "web.CustomGroupByItem";
    static props = { fields: Array, onAddCustomGroup: Function };

    /** @param {any} ev */
    onChange(ev) {
        const name = ev.target.value;
        ev.target.value = "";
        if (name) {
            this.props.onAddCustomGroup(name);
        }
    }
}
