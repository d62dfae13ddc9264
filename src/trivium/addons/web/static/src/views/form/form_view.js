import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { FormArchParser } from "./form_arch_parser";
import { FormCompiler } from "./form_compiler";
import { FormController } from "./form_controller";
import { FormRenderer } from "./form_renderer";

export const formView = {
    type: "form",
    display_name: _t("Form"),
    icon: "fa fa-address-card",
    multiRecord: false,
    searchMenuTypes: [],
    Controller: FormController,
    Renderer: FormRenderer,
    ArchParser: FormArchParser,
    Model: RelationalModel,
    Compiler: FormCompiler,
    buttonTemplate: "web.FormView.Buttons",

    /** @param {any} genericProps @param {any} view */
    props: (genericProps, view) => {
        const { ArchParser } = view;
        const { arch, relatedModels, resModel } = genericProps;
        const archInfo = new ArchParser().parse(arch, relatedModels, resModel);
        return {
            ...genericProps,
            Model: view.Model,
            Renderer: view.Renderer,
            buttonTemplate: genericProps.buttonTemplate || view.buttonTemplate,
            Compiler: view.Compiler,
            archInfo,
        };
    },
};

registry.category("views").add("form", formView);
