"""Counting and looking at the statements that a test runs."""

import contextlib
import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import patch

from trivium.data.postgres import Cursor
from trivium.data.sql import SQL

__all__ = ["QueryAsserts"]

_logger = logging.getLogger(__name__)


def _normal(query: str) -> str:
    """Return a statement as statements are compared: white space and quotes do not count."""
    return re.sub(r"\s+", " ", query.replace('"', "")).strip().lower()


class QueryAsserts:
    """Assertions about statements, for test cases with an environment."""

    env: Any
    fail: Any

    @contextlib.contextmanager
    def _counted(self, flush: bool) -> Iterator[Any]:
        if flush:
            self.env.flush_all()
            self.env.cr.precommit.run()
        cr = self.env.cr
        before = cr.sql_log_count
        yield lambda: cr.sql_log_count - before
        if flush:
            self.env.flush_all()
            self.env.cr.precommit.run()

    @contextlib.contextmanager
    def assertQueryCount(self, default: int = 0, flush: bool = True, **counters: int) -> Iterator[None]:  # noqa: N802 - the contract's name
        """Fail if the block runs more statements than expected.

        Args:
            default: the number expected.
            flush: whether what is pending is written before and, counted, after the block.
            counters: other numbers, by login of the user of the environment; the superuser is `__system__`.
        """
        login = self.env.user.login
        expected = counters.get(login, default)
        with self._counted(flush) as count:
            yield
        found = count()
        if not getattr(self, "warm", True):
            return
        if found > expected:
            self.fail(f"{found} statements for {login}, {expected} were expected")
        if found < expected:
            _logger.info("%s statements for %s, fewer than the %s expected", found, login, expected)

    @contextlib.contextmanager
    def _recorded(self, flush: bool) -> Iterator[list[str]]:
        queries: list[str] = []
        execute = Cursor.execute

        def recording(cursor: Any, query: Any, params: Any = None, log_exceptions: bool = True) -> Any:
            queries.append(query.code if isinstance(query, SQL) else str(query))
            return execute(cursor, query, params, log_exceptions)

        if flush:
            self.env.flush_all()
            self.env.cr.precommit.run()
        with patch.object(Cursor, "execute", recording):
            yield queries
            if flush:
                self.env.flush_all()
                self.env.cr.precommit.run()

    @contextlib.contextmanager
    def assertQueries(self, expected: Sequence[str], flush: bool = True) -> Iterator[list[str]]:  # noqa: N802 - the contract's name
        """Fail unless the block runs exactly these statements, in order; white space does not count."""
        with self._recorded(flush) as queries:
            yield queries
        found = [_normal(query) for query in queries]
        wanted = [_normal(query) for query in expected]
        if found != wanted:
            listing = "\n".join(queries)
            self.fail(f"{len(found)} statements differ from the {len(wanted)} expected:\n{listing}")

    @contextlib.contextmanager
    def assertQueriesContain(self, expected: Sequence[str], flush: bool = True) -> Iterator[list[str]]:  # noqa: N802 - the contract's name
        """Fail unless the block runs as many statements as given, each containing its text."""
        with self._recorded(flush) as queries:
            yield queries
        found = [_normal(query) for query in queries]
        wanted = [_normal(query) for query in expected]
        if len(found) != len(wanted) or any(part not in query for part, query in zip(wanted, found, strict=True)):
            listing = "\n".join(queries)
            self.fail(f"{len(found)} statements do not contain the {len(wanted)} expected:\n{listing}")
