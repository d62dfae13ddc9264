import { Component, onWillStart, useState } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { unique } from "@web/core/utils/arrays";
import { useService } from "@web/core/utils/hooks";

/** One field that can be exported, with what lies below it. */
class ExportDataItem extends Component {
    static template = "web.ExportDataItem";
    static props = { field: Object, isExpanded: Function, isChosen: Function, loadFields: Function, onToggle: Function, childrenOf: Function };

    setup() {
        this.state = useState({ isOpen: false });
    }

    async toggleOpen() {
        if (!this.state.isOpen) {
            await this.props.loadFields(this.props.field);
        }
        this.state.isOpen = !this.state.isOpen;
    }
}
/** @type {any} */ (ExportDataItem).components = { ExportDataItem };

/** Choose fields and a format, and take records out into a file. */
export class ExportDataDialog extends Component {
    static template = "web.ExportDataDialog";
    static components = { CheckBox, Dialog, ExportDataItem };
    static props = { close: Function, context: { type: Object, optional: true }, defaultExportList: Array, download: Function, getExportedFields: Function, root: Object };

    setup() {
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.state = useState({
            chosen: /** @type {any[]} */ ([]),
            formats: /** @type {any[]} */ ([]),
            format: "xlsx",
            isCompatible: false,
            search: "",
            fields: /** @type {any[]} */ ([]),
            children: /** @type {Object<string, any[]>} */ ({}),
            isBusy: false,
        });
        onWillStart(() => this.load());
    }

    async load() {
        const [formats] = await Promise.all([rpc("/web/export/formats"), this.loadRoot()]);
        this.state.formats = formats;
        this.state.format = formats[0]?.tag || "xlsx";
        const names = unique(this.props.defaultExportList.map((field) => field.name));
        this.state.chosen = names.map((name) => this.state.fields.find((field) => field.id === name)).filter(Boolean);
    }

    async loadRoot() {
        this.state.fields = await this.props.getExportedFields(this.state.isCompatible);
        this.state.children = {};
    }

    get count() {
        const { root } = this.props;
        return root.isDomainSelected || !root.selection.length ? root.recordCount : root.selection.length;
    }

    get shownFields() {
        const text = this.state.search.toLowerCase();
        return this.state.fields.filter((field) => !text || field.string.toLowerCase().includes(text) || field.id.includes(text));
    }

    /** @param {any} field */
    async loadFields(field) {
        if (!this.state.children[field.id]) {
            this.state.children[field.id] = await this.props.getExportedFields(this.state.isCompatible, {
                ...field.params,
                parent_name: field.string,
                parent_field_type: field.field_type,
                parent_field: field.params?.parent_field,
                exclude: [field.relation_field],
            });
        }
    }

    /** @param {any} field */
    childrenOf(field) {
        return this.state.children[field.id] || [];
    }

    /** @param {any} field */
    isChosen(field) {
        return this.state.chosen.some((each) => each.id === field.id);
    }

    /** @param {any} field */
    toggle(field) {
        this.state.chosen = this.isChosen(field) ? this.state.chosen.filter((each) => each.id !== field.id) : [...this.state.chosen, field];
    }

    /** @param {number} index @param {number} step */
    move(index, step) {
        const chosen = [...this.state.chosen];
        const [field] = chosen.splice(index, 1);
        chosen.splice(index + step, 0, field);
        this.state.chosen = chosen;
    }

    /** @param {boolean} isCompatible */
    async setCompatible(isCompatible) {
        this.state.isCompatible = isCompatible;
        await this.loadRoot();
    }

    async export() {
        if (!this.state.chosen.length) {
            this.notification.add(_t("Choose at least one field to export."), { type: "danger" });
            return;
        }
        this.state.isBusy = true;
        try {
            await this.props.download(this.state.chosen, this.state.isCompatible, this.state.format);
            this.props.close();
        } finally {
            this.state.isBusy = false;
        }
    }
}
