"""Which files a bundle holds: the directives of manifests and of `ir.asset` records, done in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trivium.rendering.assets.errors import AssetError
from trivium.rendering.assets.files import AssetFile, is_external, is_glob, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trivium.modules.manifest import Manifest

__all__ = ["MANIFEST_SEQUENCE", "Directive", "bundle_files", "bundle_names", "from_manifest"]

MANIFEST_SEQUENCE = 16
"""Records with a smaller sequence are done before the manifests, the others after them."""

_WITH_TARGET = frozenset({"before", "after", "replace"})
_KNOWN = frozenset({"append", "prepend", "before", "after", "include", "remove", "replace"})


@dataclass(frozen=True, slots=True)
class Directive:
    """One change of a bundle.

    Attributes:
        bundle: name of the bundle that is changed.
        kind: append, prepend, before, after, include, remove or replace.
        path: files, or for `include` another bundle.
        target: for before, after and replace: the files that the place is relative to.
        source: who says so, for messages.
        sequence: of a record; None for a manifest.
    """

    bundle: str
    kind: str
    path: str
    target: str | None = None
    source: str = ""
    sequence: int | None = None


def from_manifest(manifest: Manifest) -> list[Directive]:
    """Return the directives that a manifest has.

    Raises:
        AssetError: one cannot be understood.
    """
    return [
        _read(manifest, bundle, command)
        for bundle, commands in (manifest["assets"] or {}).items()
        for command in commands
    ]


def _read(manifest: Manifest, bundle: str, command: Any) -> Directive:
    source = f"{manifest.path}/__manifest__.py"
    if isinstance(command, str):
        return Directive(bundle, "append", command, source=source)
    parts = list(command) if isinstance(command, (list, tuple)) else []
    kind = parts[0] if parts else None
    if kind in _WITH_TARGET and len(parts) == 3:
        return Directive(bundle, kind, parts[2], parts[1], source)
    if kind in _KNOWN - _WITH_TARGET and len(parts) == 2:
        return Directive(bundle, kind, parts[1], source=source)
    raise AssetError(
        f"{source}: {command!r} in the bundle {bundle!r} is no directive. Write a path, ('append', path), "
        "('prepend', path), ('include', bundle), ('remove', path), ('before', target, path), ('after', target, path) "
        "or ('replace', target, path)."
    )


@dataclass
class _Bundle:
    """The files of a bundle while its directives are done."""

    installed: frozenset[str]
    files: list[AssetFile] = field(default_factory=list)
    found: dict[str, list[AssetFile]] = field(default_factory=dict)

    def _resolve(self, path: str) -> list[AssetFile]:
        if path not in self.found:
            self.found[path] = resolve(path, self.installed)
        return self.found[path]

    def _new(self, path: str) -> list[AssetFile]:
        known = {file.url for file in self.files}
        return [file for file in self._resolve(path) if file.url not in known]

    def _index(self, directive: Directive) -> int:
        """Return where the target is; its first file for a pattern."""
        wanted = {file.url for file in self._resolve(directive.target or "")}
        for index, file in enumerate(self.files):
            if file.url in wanted:
                return index
        raise AssetError(
            f"{directive.source}: {directive.target!r} is not in the bundle {directive.bundle!r} "
            f"(asked for by {directive.kind!r} of {directive.path!r})."
        )

    def do(self, directive: Directive, start: int) -> None:
        """Do a directive; `start` is where the bundle that it belongs to begins, when it is included in another."""
        match directive.kind:
            case "append":
                self.files += self._new(directive.path)
            case "prepend":
                self.files[start:start] = self._new(directive.path)
            case "before":
                index = self._index(directive)
                self.files[index:index] = self._new(directive.path)
            case "after":
                last = self._index(directive)
                if is_glob(directive.target or ""):
                    wanted = {file.url for file in self._resolve(directive.target or "")}
                    last = max(index for index, file in enumerate(self.files) if file.url in wanted)
                self.files[last + 1 : last + 1] = self._new(directive.path)
            case "replace":
                index = self._index(directive)
                wanted = {file.url for file in self._resolve(directive.target or "")}
                self.files[index:index] = self._new(directive.path)
                self.files = [file for file in self.files if file.url not in wanted]
            case "remove":
                self._remove(directive)

    def _remove(self, directive: Directive) -> None:
        unwanted = {file.url for file in self._resolve(directive.path)}
        if is_external(directive.path):
            unwanted.add(directive.path)
        kept = [file for file in self.files if file.url not in unwanted]
        if len(kept) == len(self.files) and not is_glob(directive.path):
            raise AssetError(f"{directive.source}: {directive.path!r} is not in the bundle {directive.bundle!r}.")
        self.files = kept


def bundle_names(manifests: Iterable[Manifest], records: Sequence[Directive] = ()) -> list[str]:
    """Return the names of all bundles that somebody defines, sorted."""
    names = {bundle for manifest in manifests for bundle in (manifest["assets"] or {})}
    return sorted(names | {directive.bundle for directive in records})


def bundle_files(
    name: str,
    manifests: Sequence[Manifest],
    records: Sequence[Directive] = (),
    found: dict[str, list[AssetFile]] | None = None,
) -> list[AssetFile]:
    """Return the files of a bundle, in order, each once.

    Args:
        name: the bundle.
        manifests: of the installed addons, dependencies first.
        records: directives of `ir.asset` records, by sequence.
        found: files that a path names, noted here for the next bundle of the same addons.

    Raises:
        AssetError: a directive cannot be done, or bundles include each other in a circle.
    """
    bundle = _Bundle(frozenset(manifest.name for manifest in manifests), found={} if found is None else found)
    directives = [directive for manifest in manifests for directive in from_manifest(manifest)]
    early = [each for each in records if (each.sequence or 0) < MANIFEST_SEQUENCE]
    late = [each for each in records if (each.sequence or 0) >= MANIFEST_SEQUENCE]
    _fill(bundle, name, [*early, *directives, *late], ())
    return bundle.files


def _fill(bundle: _Bundle, name: str, directives: Sequence[Directive], path: tuple[str, ...]) -> None:
    if name in path:
        raise AssetError(f"Bundles include each other in a circle: {' -> '.join((*path, name))}.")
    start = len(bundle.files)
    for directive in directives:
        if directive.bundle != name:
            continue
        if directive.kind == "include":
            _fill(bundle, directive.path, directives, (*path, name))
        else:
            bundle.do(directive, start)
