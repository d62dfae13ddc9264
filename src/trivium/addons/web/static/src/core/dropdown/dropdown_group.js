import { Component, onWillDestroy, useChildSubEnv, xml } from "@odoo/owl";

export const DROPDOWN_GROUP = /** @type {any} */ (Symbol("dropdownGroup"));

/** Groups by name, for members in different places of the page. @type {Map<string, {members: Set<any>, count: number}>} */
const named = new Map();

export class DropdownGroup extends Component {
    static template = xml`<t t-slot="default"/>`;
    static props = { group: { type: String, optional: true }, slots: Object };

    setup() {
        const { group } = this.props;
        let members = new Set();
        if (group) {
            const entry = named.get(group) || { members, count: 0 };
            entry.count++;
            named.set(group, entry);
            members = entry.members;
            onWillDestroy(() => {
                entry.count--;
                if (!entry.count) {
                    named.delete(group);
                }
            });
        }
        useChildSubEnv({ [DROPDOWN_GROUP]: members });
    }
}
