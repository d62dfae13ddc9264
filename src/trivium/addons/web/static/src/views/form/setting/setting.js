import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { DocumentationLink } from "../../widgets/documentation_link/documentation_link";
import { FormLabel } from "../form_label";

/** One setting: what it is called, what it does, the field that switches it, and what belongs to it. */
export class Setting extends Component {
    static template = "web.Setting";
    static components = { FormLabel, DocumentationLink };
    static props = {
        id: { type: String, optional: true },
        title: { type: String, optional: true },
        fieldId: { type: String, optional: true },
        help: { type: String, optional: true },
        fieldName: { type: String, optional: true },
        fieldInfo: { type: Object, optional: true },
        class: { type: String, optional: true },
        record: { type: Object, optional: true },
        documentation: { type: String, optional: true },
        string: { type: String, optional: true },
        addLabel: { type: Boolean, optional: true },
        companyDependent: { type: Boolean, optional: true },
        slots: { type: Object, optional: true },
    };

    get isSwitch() {
        const { fieldName, record } = this.props;
        return Boolean(fieldName) && record.fields[fieldName].type === "boolean";
    }

    get text() {
        const { string, fieldInfo } = this.props;
        return string || fieldInfo?.string || "";
    }

    get companyNote() {
        return this.props.companyDependent && user.allowedCompanies?.length > 1 ? _t("Set for each company on its own") : "";
    }
}
