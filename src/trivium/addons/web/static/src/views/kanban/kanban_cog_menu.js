import { CogMenu } from "@web/search/cog_menu/cog_menu";

/** What can be done with a kanban view as a whole. */
export class KanbanCogMenu extends CogMenu {
    static template = "web.KanbanCogMenu";
    static components = { ...CogMenu.components };
}
