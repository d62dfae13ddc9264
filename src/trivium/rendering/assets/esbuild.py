"""esbuild: all bundles in one run, so that they share the modules that they have in common."""

from __future__ import annotations

import platform
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from trivium.rendering.assets import libraries
from trivium.rendering.assets.errors import AssetBuildError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["binary", "build", "minify_css"]

TARGET = "es2022"
FLAGS = (
    "--bundle", "--splitting", "--format=esm", "--minify", "--keep-names", "--charset=utf8", "--outdir=out",
    "--entry-names=[name]-[hash]", "--chunk-names=chunk-[hash]", "--legal-comments=none", "--sourcemap=external",
    "--log-level=error", "--preserve-symlinks",
)  # fmt: skip
TIMEOUT = 120  # seconds; a build of all apps takes about one


@cache
def binary() -> Path | None:
    """Return the program for this machine from the npm packages, None where it is not installed."""
    systems = {"linux": "linux", "darwin": "darwin", "win32": "win32"}
    machines = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
    system = systems.get(sys.platform)
    machine = machines.get(platform.machine().lower())
    name = "esbuild.exe" if system == "win32" else "bin/esbuild"
    path = libraries.folder() / "@esbuild" / f"{system}-{machine}" / name
    return path if path.is_file() else None


def _run(program: Path, arguments: list[str], folder: Path, text: str | None = None) -> str:
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        [str(program), *arguments], cwd=folder, input=text, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    if done.returncode:
        raise AssetBuildError(f"esbuild: {done.stderr.strip()}")
    return done.stdout


def build(
    program: Path, entries: Mapping[str, str], paths: Mapping[str, list[str]], folder: Path
) -> dict[str, list[str]]:
    """Bundle modules; return for each entry the files that it needs, itself first.

    Args:
        program: esbuild.
        entries: name -> source of a module that imports what the bundle holds.
        paths: where imported names are found, as in a tsconfig.
        folder: an empty folder; the result goes into its `out`.

    Raises:
        AssetBuildError: esbuild refused; with its message.
    """
    sources = folder / "src"
    sources.mkdir()
    for name, source in entries.items():
        (sources / f"{name}.js").write_text(source, encoding="utf-8")
    config = folder / "tsconfig.json"
    config.write_bytes(orjson.dumps({"compilerOptions": {"baseUrl": "/", "paths": dict(paths)}}))
    meta = folder / "meta.json"
    _run(
        program,
        [
            *(f"src/{name}.js" for name in entries),
            *FLAGS, f"--target={TARGET}", f"--tsconfig={config}", f"--metafile={meta}",
        ],
        folder,
    )  # fmt: skip
    return _needs(orjson.loads(meta.read_bytes())["outputs"])


def _needs(outputs: dict[str, dict[str, object]]) -> dict[str, list[str]]:
    """Return entry name -> its file and the chunks that it imports, however deep."""
    needs: dict[str, list[str]] = {}
    for path, output in outputs.items():
        entry = output.get("entryPoint")
        if not isinstance(entry, str):
            continue
        found: dict[str, None] = {}
        waiting = [path]
        while waiting:
            current = waiting.pop(0)
            if current in found:
                continue
            found[current] = None
            imports = outputs[current]["imports"]
            assert isinstance(imports, list)
            waiting += [each["path"] for each in imports if each["kind"] == "import-statement"]
        needs[Path(entry).stem] = [Path(file).name for file in found]
    return needs


def minify_css(program: Path, css: str, folder: Path) -> str:
    """Return a stylesheet without what browsers do not need."""
    return _run(program, ["--loader=css", "--minify", f"--target={TARGET}", "--log-level=error"], folder, css)
