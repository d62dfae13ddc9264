import { Component } from "@odoo/owl";

/** What is shown when the pointer or the focus rests on something. */
export class Tooltip extends Component {
    static template = "web.Tooltip";
    static props = { close: { type: Function, optional: true }, tooltip: { optional: true }, template: { type: String, optional: true }, info: { optional: true } };
}
