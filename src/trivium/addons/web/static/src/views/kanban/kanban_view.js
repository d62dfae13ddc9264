import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { KanbanArchParser } from "./kanban_arch_parser";
import { KanbanCompiler } from "./kanban_compiler";
import { KanbanController } from "./kanban_controller";
import { KanbanRenderer } from "./kanban_renderer";

export const kanbanView = {
    type: "kanban",
    display_name: _t("Cards"),
    icon: "oi oi-view-kanban",
    multiRecord: true,
    ArchParser: KanbanArchParser,
    Controller: KanbanController,
    Model: RelationalModel,
    Renderer: KanbanRenderer,
    Compiler: KanbanCompiler,
    buttonTemplate: "web.KanbanView.Buttons",

    /** @param {any} genericProps @param {any} view */
    props: (genericProps, view) => {
        const { ArchParser } = view;
        const { arch, relatedModels, resModel } = genericProps;
        const archInfo = new ArchParser().parse(arch, relatedModels, resModel);
        return {
            ...genericProps,
            Compiler: view.Compiler,
            Model: view.Model,
            Renderer: view.Renderer,
            buttonTemplate: genericProps.buttonTemplate || view.buttonTemplate,
            archInfo,
            defaultGroupBy: genericProps.defaultGroupBy || archInfo.defaultGroupBy,
        };
    },
};

registry.category("views").add("kanban", kanbanView);
