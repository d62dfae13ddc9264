import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { downloadReport, getReportUrl } from "@web/webclient/actions/reports/utils";
import { ReportAction } from "@web/webclient/actions/reports/report_action";

const handlers = registry.category("ir.actions.report handlers");

/**
 * Does a report action: shows it, or gives it as a file. Handlers of addons are asked first.
 * @param {any} manager
 * @param {any} action
 * @param {any} options
 */
export async function executeReport(manager, action, options) {
    for (const handler of handlers.getAll()) {
        if (await handler(action, options, manager.env)) {
            return undefined;
        }
    }
    if (action.report_type === "qweb-html") {
        const props = { ...options.props, report_url: getReportUrl(action, "html", user.context), data: action.data, report_name: action.report_name, report_file: action.report_file, display_name: action.display_name, context: action.context };
        return manager.doAction({ ...JSON.parse(action._originalAction), type: "ir.actions.client", tag: "report.client_action", target: action.target || "current", name: action.name }, { ...options, props });
    }
    if (!["qweb-pdf", "qweb-text"].includes(action.report_type)) {
        throw new Error(`Reports of the type "${action.report_type}" are not known`);
    }
    manager.env.services.ui.block();
    try {
        await downloadReport(rpc, action, action.report_type === "qweb-pdf" ? "pdf" : "text", user.context);
    } finally {
        manager.env.services.ui.unblock();
    }
    if (action.close_on_report_download) {
        return manager.doAction({ type: "ir.actions.act_window_close" }, { onClose: options.onClose });
    }
    options.onClose?.();
    return undefined;
}

registry.category("actions").add("report.client_action", ReportAction);
