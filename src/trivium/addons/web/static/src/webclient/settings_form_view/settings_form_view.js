import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { SettingsFormCompiler } from "@web/webclient/settings_form_view/settings_form_compiler";
import { SettingsFormController } from "@web/webclient/settings_form_view/settings_form_controller";
import { SettingsFormRenderer } from "@web/webclient/settings_form_view/settings_form_renderer";

export const settingsFormView = {
    ...formView,
    display: {},
    Compiler: SettingsFormCompiler,
    Renderer: SettingsFormRenderer,
    Controller: SettingsFormController,
};

registry.category("views").add("base_settings", settingsFormView);
