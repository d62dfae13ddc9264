"""The service `db`: databases listed, made, copied, saved, restored, dropped.

Everything but the list and what anybody may know asks for the master password first, and nothing works when `list_db`
is switched off, or while the master password is the default one and others than this machine reach the server.
"""

from __future__ import annotations

import base64
import functools
import inspect
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final, ParamSpec, TypeVar, cast

import pycountry
from babel import Locale, localedata

from trivium import release
from trivium.data import backup, databases
from trivium.data.errors import DatabaseExistsError, DatabaseMissingError
from trivium.data.filestore import Filestore
from trivium.data.postgres import db_connect
from trivium.data.sql import SQL
from trivium.exceptions import AccessDenied
from trivium.http.databases import forget_list, is_served, list_dbs
from trivium.http.local import request
from trivium.http.security.credentials import comes_from_here
from trivium.http.security.origins import comes_from_elsewhere
from trivium.http.service.creation import make_distinct
from trivium.http.service.master import master_password, source_of_request
from trivium.modules.lifecycle import upgrade
from trivium.modules.lifecycle.databases import NewDatabase
from trivium.orm.registry import Registry
from trivium.tools.config import config, crypt_context
from trivium.tools.loopback import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

P = ParamSpec("P")
T = TypeVar("T")

DEFAULT_MASTER_PASSWORD = "admin"  # noqa: S105 - the one that is not relied on

WHY_UNMANAGED = (
    "Database management is switched off on this server. Who runs it switches it on by the setting list_db, and by "
    "admin_passwd, a master password of its own."
)

version_info = release.version_info
DatabaseExists = DatabaseExistsError


@functools.lru_cache(maxsize=8)
def _is_default(stored: str) -> bool:
    """Whether a master password, plain or as its hash, is the one that everybody knows."""
    if crypt_context.identify(stored):  # as which a plain one is kept once somebody gave it
        return crypt_context.verify(DEFAULT_MASTER_PASSWORD, stored)
    return stored == DEFAULT_MASTER_PASSWORD


def _is_guarded() -> bool:
    """Whether the master password is one that a stranger does not know, or no stranger reaches the server.

    A page of a stranger reaches a server of this machine by a host name of its own, which then is told in the request.
    """
    config.renew_admin_password()
    if not _is_default(config.get("admin_passwd") or ""):
        return True
    interface = config.get("http_interface") or ""
    return is_loopback(interface) and (not request or comes_from_here(request.httprequest.environ))


def is_managed() -> bool:
    """Whether clients may manage databases, given the master password; at first they may not."""
    return bool(config.get("list_db")) and _is_guarded()


def check_db_management_enabled(func: Callable[P, T]) -> Callable[P, T]:
    """Refuse the function where databases are not managed by clients."""

    @functools.wraps(func)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        if not is_managed():
            raise AccessDenied(WHY_UNMANAGED)
        return func(*args, **kwargs)

    return checked


def check_super(passwd: str) -> bool:
    """Return true for the master password.

    Raises:
        AccessDenied: it is another, there were too many wrong ones before, or the page of another site sends it.
    """
    if request and comes_from_elsewhere(request.httprequest.environ):
        raise AccessDenied("A page of another site cannot manage databases.")
    master_password.check(passwd, source_of_request())
    return True


def filestore_of(db_name: str) -> Filestore:
    """Return the files of a database."""
    return Filestore(config.filestore(db_name))


def _forget(db_name: str) -> None:
    """Let go of a database that is about to disappear."""
    if Registry.signaling is not None:
        Registry.signaling.stop(db_name)
    Registry.delete(db_name)


# made and copied


@check_db_management_enabled
def exp_create_database(
    db_name: str,
    demo: bool,
    lang: str,
    user_password: str = "admin",  # noqa: S107 - the interface's default
    login: str = "admin",
    country_code: str | None = None,
    phone: str | None = None,
) -> bool:
    """Make a database with `base` in it.

    Raises:
        DatabaseExistsError: there is one of that name.
        DataError: the name will not do.
    """
    NewDatabase(
        db_name,
        modules=("base", "web"),
        demo=bool(demo),
        language=lang,
        country=country_code or "",
        login=login,
        password=user_password,
        phone=phone or "",
    ).create()
    forget_list()
    return True


