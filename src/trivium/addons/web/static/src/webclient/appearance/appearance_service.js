import { reactive } from "@odoo/owl";
import { cookie } from "@web/core/browser/cookie";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const THEME = "color_scheme";
const DENSITY = "density";

/** How the client looks for this user in this browser: kept in cookies, so that the server can say it with the page. */
export const appearanceService = {
    dependencies: ["localization"],
    start() {
        const root = document.documentElement;
        const apply = () => {
            if (appearance.theme === "auto") {
                root.removeAttribute("data-theme");
            } else {
                root.dataset.theme = appearance.theme;
            }
            const isDark = appearance.theme === "dark" || (appearance.theme === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
            root.setAttribute("data-bs-theme", isDark ? "dark" : "light");
            if (appearance.density === "comfortable") {
                root.dataset.density = "comfortable";
            } else {
                root.removeAttribute("data-density");
            }
        };
        const appearance = reactive({
            theme: ["light", "dark"].includes(cookie.get(THEME)) ? cookie.get(THEME) : "auto",
            density: cookie.get(DENSITY) === "comfortable" ? "comfortable" : "compact",
            themes: [
                { value: "light", label: _t("Light") },
                { value: "dark", label: _t("Dark") },
                { value: "auto", label: _t("Auto") },
            ],
            densities: [
                { value: "compact", label: _t("Compact") },
                { value: "comfortable", label: _t("Roomy") },
            ],
            /** @param {"light" | "dark" | "auto"} theme */
            setTheme(theme) {
                appearance.theme = theme;
                if (theme === "auto") {
                    cookie.delete(THEME);
                } else {
                    cookie.set(THEME, theme);
                }
                apply();
            },
            /** @param {"compact" | "comfortable"} density */
            setDensity(density) {
                appearance.density = density;
                cookie.set(DENSITY, density);
                apply();
            },
        });
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
        apply();
        return appearance;
    },
};

registry.category("services").add("appearance", appearanceService);
