import { Component, useState, xml } from "@odoo/owl";
import { Notification } from "@web/core/notifications/notification";
import { Transition } from "@web/core/transition";

export class NotificationContainer extends Component {
    static components = { Notification, Transition };
    static props = { notifications: Object };
    static template = xml`
        <div class="o_notification_manager">
            <t t-foreach="notifications" t-as="notification" t-key="notification">
                <Transition leaveDuration="120" immediate="true" name="'o_notification_fade'" t-slot-scope="transition">
                    <Notification t-props="notification_value.props" className="(notification_value.props.className || '') + ' ' + transition.className"/>
                </Transition>
            </t>
        </div>`;

    setup() {
        this.notifications = useState(this.props.notifications);
    }
}
