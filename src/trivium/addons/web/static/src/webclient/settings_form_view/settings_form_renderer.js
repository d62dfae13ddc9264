import { FormRenderer } from "@web/views/form/form_renderer";
import { FormLabelHighlightText } from "@web/webclient/settings_form_view/highlight_text/form_label_highlight_text";
import { SearchableSetting } from "@web/webclient/settings_form_view/settings/searchable_setting";
import { SettingHeader } from "@web/webclient/settings_form_view/settings/setting_header";
import { SettingsApp } from "@web/webclient/settings_form_view/settings/settings_app";
import { SettingsBlock } from "@web/webclient/settings_form_view/settings/settings_block";
import { SettingsPage } from "@web/webclient/settings_form_view/settings/settings_page";

export class SettingsFormRenderer extends FormRenderer {
    static components = { ...FormRenderer.components, SearchableSetting, SettingHeader, SettingsBlock, SettingsPage, SettingsApp, FormLabel: FormLabelHighlightText };

    get shouldAutoFocus() {
        return false;
    }
}
