import { Component, onWillDestroy, useState, xml } from "@odoo/owl";

/** The place of the page where actions are shown. */
export class ActionContainer extends Component {
    static props = {};
    static template = xml`
        <main class="o_action_manager" id="o_action_manager" tabindex="-1">
            <t t-if="info.Component" t-component="info.Component" t-props="info.componentProps" t-key="info.id"/>
        </main>`;

    setup() {
        this.info = useState({ id: 0, Component: null, componentProps: {} });
        const onUpdate = ({ detail }) => {
            this.info.id = detail.id || 0;
            this.info.Component = detail.Component || null;
            this.info.componentProps = detail.componentProps || {};
        };
        this.env.bus.addEventListener("ACTION_MANAGER:UPDATE", onUpdate);
        onWillDestroy(() => this.env.bus.removeEventListener("ACTION_MANAGER:UPDATE", onUpdate));
    }
}
