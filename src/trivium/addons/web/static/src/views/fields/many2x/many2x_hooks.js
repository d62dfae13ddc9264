import { useEnv } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useOwnedDialogs, useService } from "@web/core/utils/hooks";

/**
 * A function that lets the user search and choose records in a dialog.
 *
 * @param {{resModel: string, activeActions: any, onSelected: (resIds: any[]) => any, onCreateEdit?: (params: any) => any, onUnselect?: Function}} params
 */
export function useSelectCreate({ resModel, activeActions, onSelected, onCreateEdit, onUnselect }) {
    const addDialog = useOwnedDialogs();

    /** @param {{domain: any[], context: any, filters?: any[], title?: string}} options */
    return async ({ domain, context, filters, title }) => {
        const { SelectCreateDialog } = await import("@web/views/view_dialogs/select_create_dialog");
        addDialog(SelectCreateDialog, {
            title: title || _t("Choose"),
            noCreate: !activeActions.create,
            multiSelect: "link" in activeActions ? activeActions.link : false,
            resModel,
            context,
            domain,
            onSelected,
            onCreateEdit: () => onCreateEdit?.({ context }),
            dynamicFilters: filters,
            onUnselect,
        });
    };
}

/**
 * A function that opens one record of another model, or the form to create it, in a dialog.
 *
 * @param {{resModel: string, onRecordSaved: (record: any) => any, onRecordDiscarded?: () => any, fieldString?: string,
 *   activeActions: any, isToMany?: boolean, onClose?: (isSaved?: boolean) => any}} params
 */
export function useOpenMany2XRecord({ resModel, onRecordSaved, onRecordDiscarded, fieldString, activeActions, isToMany, onClose = () => {} }) {
    const env = useEnv();
    const addDialog = useOwnedDialogs();
    const orm = useService("orm");

    /** @param {{resId?: number|false, forceModel?: string, title?: string, context: any, nextRecordsContext?: any, immediate?: boolean}} options */
    return async function openDialog({ resId = false, forceModel, title, context, nextRecordsContext }) {
        const model = forceModel || resModel;
        let viewId;
        if (resId) {
            viewId = await orm.call(model, "get_formview_id", [[resId]], { context });
        }
        const canWrite = activeActions.write !== false && (await user.checkAccessRight(model, resId ? "write" : "create"));
        const { FormViewDialog } = await import("@web/views/view_dialogs/form_view_dialog");
        addDialog(
            FormViewDialog,
            {
                preventCreate: !activeActions.create,
                preventEdit: !canWrite,
                title: title || (resId ? _t("Open %s", fieldString || "") : _t("New %s", fieldString || "")),
                context,
                nextRecordsContext,
                readonly: !canWrite,
                resId,
                resModel: model,
                viewId: viewId || undefined,
                onRecordSaved,
                onRecordDiscarded,
                isToMany,
            },
            { onClose: () => onClose() },
        );
        return env;
    };
}
