import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Says that an app is not part of this system. */
export class UpgradeDialog extends Component {
    static template = "web.UpgradeDialog";
    static components = { Dialog };
    static props = { close: Function };
}
