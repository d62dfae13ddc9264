"""Bundles in pages: the elements of a head, and what the loader of the browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from trivium.rendering.assets.addons import ordered
from trivium.rendering.assets.browsertests import BrowserTests
from trivium.rendering.assets.bundles import Directive
from trivium.rendering.assets.bundling import Assets, Loading, store
from trivium.tools.config import config

if TYPE_CHECKING:
    from pathlib import Path

    from trivium.orm.environment import Environment

__all__ = ["assets_of", "browser_tests", "built_file", "bundle_nodes", "head_tags", "loading", "native_file"]


def assets_of(env: Environment) -> Assets:
    """Return the bundles of the addons that are installed in a database."""
    records = env["ir.asset"].sudo().search([], order="sequence, id")
    directives = [
        Directive(each.bundle, each.directive, each.path, each.target or None, f"ir.asset {each.id}", each.sequence)
        for each in records
    ]
    return Assets(ordered(env.registry._init_modules), directives)


def _is_native(debug: str) -> bool:
    return "assets" in debug or bool(config.get("dev_mode"))


def loading(env: Environment, bundle: str, debug: str = "") -> Loading:
    """Return what a page loads for a bundle.

    Args:
        env: of the page's database.
        bundle: name of the bundle; one that nobody defines is empty.
        debug: the developer mode of the session; with "assets" in it modules run as they are written.

    Raises:
        AssetError: the bundle cannot be made.
    """
    if _is_native(debug):
        return assets_of(env).native(bundle)
    loadings: dict[str, Loading] = env["ir.asset"]._loadings()
    return loadings.get(bundle) or Loading()


def head_tags(
    env: Environment, bundle: str, nonce: str | None = None, *, css: bool = True, js: bool = True, debug: str = ""
) -> Markup:
    """Return the elements that load a bundle, for the head of a page.

    Args:
        env: of the page's database.
        bundle: name of the bundle.
        nonce: marks the inline import map as ours where a content security policy asks for that.
        css: with the stylesheets.
        js: with the scripts.
        debug: the developer mode of the session.
    """
    return tags_of(loading(env, bundle, debug), nonce, css=css, js=js)


def tags_of(needed: Loading, nonce: str | None = None, *, css: bool = True, js: bool = True) -> Markup:
    """Return the elements that load what a page needs; the arguments are those of `head_tags`."""
    tags = [needed.style_tags] if css else []
    if js and needed.import_map_text:
        mark = Markup(' nonce="{}"').format(nonce) if nonce else Markup()
        tags.append(Markup('<script type="importmap"{}>{}</script>').format(mark, needed.import_map_text))
    if js:
        tags.append(needed.script_tags)
    return Markup("\n").join(filter(None, tags))


def bundle_nodes(env: Environment, bundle: str, debug: str = "") -> list[dict[str, str]]:
    """Return what the loader of the browser adds to a page for a bundle that was not there from the start."""
    needed = loading(env, bundle, debug)
    return [
        *({"type": "link", "src": url} for url in needed.styles),
        *({"type": "script", "src": url} for url in needed.scripts),
        *({"type": "module", "src": url} for url in needed.modules),
    ]


def browser_tests(env: Environment, nonce: str | None = None, debug: str = "") -> tuple[Markup, dict[str, str]]:
    """Return the elements that load the client and its test kit, and where the files of tests are, by URL.

    Args:
        env: of the page's database.
        nonce: as for `head_tags`.
        debug: the developer mode of the session; with "assets" in it modules run as they are written.

    Raises:
        AssetError: directives of the bundles cannot be done.
    """
    assets = assets_of(env)
    needed, files = BrowserTests(assets.manifests, assets.records).page(native=_is_native(debug))
    return tags_of(needed, nonce), files


def built_file(key: str, name: str) -> Path | None:
    """Return a file of a build, None where there is none."""
    if not key.isalnum() or "/" in name or name.startswith("."):
        return None
    path = store() / key / name
    return path if path.is_file() else None


def native_file(env: Environment, path: str) -> str | None:
    """Return a file made for modules that run as they are written; `path` is `bundle/name`."""
    bundle, _slash, name = path.partition("/")
    return assets_of(env).native_file(bundle, name)
