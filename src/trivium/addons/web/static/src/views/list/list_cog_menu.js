import { CogMenu } from "@web/search/cog_menu/cog_menu";

/** What can be done with a list as a whole. */
export class ListCogMenu extends CogMenu {
    static template = "web.ListCogMenu";
    static components = { ...CogMenu.components };
}
