/**
 * Opens a record of the system's own models in a dialog.
 * @param {any} env
 * @param {any} title
 * @param {string} model
 * @param {number} id
 */
export function editModelDebug(env, title, model, id) {
    return env.services.action.doAction({ res_model: model, res_id: id, name: String(title), type: "ir.actions.act_window", views: [[false, "form"]], view_mode: "form", target: "current" });
}
