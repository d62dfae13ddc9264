import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useChildRef, useService } from "@web/core/utils/hooks";
import { View } from "../view";

/** A record in a dialog. */
export class FormViewDialog extends Component {
    static template = "web.FormViewDialog";
    static components = { Dialog, View };
    static props = {
        close: Function,
        resModel: String,
        context: { type: Object, optional: true },
        expandedFormRef: { type: String, optional: true },
        canExpand: { type: Boolean, optional: true },
        isToMany: { type: Boolean, optional: true },
        mode: { optional: true, validate: (/** @type {string} */ mode) => ["edit", "readonly"].includes(mode) },
        nextRecordsContext: { type: Object, optional: true },
        onRecordSaved: { type: Function, optional: true },
        onRecordSave: { type: Function, optional: true },
        onRecordDiscarded: { type: Function, optional: true },
        preventCreate: { type: Boolean, optional: true },
        preventEdit: { type: Boolean, optional: true },
        readonly: { type: Boolean, optional: true },
        removeRecord: { type: Function, optional: true },
        resId: { type: [Number, Boolean], optional: true },
        size: { type: String, optional: true },
        title: { type: String, optional: true },
        viewId: { type: [Number, Boolean], optional: true },
    };
    static defaultProps = {
        onRecordSaved: () => {},
        onRecordDiscarded: () => {},
        preventCreate: false,
        preventEdit: false,
        isToMany: false,
        size: "lg",
        canExpand: true,
    };

    setup() {
        this.actionService = useService("action");
        this.modalRef = useChildRef();
        const { context, isToMany, mode, preventCreate, preventEdit, readonly, resId, resModel, viewId } = this.props;
        const buttonTemplate = isToMany ? "web.FormViewDialog.ToMany.buttons" : "web.FormViewDialog.ToOne.buttons";
        this.viewProps = {
            type: "form",
            buttonTemplate,
            context: context || {},
            display: { controlPanel: false },
            mode: mode || (readonly ? "readonly" : "edit"),
            resId: resId || false,
            resModel,
            viewId: viewId || false,
            preventCreate,
            preventEdit,
            readonly,
            discardRecord: async (/** @type {any} */ record) => {
                await record.discard();
                await this.props.onRecordDiscarded();
                this.props.close();
            },
            saveRecord: (/** @type {any} */ record, /** @type {any} */ params) => this.saveRecord(record, params),
            removeRecord: this.props.removeRecord && (async () => {
                await this.props.removeRecord();
                this.props.close();
            }),
        };
    }

    get title() {
        return this.props.title || _t("Record");
    }

    /** @param {any} record @param {{saveAndNew?: boolean, reload?: boolean, special?: string}} [params] */
    async saveRecord(record, params = {}) {
        const isSaved = this.props.onRecordSave ? await this.props.onRecordSave(record, params) : await record.save();
        if (!isSaved) {
            return false;
        }
        await this.props.onRecordSaved(record, params);
        if (params.saveAndNew) {
            await record.model.load({ resId: false, context: this.props.nextRecordsContext || this.props.context || {} });
            return true;
        }
        this.props.close();
        return true;
    }

    /** Leave the dialog for the full page of the record. */
    async onExpand() {
        const { context, resId, resModel } = this.props;
        this.props.close();
        await this.actionService.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId || undefined,
            views: [[this.props.viewId || false, "form"]],
            context,
        });
    }
}
