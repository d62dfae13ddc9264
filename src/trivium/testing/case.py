"""Test cases: with a registry, in a transaction that is undone."""

import contextlib
import functools
import threading
import unittest
from collections.abc import Callable, Iterator
from typing import Any, ClassVar
from unittest.mock import patch

from trivium.data.postgres import Savepoint, TestCursor
from trivium.data.profiling import Profiler
from trivium.modules.logs import NAMES
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID
from trivium.testing import database, network
from trivium.testing.asserts import RecordAsserts, TreeAsserts
from trivium.testing.frozen import freeze_time
from trivium.testing.queries import QueryAsserts
from trivium.testing.tags import DEFAULT_TAGS
from trivium.tools.logs import mute_logger

__all__ = ["ADMIN_USER_ID", "BaseCase", "SingleTransactionCase", "TestCase", "TransactionCase"]

ADMIN_USER_ID = 2
"""Id of the administrator's user."""

_PREFIXES = ("odoo.addons.", "trivium.addons.")


class TestCase(unittest.TestCase):
    """The standard library's test case, with tags.

    Attributes:
        test_tags: what `--test-tags` chooses by.
        test_module: name of the addon that has the test.
        test_class: name of the class.
        test_sequence: classes with a lower number run first.
    """

    __test__ = False
    test_tags: ClassVar[set[str] | frozenset[str]] = DEFAULT_TAGS
    test_module: ClassVar[str | None] = None
    test_class: ClassVar[str] = ""
    test_sequence: ClassVar[int] = 0
    _test_params: Any = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__test__" not in cls.__dict__:
            cls.__test__ = True
        cls.test_class = cls.__name__
        for prefix in _PREFIXES:
            if cls.__module__.startswith(prefix):
                cls.test_module = cls.__module__[len(prefix) :].partition(".")[0]

    @classmethod
    def enterClassContext(cls, cm: Any) -> Any:  # noqa: N802 - the standard library's name
        """Enter a context that lasts until the last test of the class."""
        result = cm.__enter__()
        cls.addClassCleanup(cm.__exit__, None, None, None)
        return result

    def enterContext(self, cm: Any) -> Any:  # noqa: N802 - the standard library's name
        """Enter a context that lasts until the end of the test."""
        result = cm.__enter__()
        self.addCleanup(cm.__exit__, None, None, None)
        return result


