import { evaluateExpr } from "@web/core/py_js/py";
import { makeContext } from "@web/core/context";
import { rpc } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { isNumeric } from "@web/core/utils/strings";

/** A button of a view says neither what kind it is nor what to do. */
export class InvalidButtonParamsError extends Error {
    name = "InvalidButtonParamsError";
}

/** @param {any} params @param {Record<string, any>} context */
async function callMethod(params, context) {
    const ids = params.resId ? [params.resId] : params.resIds || [];
    let args = [ids];
    if (params.args) {
        let additional;
        try {
            // quotes of either kind are written in views
            additional = JSON.parse(params.args.replaceAll("'", '"'));
        } catch {
            additional = evaluateExpr(params.args, context);
        }
        args = [ids, ...additional];
    }
    const { resModel: model, name: method } = params;
    return rpc(`/web/dataset/call_button/${model}/${method}`, { args, kwargs: { context }, method, model });
}

/**
 * What a button of a view asks for, as an action.
 * @param {any} manager
 * @param {any} params `{type, name, args, context, buttonContext, resModel, resId, resIds, close, special, effect}`
 * @returns {Promise<any>}
 */
export async function actionOfButton(manager, params) {
    if (params.special) {
        return { type: "ir.actions.act_window_close", infos: { special: true } };
    }
    const buttonContext = typeof params.buttonContext === "string" ? makeContext([params.buttonContext], params.context) : params.buttonContext || {};
    const context = makeContext([params.context, buttonContext]);
    let action;
    if (params.type === "object") {
        action = await callMethod(params, { ...user.context, ...context });
        if (action && typeof action === "object" && "context" in action && !action.context) {
            action.context = {};
        }
        if (!action || typeof action !== "object" || !action.type) {
            action = { type: "ir.actions.act_window_close" };
        }
    } else if (params.type === "action") {
        const { resId, resIds, resModel } = params;
        Object.assign(context, { active_id: resId || false, active_ids: resIds || (resId ? [resId] : []), active_model: resModel });
        const request = isNumeric(String(params.name)) ? Number(params.name) : params.name;
        action = { ...(await manager.loadAction(request, context)) };
        params.actionContext = context;
    } else {
        throw new InvalidButtonParamsError(`The type of the button "${params.name}" must be "object" or "action", not "${params.type}"`);
    }
    if (params.type === "object") {
        params.actionContext = transferable(context, buttonContext);
    }
    return addEffect(action, params.effect);
}

/** Of the context of a record only what the button itself added goes on to the next action. */
function transferable(context, buttonContext) {
    const { active_id: activeId, active_ids: activeIds, active_model: activeModel } = context;
    return Object.fromEntries(Object.entries({ active_id: activeId, active_ids: activeIds, active_model: activeModel, ...buttonContext }).filter(([, value]) => value !== undefined));
}

/** @param {any} action @param {any} effect */
function addEffect(action, effect) {
    if (!effect) {
        return action;
    }
    const parsed = typeof effect === "string" ? evaluateExpr(effect) : effect;
    return { ...action, effect: action.effect || parsed };
}
