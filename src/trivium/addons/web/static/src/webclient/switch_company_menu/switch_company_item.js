import { Component, useState } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { user } from "@web/core/user";

export class SwitchCompanyItem extends Component {
    static template = "web.SwitchCompanyItem";
    static components = { DropdownItem };
    static props = { company: Object, level: Number, selector: Object };

    setup() {
        this.selector = useState(this.props.selector);
    }

    get isSelected() {
        return this.selector.isCompanySelected(this.props.company.id);
    }

    get isAllowed() {
        return user.allowedCompanies.some((company) => company.id === this.props.company.id);
    }

    get isCurrent() {
        return this.props.company.id === user.activeCompany?.id;
    }
}
