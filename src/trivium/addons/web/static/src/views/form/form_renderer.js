import { Component, useEffect, useRef, useState, useSubEnv, xml } from "@odoo/owl";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { Notebook } from "@web/core/notebook/notebook";
import { hasTouch } from "@web/core/browser/feature_detection";
import { useService } from "@web/core/utils/hooks";
import { Field } from "../fields/field";
import { useViewCompiler } from "../view_compiler";
import { ViewButton } from "../view_button/view_button";
import { Widget } from "../widgets/widget";
import { ButtonBox } from "./button_box/button_box";
import { FormCompiler } from "./form_compiler";
import { InnerGroup, OuterGroup } from "./form_group/form_group";
import { isMissing, typedInto, useEnterConfirms } from "./form_keyboard";
import { FormLabel } from "./form_label";
import { Setting } from "./setting/setting";
import { StatusBarButtons } from "./status_bar_buttons/status_bar_buttons";

/** Shows one record by the compiled template of its arch. */
export class FormRenderer extends Component {
    static template = xml`<t t-call="{{ templates.FormRenderer }}"/>`;
    static components = {
        Field,
        FormLabel,
        ButtonBox,
        ViewButton,
        Widget,
        Notebook,
        Setting,
        OuterGroup,
        InnerGroup,
        StatusBarButtons,
    };
    static props = {
        archInfo: Object,
        Compiler: { type: Function, optional: true },
        record: Object,
        setFieldAsDirty: { type: Function, optional: true },
        slots: { type: Object, optional: true },
        activeNotebookPages: { type: Object, optional: true },
        onNotebookPageChange: { type: Function, optional: true },
        readonly: { type: Boolean, optional: true },
        saveRecord: { type: Function, optional: true },
        "*": { optional: true },
    };
    static defaultProps = { activeNotebookPages: {}, onNotebookPageChange: () => {} };

    setup() {
        this.evaluateBooleanExpr = evaluateBooleanExpr;
        const { archInfo, Compiler } = this.props;
        this.templates = useViewCompiler(Compiler || FormCompiler, { FormRenderer: archInfo.xmlDoc });
        this.ui = useState(useService("ui"));
        useSubEnv({ model: this.props.record.model });
        this.rootRef = useRef("compiled_view_root");
        useEnterConfirms(this.rootRef);
        if (this.shouldAutoFocus) {
            useEffect(
                (isNew, rootEl) => {
                    if (rootEl) {
                        this.focusFirst(rootEl, isNew);
                    }
                },
                () => [this.props.record.isNew, this.rootRef.el],
            );
        }
    }

    get shouldAutoFocus() {
        return !hasTouch() && !this.props.archInfo.disableAutofocus;
    }

    /** Compiled templates call the component that runs them by this name. */
    get __comp__() {
        return this;
    }

    get stateClasses() {
        const { record } = this.props;
        return {
            o_form_editable: record.isInEdition && !this.props.readonly,
            o_form_readonly: !record.isInEdition || Boolean(this.props.readonly),
            o_form_dirty: record.isInEdition && record.dirty,
            o_form_saved: record.isInEdition && !record.dirty,
        };
    }

    /**
     * A new record begins with its first field; a dialog with the first that must be filled, or with its first one.
     * @param {HTMLElement} rootEl @param {boolean} isNew
     */
    focusFirst(rootEl, isNew) {
        const { autofocusFieldIds } = this.props.archInfo;
        const wanted = autofocusFieldIds.map((/** @type {string} */ id) => rootEl.querySelector(`#${CSS.escape(id)}`)).find(Boolean);
        if (!isNew && !wanted && !this.env.inDialog) {
            return;
        }
        const inputs = typedInto(rootEl);
        const first = /** @type {HTMLElement|undefined} */ (wanted || (this.env.inDialog && inputs.find(isMissing)) || inputs[0]);
        first?.focus({ preventScroll: true });
        if (first instanceof HTMLInputElement && first.type === "text") {
            first.select();
        }
    }
}
