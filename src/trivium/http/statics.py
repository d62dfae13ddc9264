"""Files in the `static` folders of addons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.utils import send_file

from trivium.http.constants import STATIC_CACHE
from trivium.http.ranges import answer_in_parts, leave_out_range
from trivium.http.response import Response
from trivium.modules.paths import find_addon
from trivium.tools.config import config

if TYPE_CHECKING:
    from pathlib import Path


METHODS = ("GET", "HEAD")


def static_folder(module_name: str) -> Path | None:
    """Return the `static` folder of an addon, None where it has none."""
    addon = find_addon(module_name)
    if addon is None:
        return None
    folder = addon / "static"
    return folder if folder.is_dir() else None


def find_file(path: str) -> Path | None:
    """Return the file behind `/<addon>/static/<path>`.

    Nothing outside of the folder is found, however the path is written and wherever links in it lead; the folder itself
    may be a link.
    """
    parts = path.split("/", 3)
    if len(parts) != 4 or parts[0] or parts[2] != "static" or not parts[3] or "\0" in path:
        return None
    folder = static_folder(parts[1])
    if folder is None:
        return None
    root = folder.resolve()
    try:
        file = (root / parts[3]).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            return None
    except OSError:
        return None  # names that the file system cannot have
    return file


def is_static(path: str) -> bool:
    """Whether a path is one of static files."""
    first, slash, rest = path[1:].partition("/")
    return bool(first and slash) and rest.startswith("static/")


def local_file(url: str, host: str = "") -> str | None:
    """Return the path of the static file behind a URL of this site, None where there is none."""
    parts = urlsplit(url)
    if parts.netloc and parts.netloc != host:
        return None
    file = find_file(parts.path)
    return str(file) if file else None


def serve(path: str, environ: dict[str, Any]) -> Response:
    """Return a static file; browsers keep it for a week, and ask again on a developer's server.

    Raises:
        MethodNotAllowed: it is not asked for.
        NotFound: there is no such file.
    """
    if environ["REQUEST_METHOD"] not in METHODS:
        raise MethodNotAllowed(METHODS)
    file = find_file(path)
    if file is None:
        raise NotFound("There is no such file.")
    stat = file.stat()
    tag = f"{stat.st_mtime_ns:x}-{stat.st_size:x}"
    developing = bool(config.get("dev_mode"))
    response = send_file(
        file,
        leave_out_range(environ, tag, stat.st_mtime),
        conditional=True,
        etag=tag,
        last_modified=stat.st_mtime,
        max_age=None if developing else STATIC_CACHE,
    )
    if developing:
        response.cache_control.no_cache = True
    else:
        response.cache_control.public = True
    answer_in_parts(response, environ, file, stat.st_size)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype in {"text/html", "image/svg+xml", "application/xhtml+xml"}:
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return Response.force_type(response)
