import { Setting } from "@web/views/form/setting/setting";

/** A setting that stands above the others, as the company that they are for. */
export class SettingHeader extends Setting {
    static template = "web.HeaderSetting";
}
