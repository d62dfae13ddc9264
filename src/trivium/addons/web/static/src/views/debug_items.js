import { Component, onWillStart, useState, xml } from "@odoo/owl";
import { editModelDebug } from "@web/core/debug/debug_utils";
import { Dialog } from "@web/core/dialog/dialog";
import { formatDateTime, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** What developers may look at in a view and its record. */

const debugRegistry = registry.category("debug");

/** A text of the system, to read and to copy. */
class TextDialog extends Component {
    static template = xml`<Dialog title="props.title"><pre class="o_code p-3" t-esc="props.text"/></Dialog>`;
    static components = { Dialog };
    static props = { title: String, text: String, close: Function };
}

/** @param {any} params */
export function getView({ component, env }) {
    return {
        type: "item",
        description: _t("Computed arch"),
        callback: () => {
            env.services.dialog.add(TextDialog, {
                title: _t("Computed arch"),
                text: new XMLSerializer().serializeToString(component.componentProps.arch),
            });
        },
        sequence: 270,
        section: "ui",
    };
}

/** @param {any} params */
export function editView({ accessRights, component, env }) {
    const { viewId, viewType } = component.env.config;
    if (!viewId || !accessRights.canEditView) {
        return null;
    }
    return {
        type: "item",
        description: _t("View: %s", viewType),
        callback: () => editModelDebug(env, _t("View"), "ir.ui.view", viewId),
        sequence: 240,
        section: "ui",
    };
}

/** @param {any} params */
export function editSearchView({ accessRights, component, env }) {
    const id = component.withSearchProps?.searchViewId;
    if (!id || !accessRights.canEditView) {
        return null;
    }
    return {
        type: "item",
        description: _t("Search view"),
        callback: () => editModelDebug(env, _t("Search view"), "ir.ui.view", id),
        sequence: 230,
        section: "ui",
    };
}

/** Who made a record, when, and how it is called in data files. */
class MetadataDialog extends Component {
    static template = "web.MetadataDialog";
    static components = { Dialog };
    static props = { resModel: String, resId: Number, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ entries: /** @type {any[]} */ ([]) });
        onWillStart(() => this.load());
    }

    async load() {
        const [data] = await this.orm.call(this.props.resModel, "get_metadata", [[this.props.resId]]);
        const moment = (/** @type {any} */ value) => (value ? formatDateTime(deserializeDateTime(value)) : "");
        this.state.entries = [
            [_t("Id"), data.id],
            [_t("External id"), data.xmlid || _t("None")],
            [_t("Created by"), data.create_uid?.[1] || ""],
            [_t("Created on"), moment(data.create_date)],
            [_t("Last changed by"), data.write_uid?.[1] || ""],
            [_t("Last changed on"), moment(data.write_date)],
        ];
    }
}

/** @param {any} component of a form */
function recordOf(component) {
    return component.model?.root;
}

/** @param {any} params */
export function viewMetadata({ component, env }) {
    const record = recordOf(component);
    if (!record?.resId) {
        return null;
    }
    return {
        type: "item",
        description: _t("Metadata"),
        callback: () => env.services.dialog.add(MetadataDialog, { resModel: record.resModel, resId: record.resId }),
        sequence: 110,
        section: "record",
    };
}

/** @param {any} params */
export function viewRawRecord({ component, env }) {
    const record = recordOf(component);
    if (!record?.resId) {
        return null;
    }
    return {
        type: "item",
        description: _t("Data"),
        callback: async () => {
            const [data] = await env.services.orm.call(record.resModel, "read", [[record.resId]]);
            env.services.dialog.add(TextDialog, { title: _t("Data"), text: JSON.stringify(data, null, 2) });
        },
        sequence: 120,
        section: "record",
    };
}

/** @param {any} params */
export function manageAttachments({ component, env }) {
    const record = recordOf(component);
    if (!record?.resId) {
        return null;
    }
    return {
        type: "item",
        description: _t("Attachments"),
        callback: () =>
            env.services.action.doAction({
                type: "ir.actions.act_window",
                res_model: "ir.attachment",
                name: _t("Attachments"),
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
                domain: [
                    ["res_model", "=", record.resModel],
                    ["res_id", "=", record.resId],
                ],
                context: { default_res_model: record.resModel, default_res_id: record.resId },
            }),
        sequence: 260,
        section: "record",
    };
}

/** @param {any} params */
export function setDefaults({ component, env }) {
    const record = recordOf(component);
    if (!record) {
        return null;
    }
    return {
        type: "item",
        description: _t("Default values"),
        callback: () =>
            env.services.action.doAction({
                type: "ir.actions.act_window",
                res_model: "ir.default",
                name: _t("Default values"),
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
                domain: [["field_id.model", "=", record.resModel]],
            }),
        sequence: 270,
        section: "record",
    };
}

debugRegistry.category("view").add("getView", getView).add("editView", editView).add("editSearchView", editSearchView);
debugRegistry
    .category("form")
    .add("viewMetadata", viewMetadata)
    .add("viewRawRecord", viewRawRecord)
    .add("manageAttachments", manageAttachments)
    .add("setDefaults", setDefaults);
