import { Component, onError, xml, useSubEnv } from "@odoo/owl";

/** Shows its slot, and hands an error of what is in there to a callback rather than to the page. */
export class ErrorHandler extends Component {
    static template = xml`<t t-slot="default" />`;
    static props = ["onError", "slots"];

    setup() {
        onError((error) => {
            this.props.onError(error);
        });
        useSubEnv({});
    }
}
