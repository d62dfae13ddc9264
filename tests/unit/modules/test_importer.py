"""Addons by their two names; addons from folders and from namespace packages."""

import importlib
import subprocess
import sys

import pytest

from trivium.modules import paths
from trivium.modules.importer import import_addon
from trivium.tools.config import config


@pytest.fixture
def addon_folder(tmp_path):
    name = "sample_import_addon"
    folder = tmp_path / name
    (folder / "models").mkdir(parents=True)
    (folder / "__manifest__.py").write_text("{'name': 'Sample'}")
    (folder / "__init__.py").write_text("from . import models\nLOADS = []\nLOADS.append(1)\n")
    (folder / "models" / "__init__.py").write_text("from . import thing\n")
    (folder / "models" / "thing.py").write_text(
        "import trivium.addons.sample_import_addon as me\n\nclass Thing: pass\n"
    )
    before = config["addons_path"]
    paths.use_addons_path([tmp_path])
    yield name
    config["addons_path"] = before
    paths.refresh()
    for module in [module for module in sys.modules if name in module]:
        del sys.modules[module]


def test_both_names_are_the_same_objects(addon_folder):
    alias = importlib.import_module(f"trivium.addons.{addon_folder}.models.thing")
    canonical = importlib.import_module(f"odoo.addons.{addon_folder}.models.thing")
    assert alias is canonical
    assert canonical.__name__ == f"odoo.addons.{addon_folder}.models.thing"
    assert canonical.__spec__.name == canonical.__name__
    assert canonical.me is import_addon(addon_folder)
    assert canonical.me.LOADS == [1]


def test_from_import_finds_the_addon(addon_folder):
    namespace = {}
    exec(f"from trivium.addons import {addon_folder} as one\nfrom odoo.addons import {addon_folder} as two", namespace)
    assert namespace["one"] is namespace["two"]


def test_an_addon_in_a_namespace_folder_is_found(tmp_path, monkeypatch):
    addon = tmp_path / "odoo" / "addons" / "sample_namespace_addon"
    addon.mkdir(parents=True)
    (addon / "__manifest__.py").write_text("{}")
    (addon / "__init__.py").write_text("HERE = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    paths.refresh()
    assert paths.find_addon("sample_namespace_addon") == addon
    assert import_addon("sample_namespace_addon").HERE
    monkeypatch.undo()
    paths.refresh()
    assert paths.find_addon("sample_namespace_addon") is None


def test_a_file_is_located_in_its_addon(addon_folder, tmp_path):
    resource = paths.locate(tmp_path / addon_folder / "models" / "thing.py")
    assert (resource.module, resource.path) == (addon_folder, "models/thing.py")
    assert paths.locate(tmp_path / "elsewhere.txt") is None


def test_a_wrong_addons_path_is_refused(tmp_path):
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        paths.use_addons_path([tmp_path / "missing"])


def test_a_library_comes_with_the_modules_that_addons_expect_in_it():
    code = "import odoo.addons, passlib\nprint(passlib.exc.PasswordSizeError.__name__, passlib.__spec__.origin)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    name, origin = done.stdout.split(maxsplit=1)
    assert name == "PasswordSizeError"
    assert origin.strip().endswith("passlib/__init__.py")


@pytest.mark.parametrize("name", ["openerp", "openerp.osv"])
def test_the_former_name_is_refused_with_what_to_write(name):
    importlib.import_module("odoo.addons")
    with pytest.raises(ModuleNotFoundError, match="'openerp' is not supported: the name is 'odoo'"):
        importlib.import_module(name)
