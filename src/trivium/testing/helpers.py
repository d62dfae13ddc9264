"""Small helpers of tests: users, decorators, capturing records."""

import functools
import importlib.util
import inspect
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from trivium.tools.config import config

__all__ = [
    "RecordCapturer",
    "can_import",
    "loaded_demo_data",
    "new_test_user",
    "no_retry",
    "save_test_file",
    "standalone",
    "standalone_tests",
    "users",
    "warmup",
]

_logger = logging.getLogger(__name__)

standalone_tests: dict[str, list[Callable[[Any], Any]]] = {}
"""Functions registered by `@standalone`, by tag."""


def can_import(module: str) -> bool:
    """Tell whether a Python module could be imported; it is not."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def loaded_demo_data(env: Any) -> bool:
    """Tell whether the database has the demo data of base."""
    return bool(env.ref("base.user_demo", raise_if_not_found=False))


def new_test_user(
    env: Any, login: str = "", groups: str = "base.group_user", context: dict[str, Any] | None = None, **kwargs: Any
) -> Any:
    """Return a new user.

    Args:
        env: the environment.
        login: also the password, made longer with `x` to eight characters.
        groups: external ids of groups, separated by commas.
        context: of the creation; by default no mail is sent and nothing is tracked.
        kwargs: further values of the user.

    Raises:
        ValueError: no login or no group was given.
    """
    if not login:
        raise ValueError("A user needs a login")
    if not groups:
        raise ValueError("A user needs a group, base.group_user for one")
    if context is None:
        context = {
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
            "mail_notrack": True,
            "no_reset_password": True,
        }
    group_ids = [env.ref(name.strip()).id for name in groups.split(",")]
    values = {
        "name": kwargs.pop("name", None) or f"{login} ({groups})",
        "login": login,
        "password": login.ljust(8, "x"),
        "group_ids": [(6, 0, group_ids)],
        **kwargs,
    }
    if "email" not in values:
        values["email"] = login if "@" in login else f"{login[:1]}.{login[:1]}@example.com"
    return env["res.users"].with_context(**context).create(values)


class RecordCapturer:
    """Captures the records of a model that are created in a block.

    Args:
        model: a recordset of the model.
        domain: which of them count.
    """

    def __init__(self, model: Any, domain: Any = None) -> None:
        self._model = model.with_context(active_test=False)
        self._domain = domain or []
        self._before: Any = None
        self._after: Any = None

    def __enter__(self) -> Self:
        self._before = self._model.search(self._domain, order="id")
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        exc_traceback: TracebackType | None,
    ) -> None:
        if exc_type is None:
            self._after = self._model.search(self._domain, order="id") - self._before

    @property
    def records(self) -> Any:
        """The records created in the block, or so far while it runs."""
        if self._after is None:
            return self._model.search(self._domain, order="id") - self._before
        return self._after


def users(*logins: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Run a test once as each of these users; `__system__` is the superuser."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(self: Any, *args: Any, **kwargs: Any) -> None:
            before = self.env
            found = {
                user.login: user.id
                for user in before["res.users"].with_context(active_test=False).sudo().search([("login", "in", logins)])
            }
            missing = [login for login in logins if login not in found]
            if missing:
                raise ValueError(f"There are no users with the logins {', '.join(missing)}")
            for login in logins:
                with self.subTest(login=login), self.cr.savepoint() as savepoint:
                    self.env = before(user=found[login], su=False)
                    try:
                        function(self, *args, **kwargs)
                        self.env.flush_all()
                    finally:
                        self.env = before
                    savepoint.rollback()
                before.invalidate_all(flush=False)

        return run

    return decorate


def warmup(function: Callable[..., Any]) -> Callable[..., Any]:
    """Run a test twice, the first time with warm-up of caches only: counted statements do not fail then."""

    @functools.wraps(function)
    def run(self: Any, *args: Any, **kwargs: Any) -> None:
        self.env.flush_all()
        self.env.invalidate_all()
        self.warm = False
        try:
            with self.cr.savepoint() as savepoint:
                function(self, *args, **kwargs)
                savepoint.rollback()
        finally:
            self.warm = True
        self.env.invalidate_all(flush=False)
        function(self, *args, **kwargs)

    return run


def no_retry(arg: Any) -> Any:
    """Mark a test, or all of a class, as not to be run a second time when it failed."""
    arg._retry = False
    return arg


def standalone(*tags: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Register a function that tests a whole database, by committing to it, under tags."""

    def register(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        module = inspect.getmodule(function)
        names = list(tags)
        if module is not None and module.__name__.startswith("odoo.addons."):
            names.append(module.__name__.split(".")[2])
        for name in (*names, "all"):
            standalone_tests.setdefault(name, []).append(function)
        return function

    return register


def save_test_file(
    test_name: str,
    content: bytes,
    prefix: str,
    extension: str = "png",
    logger: logging.Logger = _logger,
    document_type: str = "Screenshot",
    date_format: str = "%Y%m%d_%H%M%S_%f",
) -> Path:
    """Write what a test produced below the folder of screenshots, and log where; return its path."""
    folder = Path(config["screenshots"] or ".instance/tests")
    folder.mkdir(parents=True, exist_ok=True)
    safe = "".join(char if char.isalnum() or char in "._-" else "_" for char in test_name)
    path = folder / f"{prefix}{datetime.now(UTC).strftime(date_format)}_{safe}.{extension}"
    path.write_bytes(content)
    logger.info("%s in: %s", document_type, path)
    return path
