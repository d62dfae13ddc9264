import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "../standard_field_props";
import { computeM2OProps, Many2One } from "./many2one";

export const m2oSupportedOptions = [
    { label: _t("No creating"), name: "no_create", type: "boolean" },
    { label: _t("No creating by name"), name: "no_quick_create", type: "boolean" },
    { label: _t("No creating in a form"), name: "no_create_edit", type: "boolean" },
    { label: _t("No opening"), name: "no_open", type: "boolean" },
    { label: _t("Field of the name"), name: "create_name_field", type: "string" },
];

export const m2oSupportedTypes = ["many2one"];

/** @param {any} option @param {any} evalContext */
function allows(option, evalContext) {
    return option === undefined ? true : evaluateBooleanExpr(String(option), evalContext);
}

/**
 * What the options of a node mean for a many2one.
 *
 * @param {any} info of the node
 * @param {any} dynamicInfo
 */
export function extractM2OFieldProps({ attrs, context, decorations, options, string, placeholder }, dynamicInfo) {
    const evalContext = {};
    const canCreate = !options.no_create && allows(attrs.can_create, evalContext);
    return {
        canCreate,
        canCreateEdit: canCreate && !options.no_create_edit,
        canOpen: !options.no_open,
        canQuickCreate: canCreate && !options.no_quick_create,
        canScanBarcode: Boolean(options.can_scan_barcode),
        canWrite: allows(attrs.can_write, evalContext),
        context: dynamicInfo.context,
        decorations,
        domain: dynamicInfo.domain,
        nameCreateField: options.create_name_field,
        openActionContext: context,
        placeholder: placeholder || attrs.placeholder,
        searchThreshold: options.search_threshold,
        string: attrs.string || string,
    };
}

/** @param {any} component @returns {any} the description of a field that is a many2one */
export function buildM2OFieldDescription(component) {
    return {
        component,
        displayName: _t("Many2one"),
        extractProps: extractM2OFieldProps,
        supportedOptions: m2oSupportedOptions,
        supportedTypes: m2oSupportedTypes,
    };
}

/** A field that holds one record of another model. */
export class Many2OneField extends Component {
    static template = "web.Many2OneField";
    static components = { Many2One };
    static props = {
        ...standardFieldProps,
        canCreate: { type: Boolean, optional: true },
        canCreateEdit: { type: Boolean, optional: true },
        canOpen: { type: Boolean, optional: true },
        canQuickCreate: { type: Boolean, optional: true },
        canScanBarcode: { type: Boolean, optional: true },
        canWrite: { type: Boolean, optional: true },
        context: { type: Object, optional: true },
        decorations: { type: Object, optional: true },
        domain: { type: [Array, Function], optional: true },
        nameCreateField: { type: String, optional: true },
        openActionContext: { type: String, optional: true },
        placeholder: { type: String, optional: true },
        searchThreshold: { type: Number, optional: true },
        string: { type: String, optional: true },
        "*": { optional: true },
    };

    get m2oProps() {
        return computeM2OProps(this.props);
    }
}

registry.category("fields").add("many2one", buildM2OFieldDescription(Many2OneField));
