import { SwitchCompanyMenu } from "@web/webclient/switch_company_menu/switch_company_menu";

/** The companies as a list in a sheet. */
export class MobileSwitchCompanyMenu extends SwitchCompanyMenu {
    static template = "web.MobileSwitchCompanyMenu";
}
