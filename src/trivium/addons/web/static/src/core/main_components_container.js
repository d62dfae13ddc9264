import { Component, useState, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useRegistry } from "@web/core/registry_hook";
import { ErrorHandler } from "@web/core/utils/components";

const mainComponents = registry.category("main_components");

/** What stands beside the web client's own frame: overlays, the block of the page, the sign that something loads. */
export class MainComponentsContainer extends Component {
    static components = { ErrorHandler };
    static props = {};
    static template = xml`
        <div class="o-main-components-container">
            <t t-foreach="shown" t-as="entry" t-key="entry[0]">
                <ErrorHandler onError="(error) => this.onFailure(error, entry)">
                    <t t-component="entry[1].Component" t-props="entry[1].props"/>
                </ErrorHandler>
            </t>
        </div>`;

    setup() {
        this.registry = useRegistry(mainComponents);
        this.failed = useState({});
    }

    get shown() {
        return this.registry.entries.filter(([name]) => !this.failed[name]);
    }

    /** Takes a component that fails off the page; the error goes its way. @param {Error} error @param {[string, any]} entry */
    onFailure(error, [name]) {
        this.failed[name] = true;
        Promise.reject(error);
    }
}
