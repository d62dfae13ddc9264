import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const ADDRESS = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/;

/** Invites people by their addresses, and shows who did not come yet. */
class ResConfigInviteUsers extends Component {
    static template = "web.ResConfigInviteUsers";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ emails: "", error: "", isInviting: false, invitations: /** @type {any} */ ({ pending_users: [], pending_count: 0 }) });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.invitations = await rpc("/base_setup/data");
    }

    /** The addresses as they were typed, each once. */
    get emails() {
        return [...new Set(this.state.emails.split(/[\s,;]+/).filter(Boolean))];
    }

    get othersCount() {
        return this.state.invitations.pending_count - this.state.invitations.pending_users.length;
    }

    async invite() {
        const { emails } = this;
        const wrong = emails.filter((email) => !ADDRESS.test(email));
        this.state.error = wrong.length ? _t("Not an address: %s", wrong.join(", ")) : "";
        if (!emails.length || wrong.length) {
            return;
        }
        this.state.isInviting = true;
        try {
            await this.orm.call("res.users", "web_create_users", [emails]);
            this.state.emails = "";
            this.notification.add(emails.length === 1 ? _t("One person was invited") : _t("%s people were invited", emails.length), { type: "success" });
            await this.load();
        } finally {
            this.state.isInviting = false;
        }
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.invite();
        }
    }

    /** @param {number} resId */
    open(resId) {
        this.action.doAction({ type: "ir.actions.act_window", res_model: "res.users", res_id: resId, views: [[false, "form"]] });
    }

    openPending() {
        this.action.doAction(this.state.invitations.action_pending_users);
    }
}

export const resConfigInviteUsers = { component: ResConfigInviteUsers };

registry.category("view_widgets").add("res_config_invite_users", resConfigInviteUsers);
