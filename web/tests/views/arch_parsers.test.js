import "@web/views/form/form_view";
import "@web/views/list/list_view";
import "@web/views/kanban/kanban_view";
import "@web/views/fields/char/char_field";
import "@web/views/fields/handle/handle_field";
import "@web/views/fields/x2many/x2many_field";
import "@web/views/widgets/ribbon/ribbon";
import { parseXML } from "@web/core/utils/xml";
import { FormArchParser } from "@web/views/form/form_arch_parser";
import { FormCompiler } from "@web/views/form/form_compiler";
import { KanbanArchParser } from "@web/views/kanban/kanban_arch_parser";
import { ListArchParser } from "@web/views/list/list_arch_parser";
import { SearchArchParser } from "@web/search/search_arch_parser";
import { describe, expect, test } from "vitest";

const MODELS = {
    partner: {
        fields: {
            name: { name: "name", type: "char", string: "Name", required: true },
            sequence: { name: "sequence", type: "integer", string: "Order" },
            amount: { name: "amount", type: "float", string: "Amount", readonly: true },
            date: { name: "date", type: "date", string: "Date" },
            state: { name: "state", type: "selection", selection: [["a", "A"]], string: "State" },
            child_ids: { name: "child_ids", type: "one2many", relation: "line", relation_field: "parent_id", string: "Lines" },
        },
    },
    line: { fields: { name: { name: "name", type: "char", string: "Name" } } },
};

describe("a list", () => {
    const parse = (arch) => new ListArchParser().parse(parseXML(arch), MODELS, "partner");

    test("has columns, with what the arch says of them", () => {
        const info = parse(`<list editable="bottom" limit="10" default_order="name desc, id" create="0" decoration-danger="amount &lt; 0">
            <field name="sequence" widget="handle"/>
            <field name="name" optional="hide" string="Called"/>
            <field name="amount" sum="Total" column_invisible="parent.hidden"/>
        </list>`);
        expect(info.columns.map((column) => [column.type, column.name, column.label, column.optional])).toEqual([["field", "sequence", "Order", false], ["field", "name", "Called", "hide"], ["field", "amount", "Amount", false]]);
        expect(info).toMatchObject({ editable: "bottom", limit: 10, handleField: "sequence", defaultOrder: [{ name: "name", asc: false }, { name: "id", asc: true }] });
        expect(info.activeActions).toMatchObject({ create: false, edit: true, delete: true });
        expect(info.decorations).toEqual([{ class: "text-danger", condition: "amount < 0" }]);
        expect(info.columns[2]).toMatchObject({ column_invisible: "parent.hidden", readonly: "True", attrs: { sum: "Total" } });
        expect(info.fieldNodes.name_0.required).toBe("True");
    });

    test("buttons that stand together share a column", () => {
        const info = parse(`<list><button name="a" type="object" string="A"/><button name="b" type="object" icon="fa-check"/><field name="name"/><button name="c" type="object" string="C"/></list>`);
        expect(info.columns.map((column) => column.type)).toEqual(["button_group", "field", "button_group"]);
        expect(info.columns[0].buttons.map((button) => button.clickParams)).toEqual([{ name: "a", type: "object" }, { name: "b", type: "object" }]);
    });

    test("is not edited where editing is forbidden", () => {
        expect(parse('<list editable="top" edit="0"><field name="name"/></list>').editable).toBe(false);
    });

    test("a field that does not exist is named", () => {
        expect(() => parse('<list><field name="nothing"/></list>')).toThrow(/"nothing".*no field/);
    });

    test("header buttons and what a line can be added by", () => {
        const info = parse(`<list><header><button name="go" type="object" string="Go" display="always"/></header><control><create string="Add one" context="{'a': 1}"/></control><field name="name"/></list>`);
        expect(info.headerButtons[0]).toMatchObject({ string: "Go", display: "always" });
        expect(info.controls).toEqual([{ type: "create", string: "Add one", context: "{'a': 1}", className: "", invisible: "False" }]);
    });
});

