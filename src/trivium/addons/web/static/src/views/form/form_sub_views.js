import { makeContext } from "@web/core/context";
import { registry } from "@web/core/registry";
import { parseXML } from "@web/core/utils/xml";

const viewRegistry = registry.category("views");

/**
 * Which view type an x2many field needs that its node does not hold.
 *
 * @param {any} fieldInfo
 * @param {boolean} isSmall
 */
function missingViewType(fieldInfo, isSmall) {
    const { viewMode, views } = fieldInfo;
    const modes = (fieldInfo.attrs.mode || "").split(",").map((/** @type {string} */ mode) => (mode === "tree" ? "list" : mode));
    const wanted = isSmall && modes.includes("kanban") ? "kanban" : viewMode || "list";
    return views[wanted] ? null : wanted;
}

/**
 * Load the views of x2many fields that the arch leaves out.
 *
 * @param {Object<string, any>} fieldNodes changed in place
 * @param {Object<string, any>} fields
 * @param {any} context
 * @param {string} resModel
 * @param {any} viewService
 * @param {boolean} isSmall
 */
export async function loadSubViews(fieldNodes, fields, context, resModel, viewService, isSmall) {
    const waiting = Object.values(fieldNodes).map((fieldInfo) => loadFor(fieldInfo, fields[fieldInfo.name], { context, resModel, viewService, isSmall }));
    await Promise.all(waiting);
}

/** @param {any} fieldInfo @param {any} field @param {any} surroundings */
async function loadFor(fieldInfo, field, { context, resModel, viewService, isSmall }) {
    if (!["one2many", "many2many"].includes(field.type) || !fieldInfo.field.useSubView || ["1", "True"].includes(fieldInfo.invisible)) {
        return;
    }
    const viewType = missingViewType(fieldInfo, isSmall);
    if (!viewType) {
        return;
    }
    fieldInfo.viewMode = viewType;
    const viewContext = contextOfViews(fieldInfo.context, context, resModel);
    const { fields: relatedFields, relatedModels, views } = await viewService.loadViews({
        resModel: field.relation,
        views: [[false, viewType]],
        context: viewContext,
    });
    const { ArchParser } = viewRegistry.get(viewType);
    const xmlDoc = parseXML(views[viewType].arch);
    const archInfo = new ArchParser().parse(xmlDoc, relatedModels, field.relation);
    fieldInfo.views[viewType] = { ...archInfo, limit: archInfo.limit || 40, fields: relatedFields };
    fieldInfo.limit = archInfo.limit || 40;
    fieldInfo.defaultOrderBy = archInfo.defaultOrder;
    fieldInfo.editable = archInfo.editable;
    fieldInfo.needsDisplayName = false;
}

/** A context may name the view to take: `{'list_view_ref': '...'}`. @param {string} rawContext @param {any} context @param {string} _resModel */
function contextOfViews(rawContext, context, _resModel) {
    const matches = [...rawContext.matchAll(/['"](\w+_view_ref)['"]\s*:\s*['"]([^'"]+)['"]/g)];
    const refs = Object.fromEntries(matches.map(([, key, value]) => [key, value]));
    return makeContext([context.lang ? { lang: context.lang } : {}, refs]);
}
