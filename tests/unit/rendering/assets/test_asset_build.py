"""The build of all bundles in one run."""

import gzip

import pytest

from trivium.modules import paths
from trivium.rendering.assets import bundles, esbuild, libraries
from trivium.rendering.assets.addons import ordered
from trivium.rendering.assets.bundling import Assets, store
from trivium.rendering.assets.files import resolve
from trivium.rendering.assets.pages import built_file
from trivium.tools.config import config

needs_esbuild = pytest.mark.skipif(esbuild.binary() is None, reason="esbuild is not installed: run `make setup`")

MANIFEST = {
    "name": "one",
    "license": "LGPL-3",
    "depends": [],
    "assets": {
        "one.page": [
            "one/static/lib/plain.js",
            "one/static/src/shared.js",
            "one/static/src/page.js",
            "one/static/src/a.css",
        ],
        "one.lazy": [("include", "one._parts"), "one/static/src/lazy.js"],
        "one._parts": ["one/static/src/shared.js"],
        "one.assets_tests": ["one/static/tests/t.js"],
    },
}
FILES = {
    "lib/plain.js": "window.plain = 'plain script';",
    "src/shared.js": "export class Shared { static told = 'shared by both'; }",
    "src/page.js": 'import { Shared } from "@one/shared"; globalThis.page = Shared.told + " on the page";',
    "src/lazy.js": 'import { Shared } from "./shared"; globalThis.lazy = Shared.told + " lazily";',
    "src/a.css": "a { color: red; }\n\n",
    "tests/t.js": 'import "@nowhere/at_all";',
}


@pytest.fixture
def assets(tmp_path, monkeypatch):
    folder = tmp_path / "addons" / "one"
    for path, content in FILES.items():
        file = folder / "static" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    (folder / "__manifest__.py").write_text(repr(MANIFEST))
    monkeypatch.setattr(paths, "_search_path", [str(tmp_path / "addons")])
    paths.find_addon.cache_clear()
    monkeypatch.setitem(config.options, "data_dir", str(tmp_path / "data"))
    yield lambda: Assets(ordered(["one"]))
    paths.find_addon.cache_clear()


def content(url):
    _, _web, _assets, key, name = url.split("/")
    return built_file(key, name).read_text()


@needs_esbuild
def test_bundles_share_what_they_have_in_common(assets):
    loadings, built = assets().loadings()
    assert built
    assert sorted(loadings) == ["one.lazy", "one.page"]
    page, lazy = loadings["one.page"], loadings["one.lazy"]
    assert page.preloads
    assert page.preloads == lazy.preloads
    shared = "".join(map(content, page.preloads))
    assert "shared by both" in shared
    assert "shared by both" not in content(page.modules[0])
    assert "on the page" in content(page.modules[0])
    assert "lazily" in content(lazy.modules[0])


@needs_esbuild
def test_styles_are_smaller_and_plain_scripts_stay_plain(assets):
    page = assets().loadings()[0]["one.page"]
    assert "a{color:red}" in content(page.styles[0])
    assert content(page.scripts[0]) == FILES["lib/plain.js"]
    _, _web, _assets, key, name = page.modules[0].split("/")
    assert gzip.decompress(built_file(key, f"{name}.gz").read_bytes()) == built_file(key, name).read_bytes()


@needs_esbuild
def test_a_build_is_kept_until_a_file_changes(assets):
    first = assets()
    first.loadings()
    built = {folder.name for folder in store().iterdir()}
    again = assets()
    again.loadings()
    assert again.key == first.key
    assert {folder.name for folder in store().iterdir()} == built
    again.files("one.page")[1].path.write_text("export class Shared { static told = 'changed'; }")
    changed = assets()
    assert changed.key != first.key
    assert "changed" in "".join(
        map(content, changed.loadings()[0]["one.page"].preloads + changed.loadings()[0]["one.page"].modules)
    )


@pytest.mark.usefixtures("assets")
def test_files_of_builds_are_found_by_name_only():
    assert built_file("0" * 20, "index.json") is None
    assert built_file("..", "index.json") is None
    assert built_file("0" * 20, "../lock") is None


def test_without_esbuild_modules_run_as_they_are_written(assets, monkeypatch):
    monkeypatch.setattr(esbuild, "binary", lambda: None)
    loadings, built = assets().loadings()
    page = loadings["one.page"]
    assert not built
    assert page.styles == ["/one/static/src/a.css"]
    assert page.scripts == ["/one/static/lib/plain.js"]
    assert page.modules == ["/web/assets/native/one.page/entry.js"]
    assert page.imports["imports"]["@one/shared"] == "/one/static/src/shared.js"
    assert assets().native_file("one.page", "entry.js").splitlines() == [
        'import "/one/static/src/shared.js";',
        'import "/one/static/src/page.js";',
    ]
    assert assets().native_file("one.page", "other.js") is None


def test_library_files_are_given_out_only_from_within_their_folder(tmp_path, monkeypatch):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.js").write_text("1")
    (tmp_path / "lib" / "package.json").write_text("{}")
    (tmp_path.parent / "secret.js").write_text("2")
    monkeypatch.setattr(libraries, "folder", lambda: tmp_path)
    assert libraries.serve_path("lib/a.js") == tmp_path / "lib" / "a.js"
    assert libraries.serve_path("lib/package.json") is None
    assert libraries.serve_path("../secret.js") is None
    assert libraries.serve_path("lib/none.js") is None


def test_another_library_is_another_build(assets, monkeypatch):
    before = assets().key
    monkeypatch.setitem(libraries.IMPORTS, "one-more", "one-more/index.js")
    assert assets().key != before


def test_a_key_asks_once_what_a_path_of_several_bundles_names(assets, monkeypatch):
    asked = []

    def noted(path, installed):
        asked.append(path)
        return resolve(path, installed)

    monkeypatch.setattr(bundles, "resolve", noted)
    assert len(assets().key) == 20
    assert "one/static/src/shared.js" in asked
    assert sorted(asked) == sorted(set(asked))


def test_links_out_of_the_static_folder_are_in_no_bundle(assets, tmp_path):
    shared = assets().files("one.page")[1]
    folder = shared.path.parent
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.js").write_text("1")
    (folder / "link.js").symlink_to(tmp_path / "elsewhere" / "secret.js")
    (folder / "inner.js").symlink_to(shared.path)
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    assert resolve("one/static/src/link.js", {"one"}) == []
    assert resolve("one/static/src/linked/secret.js", {"one"}) == []
    assert resolve("one/static/src/../../__manifest__.py", {"one"}) == []
    assert [file.url for file in resolve("one/static/src/inner.js", {"one"})] == ["/one/static/src/inner.js"]
    names = {file.path.name for file in resolve("one/static/src/**/*.js", {"one"})}
    assert names == {"shared.js", "page.js", "lazy.js", "inner.js"}
