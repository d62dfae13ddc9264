import { applyInheritance } from "@web/core/template_inheritance";
import { getTemplate, registerTemplate, registerTemplateExtension } from "@web/core/templates";
import { parseXML } from "@web/core/utils/xml";
import { describe, expect, test } from "vitest";

const extend = (template, operations) => applyInheritance(parseXML(template), parseXML(`<t>${operations}</t>`)).outerHTML;
const BASE = `<div class="a b"><span name="x">1</span><p/></div>`;

describe("operations", () => {
    test.each([
        [`<xpath expr="//span" position="after"><i/></xpath>`, `<div class="a b"><span name="x">1</span><i/><p/></div>`],
        [`<span name="x" position="before"><i/></span>`, `<div class="a b"><i/><span name="x">1</span><p/></div>`],
        [`<xpath expr="//p" position="inside"><i/>t</xpath>`, `<div class="a b"><span name="x">1</span><p><i/>t</p></div>`],
        [`<xpath expr="/div" position="inside"><i/></xpath>`, `<div class="a b"><span name="x">1</span><p/><i/></div>`],
        [`<xpath expr="//p" position="replace"><i/><b/></xpath>`, `<div class="a b"><span name="x">1</span><i/><b/></div>`],
        [`<xpath expr="//p" position="replace"/>`, `<div class="a b"><span name="x">1</span></div>`],
        [`<xpath expr="//p" position="replace"><u>$0</u></xpath>`, `<div class="a b"><span name="x">1</span><u><p/></u></div>`],
        [`<xpath expr="." position="replace"><section/></xpath>`, `<section/>`],
        [`<xpath expr="//span" position="attributes"><attribute name="name">y</attribute><attribute name="id">z</attribute></xpath>`, `<div class="a b"><span name="y" id="z">1</span><p/></div>`],
        [`<xpath expr="." position="attributes"><attribute name="class" add="c" remove="a" separator=" "/></xpath>`, `<div class="b c"><span name="x">1</span><p/></div>`],
        [`<xpath expr="//p" position="inside"><span name="x" position="move"/></xpath>`, `<div class="a b"><p><span name="x">1</span></p></div>`],
        [`<xpath expr="//div[hasclass('b')]/p" position="before"><i/></xpath>`, `<div class="a b"><span name="x">1</span><i/><p/></div>`],
        [`<xpath expr="(//span)[1]" position="replace" mode="inner">2</xpath>`, `<div class="a b"><span name="x">2</span><p/></div>`],
    ])("%s", (operations, expected) => {
        expect(extend(BASE, operations)).toBe(expected);
    });

    test("a place that is not there is an error that names it", () => {
        expect(() => extend(BASE, `<xpath expr="//table" position="after"/>`)).toThrow(/xpath expr="\/\/table"/);
        expect(() => extend(BASE, `<p position="under"/>`)).toThrow(/inside, before, after/);
    });
});

describe("the registry of templates", () => {
    test("extensions change a template, copies start from it", () => {
        registerTemplate("t.base", "/a.xml", `<t t-name="t.base"><b/></t>`);
        registerTemplateExtension("t.base", "/b.xml", `<t t-inherit="t.base" t-inherit-mode="extension"><b position="after"><i/></b></t>`);
        registerTemplate("t.copy", "/c.xml", `<t t-name="t.copy" t-inherit="t.base" t-inherit-mode="primary"><i position="replace"/></t>`);
        expect(getTemplate("t.base").outerHTML).toBe(`<t t-name="t.base"><b/><i/></t>`);
        expect(getTemplate("t.copy").outerHTML).toBe(`<t t-name="t.copy"><b/></t>`);
        expect(getTemplate("t.unknown")).toBe(null);
    });

    test("a name stands for one template", () => {
        registerTemplate("t.one", "/a.xml", `<t t-name="t.one"/>`);
        expect(() => registerTemplate("t.one", "/b.xml", `<t t-name="t.one"><b/></t>`)).toThrow(/\/a.xml/);
    });
});
