import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { ColumnProgress } from "../view_components/column_progress";
import { GroupConfigMenu } from "../view_components/group_config_menu";

/** The head of a column: what it stands for, how many, what they sum up to. */
export class KanbanHeader extends Component {
    static template = "web.KanbanHeader";
    static components = { ColumnProgress, GroupConfigMenu };
    static props = {
        activeActions: { type: Object },
        canQuickCreate: { type: Boolean },
        deleteGroup: { type: Function },
        dialogClose: { type: Array, optional: true },
        group: { type: Object },
        list: { type: Object },
        quickCreate: { type: Function },
        progressBarState: { optional: true },
        tooltipInfo: { type: Object, optional: true },
        scrollTop: { type: Function, optional: true },
    };

    get progressBar() {
        return this.props.progressBarState?.getGroupInfo(this.props.group);
    }

    /** The sum of a field of the records, or nothing. */
    get aggregate() {
        const { progressBarState, group } = this.props;
        const field = progressBarState?.progressAttributes?.sumField;
        if (!field) {
            return null;
        }
        const value = progressBarState.getAggregateValue(group, field);
        const formatter = registry.category("formatters").get(field.type);
        return { title: field.string, value: formatter(value, { humanReadable: Math.abs(value) >= 100000, decimals: 0, field, digits: [16, 0] }) };
    }

    toggle() {
        return this.props.group.toggle();
    }

    /** @param {string} value */
    async onBarClicked(value) {
        await this.props.progressBarState.selectBar(this.props.group.id, { value });
    }
}
