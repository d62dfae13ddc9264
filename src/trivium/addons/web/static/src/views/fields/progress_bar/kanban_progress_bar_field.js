import { registry } from "@web/core/registry";
import { ProgressBarField, progressBarField } from "./progress_bar_field";

/** Progress on a card: its value can be changed there at once. */
export class KanbanProgressBarField extends ProgressBarField {
    get canEdit() {
        return Boolean(this.props.isEditable && this.props.isCurrentValueEditable);
    }
}

export const kanbanProgressBarField = { ...progressBarField, component: KanbanProgressBarField };

registry.category("fields").add("kanban.progressbar", kanbanProgressBarField);
