"""Sass: the style sheets of addons that are written in it. Ours are plain CSS."""

from __future__ import annotations

import platform
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

from trivium.modules.paths import BUILTIN
from trivium.rendering.assets import libraries
from trivium.rendering.assets.errors import AssetError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["compile_sass"]

PRELUDE = BUILTIN / "web" / "static" / "src" / "style" / "prelude.scss"
"""Variables and mixins that addons expect to be there."""
TIMEOUT = 60  # seconds


@cache
def _binary() -> Path | None:
    """Return the compiler for this machine from the npm packages, None where it is not installed."""
    systems = {"linux": "linux", "darwin": "darwin", "win32": "win32"}
    machines = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
    name = f"sass-embedded-{systems.get(sys.platform)}-{machines.get(platform.machine().lower())}"
    path = libraries.folder() / name / "dart-sass" / ("sass.bat" if sys.platform == "win32" else "sass")
    return path if path.is_file() else None


def compile_sass(source: str) -> str:
    """Return the CSS of a text in SCSS.

    Args:
        source: what the files of a bundle hold, one after the other: they share variables and mixins.

    Raises:
        AssetError: it cannot be compiled, or there is no compiler.
    """
    program = _binary()
    if program is None:
        raise AssetError("An addon has .scss files, and the compiler is missing. Run `make setup`.")
    text = f"{PRELUDE.read_text(encoding='utf-8')}\n{source}"
    arguments = ["--stdin", f"--load-path={libraries.folder()}", "--quiet", "--no-source-map", "--no-charset"]
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        [str(program), *arguments], input=text, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    if done.returncode:
        raise AssetError(f"The .scss files of a bundle cannot be compiled: {done.stderr.strip()}")
    return done.stdout
