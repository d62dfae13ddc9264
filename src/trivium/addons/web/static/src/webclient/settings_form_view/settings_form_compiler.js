import { append, createElement, getTag } from "@web/core/utils/xml";
import { FormCompiler } from "@web/views/form/form_compiler";
import { toStringExpression } from "@web/views/utils";

/** Turns `<app>`, `<block>` and `<setting>` of a settings form into pages that can be searched. */
export class SettingsFormCompiler extends FormCompiler {
    setup() {
        super.setup();
        this.compilers.unshift(
            { selector: "form", fn: this.compileSettingsForm, doNotCopyAttributes: true },
            { selector: "app", fn: this.compileApp, doNotCopyAttributes: true },
            { selector: "block", fn: this.compileBlock, doNotCopyAttributes: true }
        );
    }

    /** @param {Element} el @param {any} params */
    compileSettingsForm(el, params) {
        const form = createElement("div", { class: "o_form_renderer o_settings_form", "t-ref": "compiled_view_root", "t-att-class": "__comp__.stateClasses", role: "form" });
        const apps = [...el.querySelectorAll(":scope > app")].filter((app) => app.getAttribute("notApp") !== "1");
        const modules = apps.map((app) => ({ key: app.getAttribute("name"), string: app.getAttribute("string"), imgurl: app.getAttribute("logo") || "" }));
        const page = createElement("SettingsPage", { modules: JSON.stringify(modules), "t-slot-scope": "settings" });
        append(page, this.compileChildren(el, params));
        append(form, page);
        return form;
    }

    /** @param {Element} el @param {any} params */
    compileApp(el, params) {
        const key = toStringExpression(el.getAttribute("name") || "");
        const app = createElement("SettingsApp", {
            key,
            string: toStringExpression(el.getAttribute("string") || ""),
            imgurl: toStringExpression(el.getAttribute("logo") || ""),
            selectedTab: "settings.selectedTab",
            isSearching: "settings.isSearching",
        });
        append(app, this.compileChildren(el, params));
        return app;
    }

    /** @param {Element} el @param {any} params */
    compileBlock(el, params) {
        const block = createElement("SettingsBlock", { title: toStringExpression(el.getAttribute("title") || ""), tip: toStringExpression(el.getAttribute("help") || "") });
        for (const name of ["id", "class"]) {
            if (el.getAttribute(name)) {
                block.setAttribute(name, toStringExpression(el.getAttribute(name)));
            }
        }
        append(block, this.compileChildren(el, params));
        return block;
    }

    /** @param {Element} el @param {any} params */
    compileSetting(el, params) {
        // the words that a search finds a setting by
        const words = [...el.querySelectorAll("[string], label, span, a, button, div")].map((each) => `${each.getAttribute("string") || ""} ${getTag(each, true) === "field" ? "" : each.childElementCount ? "" : each.textContent}`);
        const setting = super.compileSetting(el, params);
        const searchable = createElement("SearchableSetting");
        for (const { name, value } of [...setting.attributes]) {
            searchable.setAttribute(name, value);
        }
        searchable.setAttribute("words", toStringExpression(words.join(" ").replace(/\s+/g, " ").trim()));
        append(searchable, [...setting.childNodes]);
        return searchable;
    }
}
