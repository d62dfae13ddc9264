import { _t } from "@web/core/l10n/translation";

/** Steps that many tours have. */
export const stepUtils = {
    /** The apps are always beside the page: there is nothing to open, only to wait for. */
    showAppsMenuItem() {
        return { isActive: ["auto"], trigger: ".o_web_client" };
    },

    toggleHomeMenu() {
        return [this.showAppsMenuItem()];
    },

    /** Leads to an app by its menu. @param {string} dataMenuXmlid @param {string} [description] */
    goToAppSteps(dataMenuXmlid, description = _t("Open the app")) {
        return [{ isActive: ["auto"], trigger: ".o_web_client" }, { trigger: `[data-menu-xmlid="${dataMenuXmlid}"]`, content: description, tooltipPosition: "right", run: "click" }];
    },

    /** @param {string} elementName @param {string} selector */
    clickOnElement(elementName, selector) {
        return { content: `Click on ${elementName}`, trigger: selector, run: "click" };
    },

    saveForm() {
        return [
            { isActive: ["auto"], content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
            { isActive: ["auto"], content: "It is saved", trigger: ".o_form_view:not(:has(.o_form_button_save:enabled))" },
        ];
    },

    discardForm() {
        return [
            { isActive: ["auto"], content: "Discard", trigger: ".o_form_button_cancel", run: "click" },
            { isActive: ["auto"], content: "Nothing is left to save", trigger: ".o_form_view:not(:has(.o_form_button_save:enabled))" },
        ];
    },

    waitIframeIsReady() {
        return { content: "The frame is ready", trigger: ":iframe body" };
    },

    /** @param {string} url */
    goToUrl(url) {
        return { isActive: ["auto"], content: `Go to ${url}`, trigger: "body", run: () => { window.location.href = url; }, expectUnloadPage: true };
    },
};
