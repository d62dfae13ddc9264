"""Names of files that every system takes, and folders as archives."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

__all__ = ["WINDOWS_RESERVED", "clean_filename", "is_running_as_nt_service", "zip_dir"]

# Microsoft Learn, "Naming Files, Paths, and Namespaces"
WINDOWS_RESERVED: Final = re.compile(
    r"^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\.|$)", re.IGNORECASE
)
_UNSAFE: Final = re.compile(r"[^\w\s.,;!@#$%^&()\[\]{}+=~\'`-]|[\r\n\t]")


def clean_filename(name: str, replacement: str = "") -> str:
    """Return a file's name without what any system refuses in one; `Untitled` where nothing remains."""
    if WINDOWS_RESERVED.match(name):
        return "Untitled"
    return _UNSAFE.sub(replacement, name).strip(". ") or "Untitled"


def zip_dir(
    path: str, stream: str | IO[bytes], include_dir: bool = True, fnct_sort: Callable[[str], Any] | None = None
) -> None:
    """Write a folder into a zip archive, without compiled Python.

    Args:
        path: the folder.
        stream: a file's name, or a binary stream.
        include_dir: whether entries begin with the folder's own name.
        fnct_sort: key by which the files of each folder are ordered.
    """
    root = Path(path).resolve()
    base = root.parent if include_dir else root
    with zipfile.ZipFile(stream, "w", compression=zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for folder in sorted({root, *(item for item in root.rglob("*") if item.is_dir())}):
            files = [item for item in folder.iterdir() if item.is_file()]
            for file in sorted(files, key=lambda item: fnct_sort(item.name) if fnct_sort else item.name):
                if file.suffix not in {".pyc", ".pyo", ".swp"} and file.name != ".DS_Store":
                    archive.write(file, file.relative_to(base))


def is_running_as_nt_service() -> bool:
    """Tell whether this process is a service of Windows: never, the platform runs on POSIX systems."""
    return False