@check_db_management_enabled
def exp_duplicate_database(db_original_name: str, db_name: str, neutralize_database: bool = False) -> bool:
    """Copy a database and its files; the copy does nothing outwards when it is neutralised."""
    databases.duplicate(db_original_name, db_name)
    filestore_of(db_original_name).copy_to(Path(config.filestore(db_name)))
    make_distinct(db_name, neutralize=neutralize_database)
    forget_list()
    return True


@check_db_management_enabled
def exp_drop(db_name: str) -> bool:
    """Drop a database and its files; false where there is none."""
    if db_name not in list_dbs(force=True):
        return False
    _forget(db_name)
    dropped = databases.drop(db_name)
    shutil.rmtree(filestore_of(db_name).root, ignore_errors=True)
    forget_list()
    return dropped


@check_db_management_enabled
def exp_rename(old_name: str, new_name: str) -> bool:
    """Give a database another name."""
    _forget(old_name)
    databases.rename(old_name, new_name)
    files = filestore_of(old_name).root
    if files.is_dir():
        files.rename(filestore_of(new_name).root)
    forget_list()
    return True


# saved and restored


@check_db_management_enabled
def exp_dump(db_name: str, format: str) -> str:  # noqa: A002 - the interface's name
    """Return a backup in base64."""
    with tempfile.TemporaryFile() as stream:
        dump_db(db_name, stream, format)
        stream.seek(0)
        return base64.b64encode(stream.read()).decode()


def dump_db_manifest(cr: Any) -> dict[str, Any]:
    """Return what a backup tells of its database: versions, and installed modules with theirs."""
    cr.execute(SQL("SELECT name, latest_version FROM ir_module_module WHERE state = 'installed' ORDER BY name"))
    modules = dict(cr.fetchall())
    return {
        "odoo_dump": "1",
        "db_name": cr.dbname,
        "version": release.version,
        "version_info": list(release.version_info),
        "major_version": release.major_version,
        "modules": modules,
    }


def dump_db(
    db_name: str, stream: IO[bytes] | None, backup_format: str = "zip", with_filestore: bool = True
) -> IO[bytes] | None:
    """Write a backup to a stream.

    Args:
        db_name: the database.
        stream: where to; none returns a temporary file at its beginning.
        backup_format: `zip` with files and manifest, or the custom format of pg_restore alone.
        with_filestore: whether a zip has the files.
    """
    target = stream or cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - returned to the caller
    if backup_format == "zip":
        with db_connect(db_name).cursor() as cr:
            manifest = dump_db_manifest(cr)
        backup.dump(db_name, cast("BinaryIO", target), filestore_of(db_name) if with_filestore else None, manifest)
    else:
        backup.dump_sql(db_name, cast("BinaryIO", target))
    if stream is not None:
        return None
    target.seek(0)
    return target


@check_db_management_enabled
def exp_restore(db_name: str, data: str, copy: bool = False) -> bool:
    """Make a database from a backup in base64."""
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(base64.b64decode(data, validate=True))
        file.flush()
        restore_db(db_name, file.name, copy=copy)
    return True


def restore_db(db: str, dump_file: str, copy: bool = False, neutralize_database: bool = False) -> None:
    """Make a database from a backup.

    Args:
        db: its name.
        dump_file: path of the archive.
        copy: whether it lives beside the original, and gets an identity of its own.
        neutralize_database: whether it does nothing outwards.

    Raises:
        DatabaseExistsError: there is one of that name.
        BackupError: the archive is damaged.
    """
    backup.restore(dump_file, db, filestore_of(db))
    if copy or neutralize_database:
        make_distinct(db, neutralize=neutralize_database, identity=copy)
    forget_list()


# known


@check_db_management_enabled
def exp_change_admin_password(new_password: str) -> bool:
    """Set the master password."""
    config.set_admin_password(new_password)
    config.save(["admin_passwd"])
    return True


