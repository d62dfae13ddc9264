"""What the pages of docs/reference say is what the code has."""

from __future__ import annotations

import importlib
import inspect
import re
import sys

import click
import pytest
from tests.support.markdown import DOCS, ROOT, prose

from trivium import api, fields
from trivium.cli import cli
from trivium.exceptions import __all__ as exception_names
from trivium.http import routing
from trivium.modules import errors as module_errors
from trivium.modules.manifest import DEFAULTS
from trivium.orm.fields import Field
from trivium.tools.config import OPTIONS

REFERENCE = DOCS / "reference"
INNER = {
    "type", "relational", "is_text", "falsy_value", "write_sequence", "description_attrs", "related_attrs", "name",
    "model_name", "manual", "related_field", "inherited", "inherited_field", "comodel_name", "automatic",
    "context_keys", "constant_default", "auto", "plain_column", "plain_but_null", "definition_record",
    "definition_record_field",
    "get_comodel_domain", "static_context", "selection_from", "properties_fields", "column_type", "related_path",
}  # fmt: skip
"""Attributes that fields have, and declarations do not give."""


def cells(page):
    """Return the first cell of each line of the tables of a page, without marks."""
    return {
        name.removeprefix("@").strip()
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
        for name in re.findall(r"`([^`]+)`", line.split("|")[1])
    }


def headings(page):
    """Return the headings of a page."""
    return re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)


def section(page, title):
    """Return the text of the section of that title."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#+ |\Z)", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"{page.name} has no section {title}"
    return found[2]


def generator():
    """Import the script that writes pages."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module("reference")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def field_types():
    """Return the types of fields that addons declare."""
    found = (getattr(fields, name) for name in fields.__all__)
    return [cls for cls in found if isinstance(cls, type) and issubclass(cls, Field) and cls is not Field]


def declared(cls, stop=object):
    """Return the attributes that a class of fields declares, up to one of its bases."""
    names = set()
    for base in cls.__mro__:
        if base is stop:
            break
        names.update(name for name in inspect.get_annotations(base) if not name.startswith("_") and name.islower())
    return names - INNER


def test_the_pages_made_from_the_code_are_current():
    for path, text in generator().pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path} is not current: run python scripts/reference.py"


def test_every_setting_is_described_once():
    anchors = re.findall(r'<a id="([^"]+)">', (REFERENCE / "settings.md").read_text("utf-8"))
    assert sorted(anchors) == sorted(OPTIONS)


def test_every_command_is_described():
    def paths(group, path):
        for name in group.list_commands(click.Context(group)):
            command = group.get_command(click.Context(group), name)
            if isinstance(command, click.Group):
                yield from paths(command, [*path, name])
            else:
                yield " ".join([*path, name])

    assert set(paths(cli, ["trivium"])) <= set(headings(REFERENCE / "commands.md"))


def test_every_manifest_key_is_described():
    assert cells(REFERENCE / "manifest.md") == set(DEFAULTS)


def test_every_field_type_is_described():
    page = REFERENCE / "fields.md"
    table = set(re.findall(r"^\| `(\w+)` \|", section(page, "Types"), re.MULTILINE))
    assert table == {cls.__name__ for cls in field_types()}


def test_every_attribute_of_every_field_is_described():
    common = set(
        re.findall(r"^\| `(\w+)` \|", section(REFERENCE / "fields.md", "Attributes of every field"), re.MULTILINE)
    )
    assert declared(Field) - common == {"translate"}, "attributes of all fields"
    assert common <= set(dir(Field)) | {"string"}


@pytest.mark.parametrize("cls", field_types(), ids=lambda cls: cls.__name__)
def test_the_attributes_of_a_type_are_described(cls):
    documented = cells(REFERENCE / "fields.md")
    assert declared(cls, Field) <= documented


def test_every_decorator_is_described():
    page = REFERENCE / "decorators.md"
    decorators = {name for name in api.__all__ if inspect.isfunction(getattr(api, name)) or name == "deprecated"}
    assert decorators <= set(headings(page))
    assert {f"api.{name}" for name in decorators} <= cells(page)


def test_every_route_option_is_described():
    source = inspect.getsource(routing) + "".join(
        path.read_text("utf-8") for path in (ROOT / "src/trivium").rglob("*.py") if "http" in path.as_posix()
    )
    read = set(re.findall(r"""routing(?:\.get\(|\[)["']([a-z_]+)["']""", source)) - {"routes"}
    named = set(re.findall(r"`([a-z_]+)`", inspect.getdoc(routing.route))) - {"website", "sitemap", "multilang"}
    documented = cells(REFERENCE / "routes.md")
    assert (read | named | {"route"}) - {"routing"} <= documented
    assert documented <= read | named | {"route"}


def test_every_error_is_described():
    documented = cells(REFERENCE / "errors.md")
    assert set(exception_names) <= documented
    assert set(module_errors.__all__) <= documented


def test_errors_are_where_the_page_says():
    rows = re.findall(
        r"^\| `(\w+)` \| `(trivium[\w.]+)` \|", (REFERENCE / "errors.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) > 15
    for name, module in rows:
        assert issubclass(getattr(importlib.import_module(module), name), Exception)


def test_the_http_status_of_errors():
    from trivium import exceptions

    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (\d+) \|", (REFERENCE / "errors.md").read_text("utf-8"), re.MULTILINE)
    told = {name: int(status) for name, status in rows if hasattr(getattr(exceptions, name), "http_status")}
    assert told == {name: getattr(exceptions, name).http_status for name in told}
    assert len(told) >= 6


def test_the_methods_of_records_are_there():
    from trivium.data.postgres import Cursor
    from trivium.orm.environment import Environment
    from trivium.orm.model import BaseModel

    page = REFERENCE / "python-api.md"
    rows = [line.split("|", 2)[2] for line in section(page, "Recordsets").splitlines() if line.startswith("|")]
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row)} - {"in"}
    assert len(names) > 40
    assert not [name for name in names if not hasattr(BaseModel, name) and name != "env"]
    env = set(re.findall(r"`env\.(\w+)", section(page, "Environment"))) - {"user", "uid", "su", "cr", "context"}
    assert not [name for name in env if not hasattr(Environment, name)]
    cursor = set(re.findall(r"`(?:cr\.)?(\w+)", section(page, "Cursor"))) - {
        "precommit",
        "postcommit",
        "prerollback",
        "postrollback",
    }
    assert not [name for name in cursor if not hasattr(Cursor, name)]
