"""Files of addons: finding and opening them by `addon/path`, and nothing outside of the folders allowed."""

import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from trivium.tools.config import config

__all__ = ["addon_roots", "file_open", "file_open_temporary_directory", "file_path", "find_in_path"]

_TEMPORARY = "file_open_temporary_directory"
"""Where a cursor's cache keeps the temporary folders that are open."""


def addon_roots() -> list[str]:
    """Return the folders where addons are, in order of precedence."""
    package = sys.modules.get("odoo.addons")
    if package is not None:
        return list(package.__path__)
    return [*config["addons_path"], config.addons_base_dir]


def file_path(
    file_path: str | os.PathLike[str],
    filter_ext: Collection[str] = ("",),
    env: Any = None,
    *,
    check_exists: bool = True,
) -> str:
    """Return the absolute path of a file of an addon, of the platform, or of a temporary folder opened for `env`.

    Args:
        file_path: `addon/path`, a path within the platform's folder, or an absolute path below one of those folders.
        filter_ext: endings allowed, `("",)` for all.
        env: the environment for which `file_open_temporary_directory` was called, if any.
        check_exists: whether a file that is not there is an error.

    Raises:
        FileNotFoundError: no allowed folder has it.
        ValueError: its ending is not allowed.
    """
    wanted = os.fspath(file_path)
    if filter_ext and not wanted.lower().endswith(tuple(filter_ext)):
        raise ValueError(f"The file {wanted!r} has none of the endings {', '.join(filter_ext)}")
    # links are left as they are: an addon may be one
    path = Path(os.path.normpath(wanted))
    roots = [Path(root) for root in (*addon_roots(), config.root_path)]
    if env is not None:
        roots += [Path(root) for root in env.cr.cache.get(_TEMPORARY, ())]
    if path.is_absolute():
        if any(path.is_relative_to(root) for root in roots) and (not check_exists or path.exists()):
            return str(path)
        raise FileNotFoundError(f"File not found, or not below a folder of addons: {wanted}")
    if os.pardir in path.parts:
        raise FileNotFoundError(f"File not found: {wanted} leads out of the folders of addons")
    if path.parts[:1] == ("addons",):
        path = path.relative_to("addons")
    for root in roots:
        if (root / path).exists():
            return str(root / path)
    if not check_exists:
        for root in roots:
            if (root / path.parts[0]).is_dir():
                return str(root / path)
    raise FileNotFoundError(f"File not found: {wanted}; looked in {', '.join(map(str, roots))}")


def file_open(
    name: str | os.PathLike[str], mode: str = "r", filter_ext: Collection[str] = (), env: Any = None
) -> IO[Any]:
    """Open a file of an addon; texts are UTF-8.

    Args:
        name: as for `file_path`.
        mode: as for the built-in `open`; a file is written only if it is there already or lies in a folder that is.
        filter_ext: endings allowed, none for all.
        env: as for `file_path`.

    Raises:
        FileNotFoundError: no allowed folder has it.
        ValueError: its ending is not allowed.
    """
    path = file_path(name, filter_ext or ("",), env, check_exists="r" in mode)
    encoding = None if "b" in mode else "utf-8"
    return open(path, mode, encoding=encoding)  # noqa: PTH123 - the caller closes it


@contextmanager
def file_open_temporary_directory(env: Any) -> Iterator[str]:
    """Give a temporary folder below which `file_open(..., env=env)` may open files; it is removed at the end."""
    allowed = env.cr.cache.setdefault(_TEMPORARY, [])
    folder = tempfile.mkdtemp(prefix="trivium-")
    allowed.append(folder)
    try:
        yield folder
    finally:
        allowed.remove(folder)
        shutil.rmtree(folder)


def find_in_path(name: str) -> str:
    """Return the path of a program, looked for in `bin_path` and `PATH`.

    Raises:
        OSError: there is none of that name.
    """
    places = [os.environ.get("PATH", os.defpath)]
    if config.get("bin_path"):
        places.insert(0, config["bin_path"])
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        raise OSError(f"The program {name!r} is not installed, or not in PATH")
    return found
