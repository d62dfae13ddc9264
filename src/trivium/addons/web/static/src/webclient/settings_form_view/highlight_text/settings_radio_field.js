import { registry } from "@web/core/registry";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";

export class SettingsRadioField extends RadioField {
    static template = "web.SettingsRadioField";
}

export const settingsRadioField = { ...radioField, component: SettingsRadioField };

registry.category("fields").add("base_settings.radio", settingsRadioField);