@check_db_management_enabled
def exp_migrate_databases(databases: Sequence[str]) -> bool:
    """Bring the modules of databases to the versions of their files."""
    for name in databases:
        upgrade(name, ["base"])
    return True


def exp_db_exist(db_name: str) -> bool:
    """Whether there is a database of that name, and it is served here."""
    return isinstance(db_name, str) and is_served(db_name)


def exp_list(document: bool = False) -> list[str]:  # noqa: ARG001 - the interface's argument
    """Return the databases.

    Raises:
        AccessDenied: the list is kept from clients.
    """
    return list_dbs()


def exp_list_lang() -> list[tuple[str, str]]:
    """Return code and name of the languages that a database may be made in."""
    langs = []
    for code in localedata.locale_identifiers():
        locale = Locale.parse(code)
        if locale.territory and not locale.script and not locale.variant:
            langs.append((code, locale.get_display_name("en") or code))
    return sorted(langs, key=lambda pair: pair[1])


def exp_list_countries() -> list[tuple[str, str]]:
    """Return code and name of the countries."""
    return sorted(
        ((country.alpha_2.lower(), country.name) for country in pycountry.countries), key=lambda pair: pair[1]
    )


def exp_server_version() -> str:
    """Return the version of the interface."""
    return release.version


def list_db_incompatible(databases: Sequence[str]) -> list[str]:
    """Return those of the databases whose `base` is of another major version."""
    incompatible = []
    for name in databases:
        with db_connect(name).cursor() as cr:
            cr.execute(SQL("SELECT to_regclass('ir_module_module') IS NOT NULL"))
            row = cr.fetchone()
            version = ""
            if row and row[0]:
                cr.execute(SQL("SELECT latest_version FROM ir_module_module WHERE name = 'base'"))
                version = str((cr.fetchone() or ("",))[0] or "")
        if not version.startswith(f"{release.major_version}."):
            incompatible.append(name)
    return incompatible


_OPEN: Final[dict[str, Callable[..., Any]]] = {
    "db_exist": exp_db_exist,
    "list": exp_list,
    "list_lang": exp_list_lang,
    "server_version": exp_server_version,
}
_GUARDED: Final[dict[str, Callable[..., Any]]] = {
    "change_admin_password": exp_change_admin_password,
    "create_database": exp_create_database,
    "drop": exp_drop,
    "dump": exp_dump,
    "duplicate_database": exp_duplicate_database,
    "list_countries": exp_list_countries,
    "migrate_databases": exp_migrate_databases,
    "rename": exp_rename,
    "restore": exp_restore,
}


def dispatch(method: str, params: Sequence[Any]) -> Any:
    """Call a function of the service; those that are not for everybody take the master password first.

    Raises:
        KeyError: there is no such function.
        AccessDenied: the master password is wrong.
        TypeError: the arguments do not fit.
    """
    if method in _OPEN:
        return _OPEN[method](*params)
    if method in _GUARDED:
        passwd, *rest = params
        if not is_managed():  # before the password is looked at: nobody finds it out here
            raise AccessDenied(WHY_UNMANAGED)
        check_super(passwd)
        inspect.signature(_GUARDED[method]).bind(*rest)
        return _GUARDED[method](*rest)
    raise KeyError(f"Method not found: {method}")


def database_identifier(cr: Any, name: str) -> SQL:  # noqa: ARG001 - the contract's parameters
    """Return the name of a database as it stands in a statement."""
    return SQL.identifier(name)


__all__ = [
    "DatabaseExists",
    "DatabaseMissingError",
    "check_db_management_enabled",
    "check_super",
    "database_identifier",
    "db_connect",
    "dispatch",
    "dump_db",
    "dump_db_manifest",
    "exp_change_admin_password",
    "exp_create_database",
    "exp_db_exist",
    "exp_drop",
    "exp_dump",
    "exp_duplicate_database",
    "exp_list",
    "exp_list_countries",
    "exp_list_lang",
    "exp_migrate_databases",
    "exp_rename",
    "exp_restore",
    "exp_server_version",
    "list_db_incompatible",
    "list_dbs",
    "restore_db",
    "version_info",
]
