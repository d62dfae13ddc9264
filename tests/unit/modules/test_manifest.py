"""Manifests: read as literals, completed with defaults, refused with a remedy."""

import pytest

from trivium.modules.errors import ManifestError, MissingRequirementError
from trivium.modules.manifest import Manifest, _read, adapt_version


@pytest.fixture
def write(tmp_path):
    def write_manifest(text, name="shop"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "__manifest__.py").write_text(text, encoding="utf-8")
        return Manifest(path=folder, manifest_content=_read(folder / "__manifest__.py"))

    return write_manifest


def test_defaults_complete_what_the_file_leaves_out(write):
    manifest = write("{'name': 'Shop', 'depends': ['sale'], 'author': 'We', 'odd_key': 3}")
    assert manifest["name"] == "Shop"
    assert manifest["depends"] == ["sale"]
    assert manifest["installable"] is True
    assert manifest["sequence"] == 100
    assert manifest["auto_install"] is False
    assert manifest["odd_key"] == 3
    assert manifest["version"] == "19.0.1.0"
    assert manifest.raw_value("version") is None
    assert bool(manifest)


def test_every_addon_depends_on_base_except_base(write):
    assert write("{}")["depends"] == ["base"]
    assert write("{}", "base")["depends"] == []


def test_auto_install_true_means_all_dependencies(write):
    assert write("{'depends': ['a', 'b'], 'auto_install': True}")["auto_install"] == {"a", "b"}
    assert write("{'depends': ['a', 'b'], 'auto_install': ['b']}")["auto_install"] == {"b"}
    assert write("{'depends': ['a', 'b'], 'auto_install': []}")["auto_install"] == set()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{'name': 'x',", "was never closed"),
        ("{'name': open('x')}", "more than a literal"),
        ("['name']", "holds a list, not a dictionary"),
        ("{'depends': 'base'}", "'depends' is 'base'. Make it a list"),
        ("{'depends': ['base', 3]}", "'depends' contains 3"),
        ("{'depends': ['shop']}", "'depends' lists 'shop' itself"),
        ("{'data': {'a': 1}}", "'data' is {'a': 1}. Make it a list"),
        ("{'installable': 'no'}", "'installable' is 'no'. Make it True or False"),
        ("{'depends': ['a'], 'auto_install': ['b']}", "'auto_install' names 'b', which 'depends' does not"),
        ("{'sequence': '5'}", "'sequence' is '5'"),
        ("{1: 2}", "has the key 1"),
        ("{'external_dependencies': {'python': 'lxml'}}", "has 'python': 'lxml'. Make it a list of strings"),
        ("{'external_dependencies': {'bin': [3]}}", "has 'bin': [3]. Make it a list of strings"),
    ],
)
def test_a_wrong_manifest_names_file_and_remedy(write, text, problem):
    with pytest.raises(ManifestError) as caught:
        write(text)
    assert problem in str(caught.value)
    assert "shop/__manifest__.py" in str(caught.value)


def test_a_broken_encoding_is_named(tmp_path):
    file = tmp_path / "__manifest__.py"
    file.write_bytes(b"{'name': '\xff'}")
    with pytest.raises(ManifestError, match="is not UTF-8"):
        _read(file)


def test_requirements_are_checked(write):
    write("{'external_dependencies': {'python': ['lxml>=4', 'json'], 'bin': ['sh']}}").check_manifest_dependencies()
    with pytest.raises(MissingRequirementError, match=r"pip install 'no-such-thing-anywhere'"):
        write("{'external_dependencies': {'python': ['no-such-thing-anywhere']}}").check_manifest_dependencies()
    with pytest.raises(MissingRequirementError, match=r"version .* is installed"):
        write("{'external_dependencies': {'python': ['lxml>=900']}}").check_manifest_dependencies()
    with pytest.raises(MissingRequirementError, match="on PATH"):
        write("{'external_dependencies': {'bin': ['no-such-program']}}").check_manifest_dependencies()


def test_description_comes_from_the_readme(write, tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "README.rst").write_text("Sells things.", encoding="utf-8")
    assert write("{}")["description"] == "Sells things."


def test_version_gets_the_series():
    assert adapt_version("1.2") == "19.0.1.2"
    assert adapt_version("19.0.1.2") == "19.0.1.2"
    assert adapt_version("19.0") == "19.0.19.0"
