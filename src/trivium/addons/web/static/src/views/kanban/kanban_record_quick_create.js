import { Component, onMounted, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { makeContext } from "@web/core/context";
import { _t } from "@web/core/l10n/translation";
import { parseXML } from "@web/core/utils/xml";
import { useService } from "@web/core/utils/hooks";
import { useModel } from "@web/model/model";
import { extractFieldsFromArchInfo } from "@web/model/relational_model/utils";
import { FormArchParser } from "../form/form_arch_parser";
import { loadSubViews } from "../form/form_sub_views";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { FormRenderer } from "../form/form_renderer";

/** The text is translated when the form is made. */
const defaultArch = () => `<form><field name="display_name" placeholder="${_t("Name")}" required="True" readonly="False"/></form>`;

/** The form that creates a card in a column. */
export class KanbanQuickCreateController extends Component {
    static template = "web.KanbanQuickCreateController";
    static components = { FormRenderer };
    static props = { archInfo: Object, fields: Object, resModel: String, context: Object, onValidate: Function, onCancel: Function, isDefault: Boolean };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.viewService = useService("view");
        this.root = useRef("root");
        this.state = useState({ isBusy: false });
        const { archInfo, fields, resModel, context } = this.props;
        this.model = useState(
            useModel(
                RelationalModel,
                {
                    config: { resModel, resId: false, resIds: [], fields, activeFields: {}, isMonoRecord: true, mode: "edit", context },
                    hooks: { onInvalidRecord: () => this.notification.add(_t("Fill in what is marked as required."), { type: "danger" }) },
                },
                {
                    beforeFirstLoad: async () => {
                        await loadSubViews(archInfo.fieldNodes, fields, context, resModel, this.viewService, this.env.isSmall);
                        Object.assign(this.model.config, extractFieldsFromArchInfo(archInfo, fields));
                    },
                },
            ),
        );
        useExternalListener(window, "pointerdown", (ev) => this.onOutside(ev), { capture: true });
        onMounted(() => /** @type {HTMLElement|null|undefined} */ (this.root.el?.querySelector("input"))?.focus());
    }

    /** @param {any} ev */
    onOutside(ev) {
        const isInside = this.root.el?.contains(ev.target) || ev.target.closest?.(".o-overlay-container, .o_popover, .o_dialog");
        if (!isInside && !this.model.root?.dirty) {
            this.props.onCancel();
        }
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.defaultPrevented && !(ev.target instanceof HTMLTextAreaElement)) {
            ev.preventDefault();
            this.validate("add");
        } else if (ev.key === "Escape") {
            ev.preventDefault();
            ev.stopPropagation();
            this.props.onCancel();
        }
    }

    /** @param {string} mode */
    async validate(mode) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            const resId = await this.create();
            if (resId) {
                await this.props.onValidate(resId, mode);
                await this.model.load({ resId: false });
                /** @type {HTMLElement|null|undefined} */ (this.root.el?.querySelector("input"))?.focus();
            }
        } finally {
            this.state.isBusy = false;
        }
    }

    /** @returns {Promise<number|false>} */
    async create() {
        const record = this.model.root;
        if (!(await record.checkValidity({ displayNotification: true }))) {
            return false;
        }
        if (this.props.isDefault) {
            const [resId] = await this.orm.call(this.props.resModel, "name_create", [record.data.display_name], { context: this.props.context });
            return resId;
        }
        const isSaved = await record.save({ reload: false });
        return isSaved && record.resId;
    }
}

/** Loads the form that a column creates cards with. */
export class KanbanRecordQuickCreate extends Component {
    static template = "web.KanbanRecordQuickCreate";
    static components = { KanbanQuickCreateController };
    static props = { group: Object, onCancel: Function, onValidate: Function, quickCreateView: { type: [String, { value: null }], optional: true } };

    setup() {
        this.viewService = useService("view");
        onWillStart(() => this.load());
    }

    async load() {
        const { group, quickCreateView } = this.props;
        const { resModel } = group;
        const context = makeContext([group.list.context]);
        let relatedModels;
        let arch = defaultArch();
        if (quickCreateView) {
            const loaded = await this.viewService.loadViews({ context: { ...context, form_view_ref: quickCreateView }, resModel, views: [[false, "form"]] });
            arch = loaded.views.form.arch;
            relatedModels = loaded.relatedModels;
        } else {
            relatedModels = { [resModel]: { fields: { display_name: { name: "display_name", type: "char", string: _t("Name"), required: true } } } };
        }
        const archInfo = new FormArchParser().parse(parseXML(arch), relatedModels, resModel);
        this.controllerProps = {
            archInfo,
            fields: relatedModels[resModel].fields,
            resModel,
            context,
            isDefault: !quickCreateView,
            onValidate: this.props.onValidate,
            onCancel: this.props.onCancel,
        };
    }
}
