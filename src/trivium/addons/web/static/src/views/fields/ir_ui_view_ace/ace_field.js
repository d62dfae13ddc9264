import { registry } from "@web/core/registry";
import { AceField, aceField } from "../ace/ace_field";

/** The code of a view. */
export class IrUiViewAceField extends AceField {
    static template = "web.IrUIViewAceField";
}

export const irUiViewAceField = { ...aceField, component: IrUiViewAceField };

registry.category("fields").add("code_ir_ui_view", irUiViewAceField);