describe("a form", () => {
    const parse = (arch) => {
        const xmlDoc = parseXML(arch);
        return { info: new FormArchParser().parse(xmlDoc, MODELS, "partner"), xmlDoc };
    };
    const compile = (arch) => {
        const { xmlDoc } = parse(arch);
        return new FormCompiler({ FormRenderer: xmlDoc }).compile("FormRenderer");
    };

    test("knows each occurrence of a field, and the views of lines", () => {
        const { info } = parse(`<form><field name="name"/><field name="name" readonly="1"/><field name="child_ids" mode="list"><list editable="top" limit="3"><field name="name"/></list><form><field name="name"/></form></field></form>`);
        expect(Object.keys(info.fieldNodes)).toEqual(["name_0", "name_1", "child_ids_0"]);
        expect(info.fieldNodes.child_ids_0).toMatchObject({ viewMode: "list", limit: 3, editable: "top" });
        expect(Object.keys(info.fieldNodes.child_ids_0.views)).toEqual(["list", "form"]);
    });

    test("fields of a group have labels beside them", () => {
        const form = compile('<form><sheet><group><field name="name"/><field name="amount" nolabel="1"/><label for="date" string="When"/><div><field name="date"/></div></group></sheet></form>');
        const group = form.querySelector("InnerGroup");
        expect([...group.children].map((each) => each.getAttribute("class"))).toEqual(["o_wrap_field", "o_wrap_field o_wrap_wide", "o_wrap_field"]);
        expect([...group.querySelectorAll("FormLabel")].map((label) => label.getAttribute("fieldName"))).toEqual(["`name`", "`date`"]);
        expect(group.querySelectorAll("FormLabel")[1].getAttribute("string")).toBe("`When`");
    });

    test("a group of groups has columns", () => {
        const form = compile('<form><group><group string="Left"><field name="name"/></group><group><field name="date"/></group><field name="amount" colspan="2"/></group></form>');
        expect(form.querySelectorAll("OuterGroup > .o_group_cell")).toHaveLength(3);
        expect(form.querySelector("InnerGroup").getAttribute("title")).toBe("`Left`");
    });

    test("what is never visible is left out, the rest depends on its expression", () => {
        const form = compile('<form><div class="a" invisible="1"/><div class="b" invisible="state == \'a\'"/><field name="name" invisible="True"/></form>');
        expect(form.querySelector(".a")).toBe(null);
        expect(form.querySelector("Field")).toBe(null);
        expect(form.querySelector(".b").getAttribute("t-if")).toBe("!__comp__.evaluateBooleanExpr(`state == 'a'`,__comp__.props.record.evalContextWithVirtualIds)");
    });

    test("pages know the fields on them, not those of their lines", () => {
        const form = compile('<form><notebook><page string="One" name="first"><field name="name"/><field name="child_ids"><list><field name="name"/></list></field></page><page string="Two" invisible="not name"/></notebook></form>');
        const pages = [...form.querySelectorAll("Notebook > t")];
        expect(pages.map((page) => page.getAttribute("title"))).toEqual(["`One`", "`Two`"]);
        expect(pages[0].getAttribute("fieldNames")).toBe("['name','child_ids']");
        expect(pages[1].getAttribute("isVisible")).toMatch(/^!__comp__/);
    });

    test("buttons of the header, statusbar, footers and chatter", () => {
        const form = compile('<form><header><button name="go" type="object" string="Go" confirm="Sure?" invisible="state != \'a\'"/><field name="state"/></header><footer><button special="cancel"/></footer><chatter/></form>');
        const button = form.querySelector("StatusBarButtons ViewButton");
        expect(button.getAttribute("clickParams")).toBe("{'name': `go`, 'type': `object`, 'confirm': `Sure?`}");
        expect(form.querySelector("StatusBarButtons > t").getAttribute("isVisible")).toMatch(/^!__comp__/);
        expect(form.querySelector(".o_form_statusbar > Field")).not.toBe(null);
        expect(form.innerHTML).not.toContain("cancel");
        expect(form.innerHTML).not.toContain("chatter");
    });

    test("a text with quotes and backticks stays a text", () => {
        const form = compile("<form><button string=\"it's `so` ${x}\" name=\"a\" type=\"object\"/></form>");
        expect(form.querySelector("ViewButton").getAttribute("string")).toBe("`it's \\`so\\` \\${x}`");
    });
});

