import { download } from "@web/core/network/download";

/** @param {Record<string, any>} value */
const encode = (value) => encodeURIComponent(JSON.stringify(value));

/**
 * The address of a report.
 * @param {any} action
 * @param {"pdf" | "html" | "text"} type
 * @param {Record<string, any>} [userContext]
 */
export function getReportUrl(action, type, userContext = {}) {
    const route = `/report/${type}/${action.report_name}`;
    const context = { ...userContext, ...action.context };
    if (action.data && Object.keys(action.data).length) {
        return `${route}?options=${encode(action.data)}&context=${encode(context)}`;
    }
    const ids = action.context?.active_ids?.length ? `/${action.context.active_ids.join(",")}` : "";
    return `${route}${ids}${type === "html" ? `?context=${encode(context)}` : ""}`;
}

/**
 * Gives a report to the user as a file.
 * @param {Function} _call
 * @param {any} action
 * @param {"pdf" | "text"} type
 * @param {Record<string, any>} userContext
 * @returns {Promise<{success: boolean, message?: string}>}
 */
export async function downloadReport(_call, action, type, userContext) {
    const url = getReportUrl(action, type, userContext);
    await download({ url: "/report/download", data: { data: JSON.stringify([url, action.report_type]), context: JSON.stringify(userContext) } });
    return { success: true };
}
