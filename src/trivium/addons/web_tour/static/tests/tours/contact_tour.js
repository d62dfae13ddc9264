import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("web_tour_edit_user", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        ...stepUtils.goToAppSteps("base.menu_administration"),
        { trigger: '[data-menu-xmlid="base.menu_action_res_users"]', run: "click" },
        { trigger: '.o_data_row .o_data_cell:contains("Tour Guide")', content: "Open the user", run: "click" },
        { trigger: '.o_field_widget[name="name"] input:value("Tour Guide")', run: "edit Tour Leader" },
        ...stepUtils.saveForm(),
        { isActive: ["mobile"], trigger: ".never", run: "click" },
        {
            trigger: ".o_form_view",
            content: "The page is left, and the tour goes on",
            run: () => location.reload(),
            expectUnloadPage: true,
        },
        { trigger: '.o_field_widget[name="name"] input:value("Tour Leader")' },
    ],
});

registry.category("web_tour.tours").add("web_tour_lost", {
    url: "/odoo",
    steps: () => [{ trigger: ".o_web_client" }, { content: "Find what is not there", trigger: ".nowhere:contains(x)", run: "click", timeout: 300 }],
});
