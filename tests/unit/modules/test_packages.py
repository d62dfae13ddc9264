"""Addons published as packages."""

from zipfile import ZipFile

import pytest

from trivium.modules import packages, paths
from trivium.modules.packages import FetchError, fetch, package_name
from trivium.tools.config import config


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder with packages in place of the index; gives a function that publishes an addon."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))

    def publish(addon, version, *needs, **files):
        package = f"odoo_addon_{addon}"
        info = f"{package}-{version}.dist-info"
        lines = ["Metadata-Version: 2.1", f"Name: {package}", f"Version: {version}"]
        with ZipFile(folder / f"{package}-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"odoo/addons/{addon}/__manifest__.py", "{'name': 'Fetched'}")
            wheel.writestr(f"odoo/addons/{addon}/__init__.py", "")
            for name, text in files.items():
                wheel.writestr(f"odoo/addons/{addon}/{name}", text)
            wheel.writestr(f"{info}/METADATA", "\n".join([*lines, *(f"Requires-Dist: {need}" for need in needs), ""]))
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")

    return publish


@pytest.fixture
def instance(tmp_path):
    before = config["data_dir"]
    config["data_dir"] = str(tmp_path / "data")
    yield tmp_path / "data" / "addons" / "19.0"
    config["data_dir"] = before
    paths.refresh()


def test_the_package_of_an_addon():
    assert package_name("web_responsive") == "odoo-addon-web-responsive"
    assert package_name("odoo-addon-web_responsive") == "odoo-addon-web-responsive"


def test_the_newest_of_the_series_comes_with_what_it_needs(index, instance, monkeypatch):
    installed = []
    monkeypatch.setattr(packages, "_install", installed.extend)
    index("fetched_a", "19.0.1.0.1", "odoo==19.0.*", "odoo-addon-fetched-b==19.0.*", "requests", "old; os_name == 'x'")
    index("fetched_a", "19.0.1.2.0", "odoo==19.0.*", "odoo-addon-fetched-b==19.0.*", "requests", "old; os_name == 'x'")
    index("fetched_a", "20.0.1.0.0", "odoo==20.0.*")
    index("fetched_b", "19.0.2.0.0", "odoo==19.0.*")
    assert fetch(["fetched_a"]) == {"fetched_a": "19.0.1.2.0", "fetched_b": "19.0.2.0.0"}
    assert installed == ["requests"]
    assert sorted(path.name for path in instance.iterdir()) == ["fetched_a", "fetched_b"]
    assert paths.find_addon("fetched_b") == instance / "fetched_b"


def test_an_addon_is_replaced_as_a_whole(index, instance):
    index("fetched_a", "19.0.1.0.0", old="1")
    fetch(["fetched_a"])
    index("fetched_a", "19.0.1.0.1", new="2")
    assert fetch(["odoo-addon-fetched-a"]) == {"fetched_a": "19.0.1.0.1"}
    assert sorted(path.name for path in (instance / "fetched_a").iterdir()) == ["__init__.py", "__manifest__.py", "new"]


@pytest.mark.usefixtures("index", "instance")
def test_a_package_that_cannot_be_had_is_named():
    with pytest.raises(FetchError, match=r"Cannot fetch 'odoo-addon-nothing==19\.0\.\*': ERROR: No matching"):
        fetch(["nothing"])
