"""SQL composition: text and values kept apart until the driver binds them.

Interface: `odoo.tools.SQL` of the contract (`orm_api.json`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_$\-]*")
_NAMED: Final = re.compile(r"%\((?P<name>\w+)\)s|%%")


class SQL:
    """An immutable piece of SQL: code with `%s` placeholders, and the values bound to them.

    An argument that is itself `SQL` becomes part of the code; any other argument is a bound value. A percent sign
    that is meant as such is written `%%`, as everywhere in code with placeholders.

    >>> condition = SQL("%s = %s", SQL.identifier("name"), "Ada")
    >>> SQL("SELECT id FROM partner WHERE %s", condition).code
    'SELECT id FROM partner WHERE "name" = %s'

    Args:
        code: text with `%s` or `%(name)s` placeholders, or another `SQL`.
        args: one per `%s`; excludes `kwargs`.
        to_flush: a field (or fields) whose pending values the statement reads.
        kwargs: by name, for `%(name)s`.

    Raises:
        TypeError: arguments and placeholders do not agree.
    """

    __slots__ = ("_code", "_params", "_to_flush")

    _code: str
    _params: tuple[Any, ...]
    _to_flush: tuple[Any, ...]

    def __init__(self, code: str | SQL = "", /, *args: Any, to_flush: Any = None, **kwargs: Any) -> None:
        flush = () if to_flush is None else _as_fields(to_flush)
        if isinstance(code, SQL):
            if args or kwargs:
                raise TypeError("SQL(sql) takes no further values: compose with placeholders instead.")
            self._code, self._params, self._to_flush = code._code, code._params, code._to_flush + flush
            return
        if kwargs:
            if args:
                raise TypeError("SQL takes values either by position or by name, not both.")
            code, args = _by_position(code, kwargs)
        elif not args:
            if "%" in code:
                _check_plain(code)
            self._code, self._params, self._to_flush = code, (), flush
            return
        texts: list[str] = []
        params: list[Any] = []
        for arg in args:
            if isinstance(arg, SQL):
                texts.append(arg._code)
                if arg._params:
                    params.extend(arg._params)
                if arg._to_flush:
                    flush += arg._to_flush
            else:
                texts.append("%s")
                params.append(arg)
        if "%%" in code:
            code = code.replace("%%", "%%%%")
        self._code = code % tuple(texts)
        self._params = tuple(params)
        self._to_flush = flush

    @classmethod
    def bound(cls, code: str, params: Iterable[Any]) -> SQL:
        """Return the code of another piece, that was kept, with a value for each of its placeholders."""
        sql = object.__new__(cls)
        sql._code = code
        sql._params = tuple(params)
        sql._to_flush = ()
        return sql

    @property
    def code(self) -> str:
        """The text, with a `%s` for each value of `params`."""
        return self._code

    @property
    def params(self) -> list[Any]:
        """The bound values, in the order of their placeholders."""
        return list(self._params)

    @property
    def to_flush(self) -> Iterable[Any]:
        """The fields whose pending values must be written before this is run."""
        return self._to_flush

    def __bool__(self) -> bool:
        return bool(self._code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SQL) and self._code == other._code and self._params == other._params

    def __hash__(self) -> int:
        # values may be lists, which have no hash; equal statements have equal code
        return hash(self._code)

    def __repr__(self) -> str:
        return f"SQL({', '.join(map(repr, [self._code, *self._params]))})"

    def __iter__(self) -> Iterator[Any]:
        """Yield code and values, so that `cr.execute(*sql)` works."""
        yield self._code
        yield list(self._params)

    def join(self, args: Iterable[Any]) -> SQL:
        """Return the arguments with this piece between them; those that are not `SQL` are bound."""
        pieces = list(args)
        if not pieces:
            return SQL()
        if len(pieces) == 1 and isinstance(pieces[0], SQL):
            return pieces[0]
        if self._params or self._to_flush:
            spread = [self] * (2 * len(pieces) - 1)
            spread[::2] = pieces
            return SQL("%s" * len(spread), *spread)
        return SQL(self._code.join(["%s"] * len(pieces)), *pieces)

    @classmethod
    def identifier(cls, name: str, subname: str | None = None, to_flush: Any = None) -> SQL:
        """Return the quoted name, or `"name"."subname"`.

        Raises:
            ValueError: a name has characters that no table, column or alias has.
        """
        sql = object.__new__(cls)
        sql._code = _quoted(name, subname)
        sql._params = ()
        sql._to_flush = () if to_flush is None else _as_fields(to_flush)
        return sql

    @classmethod
    def concat(cls, pieces: Iterable[str | SQL]) -> SQL:
        """Return pieces one after another; a text is code without values of its own."""
        texts: list[str] = []
        params: tuple[Any, ...] = ()
        flush: tuple[Any, ...] = ()
        for piece in pieces:
            if isinstance(piece, str):
                texts.append(piece)
            else:
                texts.append(piece._code)
                params += piece._params
                flush += piece._to_flush
        sql = object.__new__(cls)
        sql._code, sql._params, sql._to_flush = "".join(texts), params, flush
        return sql


def between(separator: str, pieces: Iterable[SQL]) -> list[str | SQL]:
    """Return the pieces with a separator between them, as `SQL.concat` takes them."""
    spread: list[str | SQL] = []
    for piece in pieces:
        spread += (separator, piece)
    return spread[1:]


@lru_cache(maxsize=20_000)
def _quoted(name: str, subname: str | None) -> str:
    if not _IDENTIFIER.fullmatch(name):
        raise ValueError(f"{name!r} is no SQL identifier.")
    if subname is None:
        return f'"{name}"'
    if not _IDENTIFIER.fullmatch(subname):
        raise ValueError(f"{subname!r} is no SQL identifier.")
    return f'"{name}"."{subname}"'


def _as_fields(to_flush: Any) -> tuple[Any, ...]:
    return tuple(to_flush) if isinstance(to_flush, (tuple, list, set, frozenset)) else (to_flush,)


def _check_plain(code: str) -> None:
    try:
        _ = code % ()
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"SQL code without values may have no placeholder; write %% for a percent sign: {code}"
        ) from error


def _by_position(code: str, values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """Return the code with `%s` for `%(name)s`, and the values in order of their use."""
    ordered: list[Any] = []

    def place(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return "%%"
        try:
            ordered.append(values[name])
        except KeyError as error:
            raise TypeError(f"SQL code names a value {name!r} that was not given: {code}") from error
        return "%s"

    return _NAMED.sub(place, code), tuple(ordered)
