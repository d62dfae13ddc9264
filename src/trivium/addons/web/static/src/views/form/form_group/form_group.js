import { Component } from "@odoo/owl";

/** A group of groups, in columns. */
export class OuterGroup extends Component {
    static template = "web.Form.OuterGroup";
    static props = ["class?", "columns?", "name?", "slots?", "title?"];
    static defaultProps = { columns: 2, class: "" };
}

/** A group of fields, each with its label. */
export class InnerGroup extends Component {
    static template = "web.Form.InnerGroup";
    static props = ["class?", "columns?", "name?", "slots?", "title?"];
    static defaultProps = { columns: 1, class: "" };
}
