"""Copies in several languages: what is translated stays translated, by a fixed number of statements."""

import pytest
from tests.support.extended import add_models, environment_on

from trivium.orm import fields
from trivium.orm.commands import Command
from trivium.orm.model import Model
from trivium.orm.registry import Registry
from trivium.tools.translate import html_translate

LANGUAGES = ("en_US", "fr_FR", "de_DE")


class Sheet(Model):
    _name = "copied.sheet"
    _description = "Sheet"
    _module = "copied_translations"

    name = fields.Char(translate=True)
    note = fields.Char(translate=True, copy=False)
    body = fields.Html(translate=html_translate, sanitize=False)
    line_ids = fields.One2many("copied.line", "sheet_id", copy=True)

    def copy_data(self, default=None):
        return [
            dict(values, name=f"{record.name} (copy)") if "name" not in (default or {}) else values
            for record, values in zip(self, super().copy_data(default), strict=True)
        ]


class Line(Model):
    _name = "copied.line"
    _description = "Line"
    _order = "name desc"
    _module = "copied_translations"

    sheet_id = fields.Many2one("copied.sheet", ondelete="cascade")
    name = fields.Char(translate=True)
    active = fields.Boolean(default=True)


class Leaf(Model):
    _name = "copied.leaf"
    _description = "Leaf"
    _module = "copied_translations"
    _inherits = {"copied.sheet": "sheet_id"}

    sheet_id = fields.Many2one("copied.sheet", required=True, ondelete="cascade")
    kind = fields.Char(translate=True)


@pytest.fixture(scope="module")
def registry(base_database):
    registry = Registry(base_database)
    add_models(registry, [Sheet, Line, Leaf])
    return registry


@pytest.fixture
def env(registry):
    with environment_on(registry) as env:
        for code in LANGUAGES:
            env["res.lang"]._activate_lang(code)
        yield env(context={"lang": "en_US"})


def make(env, count=1):
    sheets = env["copied.sheet"].create(
        [
            {
                "name": f"Chair {n}",
                "note": "Note",
                "body": "<p>Sit</p><p>Down</p>",
                "line_ids": [Command.create({"name": name, "active": name != "B"}) for name in ("A", "B", "C")],
            }
            for n in range(count)
        ]
    )
    for n, sheet in enumerate(sheets):
        sheet.with_context(lang="fr_FR").name = f"Chaise {n}"
        sheet.with_context(lang="de_DE").name = f"Stuhl {n}"
        sheet.with_context(lang="fr_FR").note = "Remarque"
        sheet.update_field_translations("body", {"fr_FR": {"Sit": "Asseyez", "Down": "vous"}})
        for line in sheet.with_context(active_test=False).line_ids:
            line.with_context(lang="fr_FR").name = f"{line.with_context(lang='en_US').name} fr"
    env.flush_all()
    return sheets


def said(record, name):
    return [record.with_context(lang=code)[name] for code in LANGUAGES]


def test_the_user_s_language_says_what_the_copy_was_given(env):
    copy = make(env).copy()
    assert said(copy, "name") == ["Chair 0 (copy)", "Chaise 0", "Stuhl 0"]
    assert said(copy, "note") == [False, False, False]


def test_a_user_of_another_language_copies(env):
    sheet = make(env).with_context(lang="fr_FR")
    copy = sheet.copy()
    assert said(copy, "name") == ["Chair 0", "Chaise 0 (copy)", "Stuhl 0"]
    assert said(sheet, "name") == ["Chair 0", "Chaise 0", "Stuhl 0"]


def test_a_given_value_stands_for_all_languages(env):
    copy = make(env).copy({"name": "Table"})
    assert said(copy, "name") == ["Table", "Table", "Table"]


def test_terms_are_translated_where_the_copy_still_has_them(env):
    sheet = make(env)
    copy = sheet.copy()
    assert said(copy, "body") == [
        "<p>Sit</p><p>Down</p>", "<p>Asseyez</p><p>vous</p>", "<p>Sit</p><p>Down</p>",
    ]  # fmt: skip
    changed = sheet.with_context(lang="fr_FR").copy({"body": "<p>Asseyez</p>"})
    assert said(changed, "body") == ["<p>Asseyez</p>"] * 3


def test_lines_keep_their_translations_whatever_their_order(env):
    copy = make(env).copy()
    lines = copy.with_context(active_test=False).line_ids
    assert {line.name: said(line, "name") for line in lines} == {
        "A": ["A", "A fr", "A"],
        "B": ["B", "B fr", "B"],
        "C": ["C", "C fr", "C"],
    }
    assert lines.filtered(lambda line: not line.active).name == "B"


def test_what_is_delegated_is_translated_too(env):
    leaf = env["copied.leaf"].create({"sheet_id": make(env).id, "kind": "Oak"})
    leaf.with_context(lang="de_DE").kind = "Eiche"
    copy = leaf.copy()
    assert copy.sheet_id != leaf.sheet_id
    assert said(copy, "name") == ["Chair 0", "Chaise 0", "Stuhl 0"]
    assert said(copy, "kind") == ["Oak", "Oak", "Eiche"]


def test_the_number_of_statements_does_not_grow(env):
    def count(records):
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        records.copy()
        env.flush_all()
        return env.cr.sql_log_count - before

    few, many = make(env, 1), make(env, 6)
    count(few)
    assert count(few) == count(many)
