import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { symmetricalDifference } from "@web/core/utils/arrays";
import { SwitchCompanyItem } from "@web/webclient/switch_company_menu/switch_company_item";

/** Which companies are chosen while the menu is open. */
export class CompanySelector {
    /** @param {any} actionService @param {{close: () => void}} dropdown */
    constructor(actionService, dropdown) {
        this.actionService = actionService;
        this.dropdown = dropdown;
        this.selectedCompaniesIds = user.activeCompanies.map((company) => company.id);
    }

    get hasSelectionChanged() {
        return symmetricalDifference(this.selectedCompaniesIds, user.activeCompanies.map((company) => company.id)).length > 0;
    }

    /** @param {number} companyId */
    isCompanySelected(companyId) {
        return this.selectedCompaniesIds.includes(companyId);
    }

    /** @param {"toggle" | "loginto"} mode @param {number} companyId */
    switchCompany(mode, companyId) {
        if (mode === "loginto") {
            const others = this.selectedCompaniesIds.length > 1 && this.isCompanySelected(companyId) ? this.selectedCompaniesIds.filter((id) => id !== companyId) : [];
            this.selectedCompaniesIds = [companyId, ...others];
            this.apply();
            return;
        }
        if (this.isCompanySelected(companyId)) {
            this.selectedCompaniesIds = this.selectedCompaniesIds.filter((id) => id !== companyId);
        } else {
            this.selectedCompaniesIds = [...this.selectedCompaniesIds, companyId];
        }
    }

    apply() {
        user.activateCompanies(this.selectedCompaniesIds, { includeChildCompanies: false });
        this.dropdown.close();
    }

    reset() {
        this.selectedCompaniesIds = user.activeCompanies.map((company) => company.id);
    }
}

/** The companies that the user works in. */
export class SwitchCompanyMenu extends Component {
    static template = "web.SwitchCompanyMenu";
    static components = { Dropdown, SwitchCompanyItem };
    static props = {};

    setup() {
        this.dropdown = useDropdownState();
        this.companySelector = useState(new CompanySelector(useService("action"), this.dropdown));
        this.user = user;
    }

    /** Companies with the depth of each in the tree that they make. */
    get companies() {
        const all = user.allowedCompaniesWithAncestors;
        const result = [];
        const add = (company, level) => {
            result.push({ company, level });
            for (const child of all.filter((each) => each.parent_id === company.id)) {
                add(child, level + 1);
            }
        };
        for (const company of all.filter((each) => !all.some((other) => other.id === each.parent_id))) {
            add(company, 0);
        }
        return result;
    }

    get label() {
        const { length } = user.activeCompanies;
        return length > 1 ? `${user.activeCompany.name} +${length - 1}` : user.activeCompany?.name;
    }
}

export const systrayItem = {
    Component: SwitchCompanyMenu,
    isDisplayed: () => user.allowedCompanies.length > 1,
};
registry.category("systray").add("SwitchCompanyMenu", systrayItem, { sequence: 1 });
