"""Data files of addons: XML, CSV and SQL, loaded in as few statements as their content allows.

The functions `convert_*` are the contract's (`odoo.tools.convert`).
"""

import io
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

import psycopg

from trivium.modules import paths
from trivium.modules.datafiles.csv import is_simple, model_of, read_csv, read_rows
from trivium.modules.datafiles.languages import is_language_column
from trivium.modules.datafiles.loader import Loader
from trivium.modules.datafiles.operations import Operation
from trivium.modules.datafiles.xml import nodeattr2bool, read_xml
from trivium.modules.errors import DataFileError
from trivium.orm.importing_translations import split_column

if TYPE_CHECKING:
    from trivium.orm.environment import Environment

__all__ = [
    "convert_csv_import",
    "convert_file",
    "convert_sql_import",
    "convert_xml_import",
    "load_files",
    "nodeattr2bool",
]

Mode = Literal["init", "update"]


def convert_file(
    env: "Environment",
    module: str,
    filename: str,
    idref: MutableMapping[str, int] | None,
    mode: Mode = "update",
    noupdate: bool = False,
    kind: str | None = None,  # noqa: ARG001 - the interface has it
    pathname: str | None = None,
) -> None:
    """Load a data file of an addon.

    Args:
        env: environment, as superuser.
        module: the addon.
        filename: path within the addon.
        idref: ids by external id, shared by the files of the addon.
        mode: `init` for an installation, `update` for an upgrade.
        noupdate: whether its records are left alone once they exist.
        kind: `data` or `demo`, of no influence here.
        pathname: path of the file where it is not in the addon's folder.

    Raises:
        DataFileError: the file is missing, of an unknown kind, or has an error.
    """
    load_files(env, module, [(filename, noupdate)], idref, mode, pathname=pathname)


def load_files(
    env: "Environment",
    module: str,
    files: Iterable[tuple[str, bool]],
    idref: MutableMapping[str, int] | None = None,
    mode: Mode = "update",
    *,
    pathname: str | None = None,
) -> None:
    """Load data files of an addon, what can go together in one batch.

    Args:
        env: environment, as superuser.
        module: the addon.
        files: path within the addon, and whether its records are left alone once they exist.
        idref: ids by external id; filled here.
        mode: `init` for an installation, `update` for an upgrade.
        pathname: path of the file where it is not in the addon's folder.

    Raises:
        DataFileError: a file is missing, of an unknown kind, or has an error.
    """
    env = env(context={**env.context, "install_mode": True, "install_module": module})
    loader = Loader(env, module, {} if idref is None else idref, update=mode == "update")
    waiting: list[Operation] = []
    for filename, noupdate in files:
        path = _find(module, filename, pathname)
        operations = _read(path, module, noupdate=noupdate)
        if operations is not None:
            waiting.extend(operations)
            continue
        # SQL, and rows that reach into other records, see what was loaded before
        loader.run(waiting)
        waiting = []
        env_of_file = env(context={**env.context, "install_filename": str(path)})
        if path.suffix.lower() == ".sql":
            _run_sql(env_of_file, path)
        else:
            convert_csv_import(env_of_file, module, str(path), path.read_bytes(), idref, mode, noupdate)
    loader.run(waiting)


def _run_sql(env: "Environment", path: Path) -> None:
    """Run an SQL file; what the server refuses is told with its line."""
    text = path.read_text(encoding="utf-8")
    try:
        convert_sql_import(env, io.StringIO(text))
    except psycopg.Error as error:
        position = int(error.diag.statement_position or 1)
        problem = f"PostgreSQL refuses it: {error.diag.message_primary or error}"
        raise DataFileError(path, text.count("\n", 0, position - 1) + 1, "", problem) from error


def _read(path: Path, module: str, *, noupdate: bool) -> list[Operation] | None:
    """Return the operations of a file, None where it has to be loaded by itself."""
    match path.suffix.lower():
        case ".xml":
            return read_xml(str(path), path.read_bytes(), module, noupdate=noupdate)
        case ".csv":
            content = path.read_bytes()
            header = next(read_rows(str(path), content), None)
            if header is None or is_simple([column.strip() for column in header[1]]):
                return read_csv(str(path), content, module, noupdate=noupdate)
            return None
        case ".sql":
            return None
        case ".js":
            return []  # listed by some old addons; scripts are assets, not data
        case _:
            raise DataFileError(path, 0, "", "is no data file; it must end in .xml, .csv or .sql")


def _find(module: str, filename: str, pathname: str | None) -> Path:
    root = paths.find_addon(module)
    path = Path(pathname) if pathname else (root or Path(module)) / filename
    if not path.is_file():
        raise DataFileError(path, 0, "", f"is not there; the manifest of {module!r} lists {filename!r}")
    return path


def convert_xml_import(
    env: "Environment",
    module: str,
    xmlfile: str | Path | IO[bytes],
    idref: MutableMapping[str, int] | None = None,
    mode: Mode = "init",
    noupdate: bool = False,
    report: Any = None,  # noqa: ARG001 - the interface has it
) -> None:
    """Load an XML data file, given as a path or opened.

    Raises:
        DataFileError: it has an error.
    """
    if isinstance(xmlfile, (str, Path)):
        name, content = str(xmlfile), Path(xmlfile).read_bytes()
    else:
        name, content = getattr(xmlfile, "name", "<stream>"), xmlfile.read()
    operations = read_xml(name, content, module, noupdate=noupdate)
    Loader(env, module, {} if idref is None else idref, update=mode == "update").run(operations)


def convert_csv_import(
    env: "Environment",
    module: str,
    fname: str,
    csvcontent: bytes,
    idref: MutableMapping[str, int] | None = None,
    mode: Mode = "init",
    noupdate: bool = False,
) -> None:
    """Load a CSV data file; its name gives the model.

    Raises:
        DataFileError: it has an error.
    """
    rows = list(read_rows(fname, csvcontent))
    if not rows:
        return
    header = [column.strip() for column in rows[0][1]]
    if is_simple(header):
        operations = read_csv(fname, csvcontent, module, noupdate=noupdate)
        Loader(env, module, {} if idref is None else idref, update=mode == "update").run(operations)
        return
    # columns that reach into other records are what the import of users understands
    context = {**env.context, "mode": mode, "module": module, "install_module": module, "noupdate": noupdate}
    model = env[model_of(fname)].with_context(**context)
    kept = [position for position, column in enumerate(header) if not _comes_with_a_language(model, column)]
    cells = [[row[position] for position in kept if position < len(row)] for _line, row in rows[1:]]
    result = model.load([header[position].replace(":", "/") for position in kept], cells)
    for message in result["messages"]:
        if message.get("type") == "error":
            row = message.get("rows", {}).get("from", 0)
            raise DataFileError(fname, rows[min(row + 1, len(rows) - 1)][0], "", message["message"])


def _comes_with_a_language(model: Any, column: str) -> bool:
    """Tell whether a column is stored with translations, or waits for a language that is not active."""
    _path, language = split_column(column)
    return is_language_column(column) or (bool(language) and language not in model.pool.languages(model.env))


def convert_sql_import(env: "Environment", fp: IO[str] | io.TextIOBase) -> None:
    """Run an SQL file of an addon as it is."""
    env.cr.execute(fp.read())
