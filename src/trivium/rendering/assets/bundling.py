"""What a page loads for a bundle: built files where esbuild is there, the modules as they are written otherwise."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import logging
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import orjson
from markupsafe import Markup

from trivium.rendering.assets import esbuild, libraries, styles
from trivium.rendering.assets.bundles import bundle_files, bundle_names
from trivium.rendering.assets.errors import AssetBuildError
from trivium.rendering.assets.modules import import_map, path_map, usable
from trivium.rendering.assets.templates import template_module
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from trivium.modules.manifest import Manifest
    from trivium.rendering.assets.bundles import Directive
    from trivium.rendering.assets.files import AssetFile

__all__ = ["NATIVE", "URL", "Assets", "Loading", "store"]

logger = logging.getLogger(__name__)

URL = "/web/assets"
NATIVE = "native"
"""In the place of a build's key: files made for modules that run as they are written."""

FORMAT = 4  # raise it when a build of the same files would come out otherwise
TOURS = "web.assets_tests"  # pages of tests load it when they are told to walk a tour
_KEPT_FOR = 14 * 24 * 3600  # seconds; a page opened before an upgrade may still ask for its chunks


def store() -> Path:
    """Return the folder that builds are kept in."""
    return config.data_dir / "assets"


@dataclass(frozen=True)
class Loading:
    """What a page loads for a bundle, in this order.

    Attributes:
        styles: URLs of stylesheets.
        scripts: URLs of plain scripts.
        modules: URLs of ES modules that are started.
        preloads: URLs of modules that those import.
        imports: an import map, where modules run as they are written.
    """

    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    preloads: list[str] = field(default_factory=list)
    imports: dict[str, dict[str, str]] | None = None

    @cached_property
    def style_tags(self) -> Markup:
        """The elements that load the stylesheets."""
        return Markup("\n").join(Markup('<link rel="stylesheet" href="{}">').format(url) for url in self.styles)

    @cached_property
    def import_map_text(self) -> Markup:
        """The content of the import map's element; empty where modules need none."""
        if not (self.imports and self.modules):
            return Markup()
        # "<" could end the element from inside of a text
        return Markup(orjson.dumps(self.imports).decode().replace("<", "\\u003c"))  # noqa: S704 - escaped for where it stands

    @cached_property
    def script_tags(self) -> Markup:
        """The elements that load scripts and modules, once the import map is there."""
        tags = [Markup('<link rel="modulepreload" href="{}">').format(url) for url in self.preloads]
        tags += [Markup('<script defer src="{}"></script>').format(url) for url in self.scripts]
        tags += [Markup('<script type="module" src="{}"></script>').format(url) for url in self.modules]
        return Markup("\n").join(tags)


