import { editModelDebug } from "@web/core/debug/debug_utils";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const debugRegistry = registry.category("debug").category("action");

/** @param {any} env @param {any} action @param {any} description @param {string} model @param {string} section @param {number} sequence */
const listOf = (env, action, description, model, section, sequence, domain = undefined) => ({
    type: "item",
    description,
    callback: async () => {
        const [modelId] = await env.services.orm.search("ir.model", [["model", "=", action.res_model]], { limit: 1 });
        return env.services.action.doAction({
            res_model: model,
            name: String(description),
            views: [[false, "list"], [false, "form"]],
            domain: domain ? domain(modelId) : [["model_id", "=", modelId]],
            type: "ir.actions.act_window",
            context: { default_model_id: modelId },
        });
    },
    sequence,
    section,
});

function editAction({ action, env }) {
    return action.id ? { type: "item", description: _t("Action"), callback: () => editModelDebug(env, _t("Action"), action.type, action.id), sequence: 220, section: "ui" } : null;
}

function viewFields({ action, env }) {
    return action.res_model ? listOf(env, action, _t("Fields"), "ir.model.fields", "ui", 250) : null;
}

function viewAccessRights({ accessRights, action, env }) {
    return accessRights.canSeeModelAccess && action.res_model ? listOf(env, action, _t("Access rights"), "ir.model.access", "security", 350) : null;
}

function viewRecordRules({ accessRights, action, env }) {
    return accessRights.canSeeRecordRules && action.res_model ? listOf(env, action, _t("Record rules"), "ir.rule", "security", 360) : null;
}

function viewFilters({ action, env }) {
    return action.res_model && user.isSystem ? listOf(env, action, _t("Filters"), "ir.filters", "ui", 260, () => [["model_id", "=", action.res_model]]) : null;
}

debugRegistry.add("editAction", editAction).add("viewFields", viewFields).add("fieldsFilters", viewFilters).add("viewAccessRights", viewAccessRights).add("viewRecordRules", viewRecordRules);
