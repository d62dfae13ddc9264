import { CogMenu } from "@web/search/cog_menu/cog_menu";

/** The actions on the record that is shown. */
export class FormCogMenu extends CogMenu {
    static template = "web.FormCogMenu";
    static components = { ...CogMenu.components };
}