class Assets:
    """The bundles of a set of installed addons.

    Args:
        manifests: of the addons, dependencies first.
        records: directives of `ir.asset` records, by sequence.
    """

    def __init__(self, manifests: Sequence[Manifest], records: Sequence[Directive] = ()) -> None:
        self.manifests = list(manifests)
        self.records = list(records)
        self.installed = frozenset(manifest.name for manifest in manifests)
        self._files: dict[str, list[AssetFile]] = {}
        self._found: dict[str, list[AssetFile]] = {}

    def files(self, bundle: str) -> list[AssetFile]:
        """Return the files of a bundle.

        Raises:
            AssetError: its directives cannot be done.
        """
        if bundle not in self._files:
            self._files[bundle] = bundle_files(bundle, self.manifests, self.records, self._found)
        return self._files[bundle]

    # -- sources made of several files -------------------------------------------------------------------------------

    def _modules(self, bundle: str) -> list[AssetFile]:
        modules = [file for file in self.files(bundle) if file.is_module]
        kept, missing = usable(modules, self.installed)
        for url, names in missing.items():
            logger.warning("%s is left out of %s: %s cannot be imported", url, bundle, ", ".join(sorted(set(names))))
        return kept

    def templates(self, bundle: str) -> str:
        """Return the module that registers the templates of a bundle; empty where it has none."""
        return template_module(file for file in self.files(bundle) if file.is_template)

    def entry(self, bundle: str) -> str:
        """Return the module that starts the modules of a bundle, as they are served one by one."""
        lines = [f'import "{URL}/{NATIVE}/{bundle}/templates.js";'] if self.templates(bundle) else []
        return "\n".join([*lines, *(f'import "{file.url}";' for file in self._modules(bundle))]) + "\n"

    def stylesheet(self, bundle: str) -> str:
        """Return all stylesheets of a bundle as one text."""
        return styles.join([file for file in self.files(bundle) if file.is_style])

    def _plain_scripts(self, bundle: str) -> list[AssetFile]:
        return [file for file in self.files(bundle) if file.is_script and not file.is_module]

    # -- modules as they are written ---------------------------------------------------------------------------------

    def native(self, bundle: str) -> Loading:
        """Return what a page loads when modules run as they are written."""
        sheets = [file for file in self.files(bundle) if file.is_style]
        urls = [file.url for file in sheets]
        if styles.has_sass(sheets):
            urls = [f"{URL}/{NATIVE}/{bundle}/styles.css"]
        return Loading(
            styles=urls,
            scripts=[file.url for file in self._plain_scripts(bundle)],
            modules=[f"{URL}/{NATIVE}/{bundle}/entry.js"] if self._modules(bundle) or self.templates(bundle) else [],
            imports=import_map(self.manifests),
        )

    def native_file(self, bundle: str, name: str) -> str | None:
        """Return a file that `native` points to; None where there is none of that name."""
        makers = {"entry.js": self.entry, "templates.js": self.templates, "styles.css": self.stylesheet}
        return makers[name](bundle) if name in makers else None

    # -- built files -------------------------------------------------------------------------------------------------

    @cached_property
    def bundles(self) -> list[str]:
        """Names of the bundles that pages load: not those that only others include, tours of tests where tests run."""
        names = [name for name in bundle_names(self.manifests, self.records) if "._" not in name]
        tours = {TOURS} if config["test_enable"] else set()
        return [name for name in names if "test" not in name or name in tours]

    @cached_property
    def stamps(self) -> list[str]:
        """What tells that a file of a bundle has changed."""
        return [f"{bundle} {file.stamp}" for bundle in self.bundles for file in self.files(bundle)]

    @cached_property
    def key(self) -> str:
        """A word that changes when any file of any bundle does, or a library that they import."""
        return hashlib.sha256("\n".join([str(FORMAT), libraries.stamp(), *self.stamps]).encode()).hexdigest()[:20]

    def loadings(self) -> tuple[dict[str, Loading], bool]:
        """Return what pages load for each bundle, and whether it is built: without esbuild it is not."""
        program = esbuild.binary()
        if program is None:
            logger.warning(
                "esbuild is not installed: pages load modules one by one. Run `make setup` for faster pages."
            )
            return {bundle: self.native(bundle) for bundle in self.bundles}, False
        target = store() / self.key
        index = target / "index.json"
        if not index.is_file():
            with _locked():
                if not index.is_file():
                    try:
                        self._build(program, target)
                    except AssetBuildError:
                        logger.exception("the bundles could not be built: pages load modules one by one")
                        return {bundle: self.native(bundle) for bundle in self.bundles}, False
        os.utime(target)
        return {name: Loading(**value) for name, value in orjson.loads(index.read_bytes()).items()}, True

    def _build(self, program: Path, target: Path) -> None:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(dir=store()) as name:
            folder = store() / name
            loadings = self._build_in(program, folder)
            out = folder / "out"
            (out / "index.json").write_bytes(orjson.dumps({key: asdict(value) for key, value in loadings.items()}))
            _compress(out)
            shutil.rmtree(target, ignore_errors=True)
            out.rename(target)
        _forget_old(target)
        logger.info("%d bundles built in %.1f s", len(loadings), time.monotonic() - start)

    def _build_in(self, program: Path, folder: Path) -> dict[str, Loading]:
        """Write the files of all bundles into `folder/out`; return what pages load."""
        out = folder / "out"
        entries = {bundle: self._bundle_entry(bundle) for bundle in self.bundles}
        entries = {bundle: source for bundle, source in entries.items() if source}
        out.mkdir()
        needs = esbuild.build(program, entries, path_map(self.manifests), folder) if entries else {}
        loadings = {}
        for bundle in self.bundles:
            own, *chunks = [self._url(name) for name in needs.get(bundle, [])] or [""]
            loadings[bundle] = Loading(
                styles=self._built_styles(program, bundle, out),
                scripts=self._built_scripts(bundle, out),
                modules=[own] if own else [],
                preloads=chunks,
            )
        return loadings

    def _url(self, name: str) -> str:
        return f"{URL}/{self.key}/{name}"

    def _bundle_entry(self, bundle: str) -> str:
        modules = [f'import "{file.path}";' for file in self._modules(bundle)]
        return "\n".join([self.templates(bundle), *modules]).strip()

    def _built_styles(self, program: Path, bundle: str, out: Path) -> list[str]:
        files = [file for file in self.files(bundle) if file.is_style]
        external = [file.url for file in files if file.path is None]
        text = self.stylesheet(bundle).strip()
        if not text:
            return external
        return [*external, self._write(out, bundle, esbuild.minify_css(program, text, out.parent), ".css")]

    def _built_scripts(self, bundle: str, out: Path) -> list[str]:
        files = self._plain_scripts(bundle)
        external = [file.url for file in files if file.path is None]
        texts = [file.path.read_text(encoding="utf-8") for file in files if file.path is not None]
        return [*external, self._write(out, bundle, "\n;\n".join(texts), ".lib.js")] if texts else external

    def _write(self, out: Path, bundle: str, text: str, suffix: str) -> str:
        name = f"{bundle}-{hashlib.sha256(text.encode()).hexdigest()[:8]}{suffix}"
        (out / name).write_text(text, encoding="utf-8")
        return self._url(name)


@contextmanager
def _locked() -> Iterator[None]:
    """Let one process build at a time."""
    store().mkdir(parents=True, exist_ok=True)
    with (store() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _compress(folder: Path) -> None:
    """Put a compressed copy beside each file that browsers load."""
    for file in folder.iterdir():
        if file.suffix in {".js", ".css"}:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))


def _forget_old(current: Path) -> None:
    """Remove builds that nobody has asked for in a long time."""
    limit = time.time() - _KEPT_FOR
    for folder in store().iterdir():
        if folder != current and (folder / "index.json").is_file() and folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
