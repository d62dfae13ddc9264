/** Parts of the fields that hold other records. */
export { Many2XAutocomplete } from "./many2x/many2x_autocomplete";
export { useOpenMany2XRecord, useSelectCreate } from "./many2x/many2x_hooks";
export { useSpecialData } from "./special_data";
export { useActiveActions, useAddInlineRecord, useX2ManyCrud } from "./x2many/x2many_hooks";
export { useOpenX2ManyRecord, X2ManyFieldDialog } from "./x2many/x2many_dialog";
