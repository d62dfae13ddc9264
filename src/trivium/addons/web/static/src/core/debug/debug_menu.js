import { DebugMenuBasic } from "@web/core/debug/debug_menu_basic";
import { useCommand } from "@web/core/commands/command_hook";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** The developer's menu, also in the palette. */
export class DebugMenu extends DebugMenuBasic {
    setup() {
        super.setup();
        this.command = useService("command");
        useCommand(
            _t("Developer's tools ..."),
            async () => {
                const items = await this.debugContext.getItems(this.env);
                const provide = () => items.filter((item) => item.type === "item").map((item) => ({ name: String(item.description), action: item.callback, category: item.section || "default" }));
                return { placeholder: _t("Choose a tool"), configByNamespace: { default: { placeholder: _t("Choose a tool") } }, providers: [{ provide }] };
            },
            { category: "debug" }
        );
    }
}
