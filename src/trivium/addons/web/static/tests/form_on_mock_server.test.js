import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";

class Author extends models.Model {
    name = fields.Char();
    _records = [
        { id: 1, name: "Ada" },
        { id: 2, name: "Grace" },
    ];
}

class Book extends models.Model {
    name = fields.Char({ onChange: (book) => (book.code = book.name.slice(0, 2).toUpperCase()) });
    code = fields.Char();
    pages = fields.Integer();
    author_id = fields.Many2one({ relation: "author" });
    _records = [
        { id: 1, name: "Engines", code: "EN", pages: 120, author_id: 1 },
        { id: 2, name: "Compilers", code: "CO", pages: 80, author_id: 2 },
    ];
}
defineModels([Author, Book]);

const FORM = `<form><field name="name"/><field name="code"/><field name="author_id"/></form>`;

describe("a form", () => {
    test("shows what the server has", async () => {
        await mountView({ type: "form", resModel: "book", resId: 1, arch: FORM });
        expect(".o_field_widget[name=name] input").toHaveValue("Engines");
        expect(".o_field_widget[name=author_id] input").toHaveValue("Ada");
    });

    test("asks for onchanges and saves", async () => {
        onRpc("web_save", ({ args }) => {
            expect.step(["save", args[0], args[1]]);
        });
        await mountView({ type: "form", resModel: "book", resId: 2, arch: FORM });
        await contains(".o_field_widget[name=name] input").edit("Linkers");
        expect(".o_field_widget[name=code] input").toHaveValue("LI");
        await contains(".o_form_button_save").click();
        expect.verifySteps([["save", [2], { name: "Linkers", code: "LI" }]]);
    });
});

test("a list sorts and filters as the server does", async () => {
    await mountView({ type: "list", resModel: "book", arch: `<list default_order="pages"><field name="name"/></list>`, domain: [["pages", ">", 50]] });
    expect(queryAllTexts("td.o_data_cell")).toEqual(["Compilers", "Engines"]);
});
