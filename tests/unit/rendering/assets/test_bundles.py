"""What the directives of manifests and records make of a bundle."""

import pytest

from trivium.modules import paths
from trivium.rendering.assets.addons import ordered
from trivium.rendering.assets.bundles import Directive, bundle_files, bundle_names
from trivium.rendering.assets.errors import AssetError


@pytest.fixture
def addons(tmp_path, monkeypatch):
    """Return a function that writes addons with files and gives their manifests, in the order of their dependencies."""
    monkeypatch.setattr(paths, "_search_path", [str(tmp_path)])
    paths.find_addon.cache_clear()

    def write(**described):
        for name, (manifest, files) in described.items():
            folder = tmp_path / name
            folder.mkdir()
            (folder / "__manifest__.py").write_text(repr({"name": name, "license": "LGPL-3", **manifest}))
            for path in files:
                file = folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"/* {path} */")
        return ordered(described)

    yield write
    paths.find_addon.cache_clear()


def urls(name, manifests, records=()):
    return [file.url for file in bundle_files(name, manifests, records)]


FILES = ["static/src/a.js", "static/src/b.js", "static/src/c.css", "static/src/deep/d.js", "static/src/x.txt"]


def test_addons_come_after_what_they_depend_on(addons):
    manifests = addons(alpha=({"depends": ["zeta"]}, []), zeta=({"depends": []}, []), mid=({"depends": ["alpha"]}, []))
    assert [manifest.name for manifest in manifests] == ["zeta", "alpha", "mid"]


def test_a_pattern_names_files_of_known_kinds_outer_folders_first(addons):
    manifests = addons(one=({"assets": {"b": ["one/static/src/**/*"]}}, FILES))
    assert urls("b", manifests) == [
        "/one/static/src/a.js",
        "/one/static/src/b.js",
        "/one/static/src/c.css",
        "/one/static/src/deep/d.js",
    ]


def test_a_file_is_in_a_bundle_once_where_it_was_named_first(addons):
    manifests = addons(one=({"assets": {"b": ["one/static/src/b.js", "/one/static/src/*.js"]}}, FILES))
    assert urls("b", manifests) == ["/one/static/src/b.js", "/one/static/src/a.js"]


def test_all_directives(addons):
    manifests = addons(
        one=({"assets": {"b": ["one/static/src/*.js", ("include", "c")], "c": ["one/static/src/c.css"]}}, FILES),
        two=(
            {
                "depends": ["one"],
                "assets": {
                    "b": [
                        ("prepend", "two/static/src/first.js"),
                        ("before", "one/static/src/b.js", "two/static/src/before.js"),
                        ("after", "one/static/src/b.js", "two/static/src/after.js"),
                        ("replace", "one/static/src/a.js", "two/static/src/instead.js"),
                        ("remove", "one/static/src/c.css"),
                        ("append", "two/static/src/last.js"),
                    ]
                },
            },
            [f"static/src/{name}.js" for name in ("first", "before", "after", "instead", "last")],
        ),
    )
    assert [url.rsplit("/", 1)[1] for url in urls("b", manifests)] == [
        "first.js",
        "instead.js",
        "before.js",
        "b.js",
        "after.js",
        "last.js",
    ]


def test_an_included_bundle_is_prepended_to_where_it_begins(addons):
    manifests = addons(
        one=(
            {
                "assets": {
                    "outer": ["one/static/src/a.js", ("include", "inner")],
                    "inner": ["one/static/src/b.js", ("prepend", "one/static/src/deep/d.js")],
                }
            },
            FILES,
        )
    )
    assert [url.rsplit("/", 1)[1] for url in urls("outer", manifests)] == ["a.js", "d.js", "b.js"]


def test_records_are_done_before_or_after_the_manifests_by_their_sequence(addons):
    manifests = addons(one=({"assets": {"b": ["one/static/src/a.js"]}}, FILES))
    early = Directive("b", "append", "one/static/src/b.js", source="record", sequence=1)
    late = Directive("b", "append", "one/static/src/deep/d.js", source="record", sequence=16)
    assert [url.rsplit("/", 1)[1] for url in urls("b", manifests, [early, late])] == ["b.js", "a.js", "d.js"]


@pytest.mark.parametrize(
    ("commands", "message"),
    [
        ([("before", "one/static/src/a.js", "one/static/src/b.js")], "'one/static/src/a.js' is not in the bundle 'b'"),
        ([("remove", "one/static/src/a.js")], "'one/static/src/a.js' is not in the bundle 'b'"),
        ([("add", "x")], "is no directive"),
        ([("include", "b")], "in a circle: b -> b"),
        ([3], "is no directive"),
    ],
)
def test_what_cannot_be_done_is_an_error_that_names_the_manifest(addons, commands, message):
    manifests = addons(one=({"assets": {"b": commands}}, FILES))
    with pytest.raises(AssetError, match=r".*") as raised:
        urls("b", manifests)
    assert message in str(raised.value)


def test_files_outside_of_static_and_of_addons_that_are_not_installed_are_left_out(addons, tmp_path):
    manifests = addons(
        one=({"assets": {"b": ["one/models/a.js", "other/static/src/a.js", "one/static/../secret.js"]}}, FILES)
    )
    (tmp_path / "one" / "secret.js").write_text("x")
    assert urls("b", manifests) == []


def test_a_file_of_another_site_keeps_its_url(addons):
    manifests = addons(one=({"assets": {"b": ["https://example.com/lib.js"]}}, []))
    assert urls("b", manifests) == ["https://example.com/lib.js"]


def test_names_of_bundles_come_from_manifests_and_records(addons):
    manifests = addons(one=({"assets": {"b": [], "a": []}}, []))
    assert bundle_names(manifests, [Directive("c", "append", "x")]) == ["a", "b", "c"]
