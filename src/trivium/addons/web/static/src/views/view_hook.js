import { useComponent, useExternalListener } from "@odoo/owl";
import { ConfirmationDialog, deleteConfirmationMessage } from "@web/core/confirmation_dialog/confirmation_dialog";
import { evaluateExpr } from "@web/core/py_js/py";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { download } from "@web/core/network/download";
import { useService } from "@web/core/utils/hooks";
import { ExportDataDialog } from "./view_dialogs/export_data_dialog";

/**
 * Let links inside of help texts run actions: `<a type="action" name="...">`, or with `data-method`.
 *
 * @param {{resModel?: string, reload?: () => any}} params
 * @returns {(ev: Event) => Promise<void>}
 */
export function useActionLinks({ resModel, reload } = {}) {
    const component = useComponent();
    const orm = useService("orm");
    const action = useService("action");

    return async (ev) => {
        const link = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (ev.target).closest("a[type='action'], a[data-method]"));
        if (!link) {
            return;
        }
        ev.preventDefault();
        const { dataset } = link;
        if (dataset.method) {
            const result = await orm.call(dataset.model || resModel, dataset.method, dataset.args ? JSON.parse(dataset.args) : []);
            await action.doAction(result || { type: "ir.actions.act_window_close" }, { onClose: reload || (() => component.render()) });
            return;
        }
        const additionalContext = dataset.context ? evaluateExpr(dataset.context) : {};
        const name = link.getAttribute("name") || dataset.name;
        const request = dataset.model
            ? { type: "ir.actions.act_window", name: link.getAttribute("title") || "", res_model: dataset.model, views: evaluateExpr(dataset.views || "[[False, 'list'], [False, 'form']]"), domain: evaluateExpr(dataset.domain || "[]") }
            : name;
        await action.doAction(request, { additionalContext, onClose: reload || (() => component.render()) });
    };
}

/**
 * Draw the eye to the button that creates the first record when somebody clicks into an empty view.
 *
 * @param {{el: HTMLElement|null}} containerRef
 * @param {(target: EventTarget|null) => boolean} shouldBounce
 */
export function useBounceButton(containerRef, shouldBounce) {
    useExternalListener(
        /** @type {any} */ (document),
        "click",
        (ev) => {
            const root = containerRef.el;
            if (!root?.contains(/** @type {Node} */ (ev.target)) || !shouldBounce(ev.target)) {
                return;
            }
            const button = document.querySelector("[data-bounce-button]");
            button?.animate?.([{ transform: "scale(1)" }, { transform: "scale(1.06)" }, { transform: "scale(1)" }], { duration: 240 });
        },
    );
}

/**
 * A function that deletes the chosen records of a list, after asking.
 *
 * @param {any} model
 */
export function useDeleteRecords(model) {
    const dialog = useService("dialog");
    return (/** @type {Partial<any>} */ dialogProps = {}, /** @type {any[]|undefined} */ records = undefined) => {
        const { root } = model;
        const count = records?.length || root.selectedCount;
        dialog.add(ConfirmationDialog, {
            title: count > 1 ? _t("Delete %s records?", count) : _t("Delete this record?"),
            body: deleteConfirmationMessage || _t("This cannot be undone."),
            confirmLabel: _t("Delete"),
            confirmClass: "btn-danger",
            confirm: () => root.deleteRecords(records || (root.isDomainSelected ? undefined : root.selection)),
            cancel: () => {},
            cancelLabel: _t("Keep"),
            ...dialogProps,
        });
    };
}

/**
 * Functions to take the chosen records, or all that the search finds, out into a file.
 *
 * @param {any} model
 * @param {any} context
 * @param {() => any[]} getDefaultExportFields
 */
export function useExportRecords(model, context, getDefaultExportFields) {
    const dialog = useService("dialog");

    /** @param {any[]} fields @param {boolean} importCompat @param {string} format */
    const downloadExport = async (fields, importCompat, format) => {
        const { root } = model;
        const ids = root.isDomainSelected || !root.selection.length ? false : await root.getResIds(true);
        const exported = fields.map((field) => ({
            name: field.name || field.id,
            label: field.label || field.string,
            store: field.store,
            type: field.field_type || field.type,
        }));
        if (importCompat) {
            exported.unshift({ name: "id", label: _t("External ID"), store: true, type: "char" });
        }
        await download({
            data: {
                data: JSON.stringify({
                    import_compat: importCompat,
                    context: root.context,
                    domain: root.domain,
                    fields: exported,
                    groupby: root.groupBy,
                    ids,
                    model: root.resModel,
                }),
            },
            url: `/web/export/${format}`,
        });
    };

    /** @param {boolean} [isCompatible] @param {any} [parentParams] */
    const getExportedFields = (isCompatible, parentParams) =>
        rpc("/web/export/get_fields", { model: model.root.resModel, prefix: "", ...parentParams, import_compat: isCompatible, domain: model.root.domain });

    return {
        openDialog: () => {
            dialog.add(ExportDataDialog, {
                context,
                defaultExportList: getDefaultExportFields(),
                download: downloadExport,
                getExportedFields,
                root: model.root,
            });
        },
        exportDirectly: () => downloadExport(getDefaultExportFields(), false, "xlsx"),
    };
}
