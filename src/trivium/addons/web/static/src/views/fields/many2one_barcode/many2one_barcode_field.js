import { registry } from "@web/core/registry";
import { buildM2OFieldDescription, Many2OneField } from "../many2one/many2one_field";

/** A many2one whose records are often chosen with a scanner, which types as a keyboard does. */
export class Many2OneBarcodeField extends Many2OneField {
    static template = "web.Many2OneBarcodeField";
}

export const many2OneBarcodeField = buildM2OFieldDescription(Many2OneBarcodeField);

registry.category("fields").add("many2one_barcode", many2OneBarcodeField);