class BaseCase(RecordAsserts, TreeAsserts, QueryAsserts, TestCase):
    """A test case with a registry; its subclasses have an environment.

    Attributes:
        registry: of the database that tests run in.
        cr: the cursor of the tests.
        env: an environment of the superuser on that cursor.
        freeze_time: a time at which all tests of the class run.
    """

    __test__ = False
    longMessage = True
    registry: Registry
    cr: Any
    env: Any
    test_cursor_lock_timeout = 20
    warm = True
    freeze_time: ClassVar[Any] = None

    _test_mode: ClassVar[dict[int, threading.RLock]] = {}

    def __init__(self, methodName: str = "runTest") -> None:  # noqa: N803 - the standard library's name
        super().__init__(methodName)

    # -- setting up --------------------------------------------------------------------------------------------------

    @classmethod
    def setUpClass(cls) -> None:
        """Stop the clock where the class asks for it."""
        super().setUpClass()
        if cls.freeze_time:
            cls.enterClassContext(freeze_time(cls.freeze_time))

    def setUp(self) -> None:
        """Prepare a test."""
        super().setUp()

    def run(self, result: Any = None) -> Any:
        """Run the test."""
        return super().run(result)

    def get_method_additional_tags(self, test_method: Callable[..., Any]) -> list[str]:
        """Return tags that a test has beside those of its class."""
        return list(getattr(test_method, "test_tags", ()))

    @property
    def uid(self) -> int:
        """Id of the environment's user; assigning it makes an environment of another."""
        return int(self.env.uid)

    @uid.setter
    def uid(self, user: Any) -> None:
        self.env = self.env(user=getattr(user, "id", user))

    def cursor(self) -> Any:
        """Return a new cursor on the database."""
        return self.registry.cursor()

    def ref(self, xid: str) -> int:
        """Return the id of a record by its external id."""
        return int(self.browse_ref(xid).id)

    def browse_ref(self, xid: str) -> Any:
        """Return a record by its external id."""
        if "." not in xid:
            raise ValueError(f"{xid!r} is no external id: write module.name")
        return self.env.ref(xid)

    @contextlib.contextmanager
    def with_user(self, login: str) -> Iterator[None]:
        """Run a block as another user."""
        before = self.env
        user = before["res.users"].sudo().search([("login", "=", login)])
        if not user:
            raise ValueError(f"There is no user with the login {login!r}")
        try:
            self.env = before(user=user.id, su=False)
            yield
        finally:
            self.env = before

    # -- patching ----------------------------------------------------------------------------------------------------

    def patch(self, obj: Any, key: str, val: Any) -> Any:
        """Set an attribute until the end of the test."""
        return self.startPatcher(patch.object(obj, key, val))

    @classmethod
    def classPatch(cls, obj: Any, key: str, val: Any) -> Any:  # noqa: N802 - the contract's name
        """Set an attribute until the last test of the class."""
        return cls.startClassPatcher(patch.object(obj, key, val))

    def startPatcher(self, patcher: Any) -> Any:  # noqa: N802 - the contract's name
        """Start a patcher of `unittest.mock` that is stopped at the end of the test."""
        mock = patcher.start()
        self.addCleanup(patcher.stop)
        return mock

    @classmethod
    def startClassPatcher(cls, patcher: Any) -> Any:  # noqa: N802 - the contract's name
        """Start a patcher of `unittest.mock` that is stopped after the last test of the class."""
        mock = patcher.start()
        cls.addClassCleanup(patcher.stop)
        return mock

    # -- assertions --------------------------------------------------------------------------------------------------

    def assertRaises(  # type: ignore[override]  # noqa: N802 - as the standard library's, whose overloads say more
        self, exception: Any, func: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        """Fail unless the exception is raised; the database is as it was before, and can be used further.

        As a context manager, what is pending is written at the end of the block, where constraints may refuse it.
        """
        if func is not None:
            with self._raising(exception):
                func(*args, **kwargs)
            return None
        return self._raising(exception, **kwargs)

    @contextlib.contextmanager
    def _raising(self, exception: Any, *, msg: Any = None) -> Iterator[Any]:
        with super().assertRaises(exception, msg=msg) as found:  # noqa: PT027 - this is unittest's side
            if hasattr(self, "env"):
                with self.env.cr.savepoint():
                    yield found
            else:
                yield found

    def assertRaisesRegex(self, expected_exception: Any, expected_regex: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N802 - the standard library's name
        """Fail unless an exception with such a message is raised; the database is as it was before."""
        if args and callable(args[0]):
            with self._raising_regex(expected_exception, expected_regex):
                args[0](*args[1:], **kwargs)
            return None
        return self._raising_regex(expected_exception, expected_regex, **kwargs)

    @contextlib.contextmanager
    def _raising_regex(self, exception: Any, regex: Any, *, msg: Any = None) -> Iterator[Any]:
        with super().assertRaisesRegex(exception, regex, msg=msg) as found:  # noqa: PT027 - this is unittest's side
            if hasattr(self, "env"):
                with self.env.cr.savepoint():
                    yield found
            else:
                yield found

    def assertLogs(self, logger: Any = None, level: Any = None) -> Any:  # noqa: N802 - the standard library's name
        """Fail unless something is logged; the engine's loggers are known by the names of the ecosystem, too."""
        if isinstance(logger, str) and logger != "odoo":
            logger = NAMES.get(logger, (logger,))[0]
        return super().assertLogs(logger, level)

    def assertItemsEqual(self, a: Any, b: Any, msg: str | None = None) -> None:  # noqa: N802 - the contract's name
        """Fail unless both have the same elements, in any order."""
        self.assertCountEqual(a, b, msg)  # noqa: PT009 - this is unittest's side

    def assertCanOpenTestCursor(self) -> None:  # noqa: N802 - the contract's name
        """Fail where a request could not get a cursor, because the test holds the connection."""
        if not self.in_test_mode():
            self.fail("The registry is not in test mode: call registry_enter_test_mode() first")

    # -- test mode ---------------------------------------------------------------------------------------------------

    @classmethod
    def in_test_mode(cls) -> bool:
        """Tell whether every cursor of the registry shares the transaction of the test."""
        return id(cls.registry) in cls._test_mode

    def registry_enter_test_mode(self, *, cr: Any = None, register_cleanup: bool = True) -> None:
        """Have all cursors of the registry share the test's transaction, until the end of the test."""
        if not self.in_test_mode():
            type(self)._enter_test_mode(cr or self.cr)
            if register_cleanup:
                self.addCleanup(type(self).registry_leave_test_mode)

    @classmethod
    def registry_enter_test_mode_cls(cls) -> None:
        """Have all cursors of the registry share the tests' transaction, until the last test of the class."""
        if not cls.in_test_mode():
            cls._enter_test_mode(cls.cr)
            cls.addClassCleanup(cls.registry_leave_test_mode)

    @classmethod
    def _enter_test_mode(cls, cr: Any) -> None:
        lock = threading.RLock()
        cls._test_mode[id(cls.registry)] = lock

        def cursor(readonly: bool = False) -> TestCursor:
            return TestCursor(cr, lock, readonly=readonly and cls._readonly)

        registry: Any = cls.registry
        registry.cursor = cursor

    _readonly: ClassVar[bool] = False

    @classmethod
    def set_registry_readonly_mode(cls, enabled: bool) -> None:
        """Choose whether cursors for reading refuse to write in test mode."""
        cls._readonly = enabled

    @classmethod
    def registry_leave_test_mode(cls) -> None:
        """Give the registry its own cursors back."""
        if cls._test_mode.pop(id(cls.registry), None) is not None:
            registry: Any = cls.registry
            del registry.cursor

    @contextlib.contextmanager
    def debug_mode(self) -> Iterator[None]:
        """Run a block as a request in developer mode would."""
        with patch.object(type(self.env.user), "has_group", _with_developer(type(self.env.user).has_group)):
            yield

    def profile(self, description: str = "", **kwargs: Any) -> Profiler:
        """Record a block: its statements and where its time goes; the summary is logged.

        Args:
            description: what the block does; the name of the test by default.
            kwargs: as for `Profiler`.
        """
        return Profiler(description=description or self.id(), **{"log": True, **kwargs})


def _with_developer(has_group: Callable[..., bool]) -> Callable[..., bool]:
    @functools.wraps(has_group)
    def answer(user: Any, group: str) -> bool:
        return group == "base.group_no_one" or has_group(user, group)

    return answer


def _forbidden(*_args: Any, **_kwargs: Any) -> None:
    raise AssertionError("A test neither commits nor rolls back its cursor: take a savepoint, or registry.cursor()")


class _DatabaseCase(BaseCase):
    """A case with a cursor for all tests of the class; what they do is undone."""

    __test__ = False

    @classmethod
    def setUpClass(cls) -> None:
        """Open the cursor."""
        super().setUpClass()
        cls.startClassPatcher(network.blocking())
        cls.registry = database.registry()
        cls.cr = cls.registry.cursor()
        cls.addClassCleanup(cls._close)
        cls.cr.commit = cls.cr.rollback = _forbidden
        cls.env = Environment(cls.cr, SUPERUSER_ID, {})
        # caches may keep what only these tests see; other processes need not hear of it
        cls.addClassCleanup(cls._forget, cls.registry)

    @classmethod
    def _close(cls) -> None:
        cr = cls.cr
        del cr.commit, cr.rollback
        cr.rollback()
        cr.close()

    @staticmethod
    def _forget(registry: Registry) -> None:
        """Empty the caches, and load models anew where the tests changed them."""
        registry.clear_all_caches()
        registry.reset_changes()


class TransactionCase(_DatabaseCase):
    """Tests that each see the database as `setUpClass` left it: every test is undone by a savepoint."""

    __test__ = False
    muted_registry_logger = mute_logger("odoo.registry")

    def setUp(self) -> None:
        """Begin the test."""
        super().setUp()
        self.addCleanup(self._forget, self.registry)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self._savepoint = Savepoint(self.cr)
        self.addCleanup(self._undo)

    def _undo(self) -> None:
        """Return to the savepoint, and forget what was cached since."""
        self.cr.clear()
        self.cr.postcommit.clear()
        self._savepoint.close(rollback=True)
        self.cr.cache.clear()

    @contextlib.contextmanager
    def enter_registry_test_mode(self) -> Iterator[None]:
        """Run a block in which all cursors of the registry share the test's transaction."""
        if self.in_test_mode():
            yield
            return
        self.registry_enter_test_mode(register_cleanup=False)
        try:
            yield
        finally:
            self.registry_leave_test_mode()

    @contextlib.contextmanager
    def allow_pdf_render(self) -> Iterator[None]:
        """Run a block in which reports may be printed."""
        with patch.object(type(self.env["ir.actions.report"]), "_allow_pdf_in_tests", True, create=True):
            yield


class SingleTransactionCase(_DatabaseCase):
    """Tests that see what the tests before them did: one transaction for the class, undone at its end."""

    __test__ = False

    def setUp(self) -> None:
        """Write what the test before left pending."""
        super().setUp()
        self.env.flush_all()
