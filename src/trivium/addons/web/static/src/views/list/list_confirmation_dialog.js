import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Asks before one change is written to several records. */
export class ListConfirmationDialog extends Component {
    static template = "web.ListView.ConfirmationModal";
    static components = { Dialog };
    static props = ["close", "title", "confirm", "cancel", "changes", "fields", "record", "nbRecords", "*"];

    get labels() {
        return Object.keys(this.props.changes).map((name) => this.props.fields[name]?.string || name);
    }

    confirm() {
        this.props.confirm();
        this.props.close();
    }

    cancel() {
        this.props.cancel();
        this.props.close();
    }
}
