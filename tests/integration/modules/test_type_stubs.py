"""Stubs of a registry: type checkers find in an addon exactly what is wrong with it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trivium.modules.lifecycle import environment
from trivium.modules.stubs import write_stubs

ROOT = Path(__file__).parents[3]
ADDON = """\
from typing import TYPE_CHECKING

from odoo import api, fields, models

if TYPE_CHECKING:
    from odoo.registry_types import ResPartner
else:
    ResPartner = models.Model


class Partner(ResPartner):
    _inherit = "res.partner"

    nickname = fields.Char()
    friend_id = fields.Many2one("res.partner")
    score = fields.Float(compute="_compute_score", store=True)

    @api.depends("name", "country_id.code")
    def _compute_score(self) -> None:
        for partner in self:
            partner.score = len(partner.name or "") + len(partner.country_id.code or "")

    def action_greet(self) -> str:
        self.ensure_one()
        country = self.env["res.country"].search([("code", "=", "BE")], limit=1)
        main = self.env.ref("base.main_partner")
        partners = self.filtered("active") | main | self.friend_id.parent_id
        partners.write({"country_id": country.id})
        children = partners[0].with_context(lang="fr_FR").child_ids.sudo()
        if children.create_date:
            self.nickname = children.create_date.strftime("%Y")
        self.country_id = country
        return children[:1].WRONG or "nobody"
"""
LINE = next(number for number, line in enumerate(ADDON.splitlines(), 1) if "WRONG" in line)


@pytest.fixture(scope="module")
def folder(base_database, tmp_path_factory):
    """A folder with the stubs of a database and an addon."""
    folder = tmp_path_factory.mktemp("types")
    with environment(base_database) as env:
        write_stubs(env, folder / "typings")
    addon = folder / "example"
    addon.mkdir()
    (addon / "partner.py").write_text(ADDON)
    return folder


PLAIN = """\
from typing import Any, Mapping

from odoo import api, fields, models


class Partner(models.Model):
    _inherit = "res.partner"

    nickname = fields.Char()

    def action_greet(self) -> None:
        for partner in self.child_ids | self:
            self.nickname = partner.name or partner.nmae  # wrong: attr-defined
        print(self.country_id.code, self.parent_id.parent_id.action_greeet)  # wrong: attr-defined

    def write(self, vals: Mapping[str, Any]) -> bool:
        self.country_id = self.env["res.country"].search([], limit=1).id
        self.color = "red"  # wrong: assignment
        return super().write(vals)


class Currency(models.AbstractModel):
    _name = "res.currency"
    _inherit = ["avatar.mixin", "res.currency"]

    def action(self) -> None:
        print(self.avatar_128, self.rounding, self.rate_ids)
        print(self.roundign)  # wrong: attr-defined


class Thing(models.Model):
    _name = "example.thing"
    _inherit = ("avatar.mixin",)

    size = fields.Integer(required=True)

    def grow(self) -> int:
        print(self.avatar_512, self.avatar_513)  # wrong: attr-defined
        self.size = "large"  # wrong: assignment
        return self.size + 1


class Unknown(models.Model):
    _name = "example.unknown"
    _inherit = ["mixin.of.another.addon"]

    def act(self) -> None:
        self.of_the_mixin()
"""


def mypy(folder, plugins=""):
    (folder / "mypy.ini").write_text(
        f"[mypy]\nstrict = True\nmypy_path = typings\nexplicit_package_bases = True\nplugins = {plugins}\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", "cache", "example/partner.py"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not run.stderr
    return [(int(line), text) for line, text in re.findall(r"partner.py:(\d+): error: (.*)", run.stdout)], run


def test_mypy_finds_the_error_and_nothing_else(folder):
    (folder / "example/partner.py").write_text(ADDON)
    found, run = mypy(folder)
    assert found == [(LINE, '"ResPartner" has no attribute "WRONG"  [attr-defined]')], run.stdout
    (folder / "example/partner.py").write_text(ADDON.replace("WRONG", "name"))
    found, run = mypy(folder)
    assert run.returncode == 0, run.stdout


def test_mypy_finds_values_of_a_wrong_type(folder):
    wrong = ADDON.replace("WRONG", "name").replace("self.country_id = country", "self.nickname = country.id")
    (folder / "example/partner.py").write_text(wrong)
    found, run = mypy(folder)
    assert [line for line, _text in found] == [LINE - 1], run.stdout
    assert "[assignment]" in found[0][1]


def test_mypy_checks_self_of_plain_classes_by_the_plugin(folder):
    (folder / "example/partner.py").write_text(PLAIN)
    found, run = mypy(folder, "trivium.mypy_plugin")
    codes = {line: text.rpartition("[")[2].rstrip("]") for line, text in found}
    wrong = dict(enumerate((line.partition("# wrong: ")[2] for line in PLAIN.splitlines()), 1))
    assert codes == {line: code for line, code in wrong.items() if code}, run.stdout


def test_pyright_finds_the_error_and_nothing_else(folder):
    node, pyright = shutil.which("node"), ROOT / "web/node_modules/pyright/index.js"
    assert node, "Node.js is needed"
    assert pyright.exists(), "install the browser libraries first: scripts/setup dev"
    (folder / "example/partner.py").write_text(ADDON)
    settings = {"include": ["example"], "stubPath": "typings", "pythonPlatform": "Linux"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    run = subprocess.run(
        [node, str(pyright), "-p", ".", "--outputjson", "--pythonpath", sys.executable],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(run.stdout)["generalDiagnostics"]
    assert [(item["range"]["start"]["line"] + 1, item["rule"]) for item in found] == [
        (LINE, "reportAttributeAccessIssue")
    ], found
    assert "WRONG" in found[0]["message"]


def test_every_model_field_method_and_external_id_is_there(folder):
    text = (folder / "typings/odoo/registry_types.pyi").read_text()
    assert "class ResPartner(FormatAddressMixin," in text
    assert "    country_id: fields.Many2one[ResCountry]\n" in text
    assert re.search(r"    def name_search\(self, name: .*\) -> .*: \.\.\.", text)
    assert "    def __getitem__(self, model_name: Literal['res.users']) -> ResUsers: ..." in text
    assert "'base.main_partner'" in text


def test_a_folder_of_something_else_is_left_alone(base_database, tmp_path):
    (tmp_path / "odoo").mkdir()
    with environment(base_database) as env, pytest.raises(FileExistsError, match="choose another"):
        write_stubs(env, tmp_path)
