/**
 * What the tooltip of a field tells, as JSON.
 *
 * @param {{field: any, fieldInfo?: any, viewMode?: string, resModel?: string}} params
 */
export function getTooltipInfo({ field, fieldInfo, viewMode, resModel }) {
    const { name, string, help, type, relation, related, selection, domain, context } = field;
    const label = fieldInfo?.string || string;
    const isDebug = Boolean(/** @type {any} */ (globalThis).odoo?.debug);
    return JSON.stringify({
        viewMode,
        resModel,
        debug: isDebug,
        field: {
            name,
            label,
            help: fieldInfo?.help || help,
            type,
            relation,
            related,
            widget: fieldInfo?.widget,
            context: fieldInfo?.context !== "{}" ? fieldInfo?.context : context,
            domain: fieldInfo?.domain || domain,
            invisible: fieldInfo?.invisible,
            readonly: fieldInfo?.readonly,
            required: fieldInfo?.required,
            selection: type === "selection" ? selection : undefined,
        },
    });
}
