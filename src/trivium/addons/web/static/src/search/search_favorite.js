import { makeContext } from "@web/core/context";
import { user } from "@web/core/user";
import { orderByToString } from "./utils/order_by";

/**
 * What `ir.filters` keeps of the present search. What the action itself asks for is no part of it.
 *
 * @param {any} searchModel
 * @param {{description: string, isDefault: boolean, isShared: boolean, embeddedActionId?: number}} params
 */
export function favoriteValues(searchModel, { description, isDefault, isShared, embeddedActionId }) {
    const { contexts, domain } = searchModel._result;
    const { groupBy, env, resModel } = searchModel;
    return {
        name: description,
        action_id: env.config?.actionId || false,
        model_id: resModel,
        domain: domain.toString(),
        context: { ...makeContext(contexts), group_by: groupBy },
        sort: JSON.stringify(currentOrder(searchModel).map((/** @type {any} */ term) => orderByToString([term]))),
        is_default: isDefault,
        user_ids: isShared ? [] : [user.userId],
        ...(embeddedActionId ? { embedded_action_id: embeddedActionId } : {}),
    };
}

/** The order of the list, which the user may have changed by a click on a column. @param {any} searchModel */
function currentOrder({ env, orderBy }) {
    const orders = (env.__getOrderBy__?.callbacks || []).map((/** @type {Function} */ callback) => callback());
    return orders.find((/** @type {any} */ order) => order?.length) || orderBy;
}
