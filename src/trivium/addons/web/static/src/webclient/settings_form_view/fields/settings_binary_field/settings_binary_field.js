import { registry } from "@web/core/registry";
import { BinaryField, binaryField } from "@web/views/fields/binary/binary_field";

/** A file of the settings: it belongs to the record that the setting stands for. */
export class SettingsBinaryField extends BinaryField {
    static template = "web.SettingsBinaryField";
}

export const settingsBinaryField = { ...binaryField, component: SettingsBinaryField };

registry.category("fields").add("base_settings.binary", settingsBinaryField);