describe("a kanban view", () => {
    const parse = (arch) => new KanbanArchParser().parse(parseXML(arch), MODELS, "partner");

    test("needs a card", () => {
        expect(() => parse("<kanban><templates/></kanban>")).toThrow(/"card"/);
    });

    test("has a card, a menu, and fields that only its expressions use", () => {
        const info = parse('<kanban default_group_by="state" highlight_color="sequence" on_create="quick_create" records_draggable="0"><field name="date"/><progressbar field="state" colors=\'{"a": "success"}\' sum_field="amount"/><templates><t t-name="card"><field name="name"/></t><t t-name="menu"><a type="delete">x</a></t></templates></kanban>');
        expect(Object.keys(info.templateDocs)).toEqual(["card", "menu"]);
        expect(Object.keys(info.fieldNodes)).toEqual(["date_0", "name_0"]);
        expect(info).toMatchObject({ defaultGroupBy: ["state"], cardColorField: "sequence", onCreate: "quick_create", recordsDraggable: false });
        expect(info.progressAttributes).toMatchObject({ fieldName: "state", colors: { a: "success" } });
        expect(info.activeActions.quickCreate).toBe(true);
    });

    test("the old name of the card still works", () => {
        expect(Object.keys(parse('<kanban><templates><t t-name="kanban-box"><field name="name"/></t></templates></kanban>').templateDocs)).toEqual(["card"]);
    });
});

describe("a search view", () => {
    const fields = MODELS.partner.fields;

    test("groups its filters by separators", () => {
        const { preSearchItems } = new SearchArchParser({ arch: `<search><field name="name"/><filter name="a" string="A" domain="[]"/><filter name="b" string="B" domain="[]"/><separator/><filter name="c" string="C" domain="[]"/><filter name="d" string="D" date="date"/></search>` }, fields).parse();
        expect(preSearchItems.map((group) => group.map((item) => [item.type, item.name || item.fieldName]))).toEqual([[["field", "name"]], [["filter", "a"], ["filter", "b"]], [["filter", "c"]], [["dateFilter", "d"]]]);
    });

    test("periods of a date filter follow its attributes", () => {
        const { preSearchItems } = new SearchArchParser({ arch: `<search><filter name="d" string="D" date="date" start_year="-1" end_year="1" default_period="year,year-1"><filter name="soon" string="Soon" domain="[('date', '&gt;', 'today')]"/></filter></search>` }, fields).parse();
        expect(preSearchItems[0][0]).toMatchObject({
            optionsParams: { startYear: -1, endYear: 1, startMonth: -2, endMonth: 0, customOptions: [{ id: "custom_soon", description: "Soon" }] },
            defaultGeneratorIds: ["year", "year-1"],
        });
    });

    test("a search panel has categories and filters", () => {
        const { sections, searchPanelInfo } = new SearchArchParser({ arch: `<search><searchpanel view_types="list"><field name="state" enable_counters="1"/><field name="child_ids" select="multi" icon="fa-tag"/></searchpanel></search>` }, fields).parse();
        expect(sections.map(([, section]) => [section.type, section.fieldName, section.enableCounters])).toEqual([["category", "state", true], ["filter", "child_ids", false]]);
        expect(searchPanelInfo.viewTypes).toEqual(["list"]);
    });
});
