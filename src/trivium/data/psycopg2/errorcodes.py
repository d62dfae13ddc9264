"""The SQLSTATE of each error by its name in PostgreSQL's manual (appendix A): `UNIQUE_VIOLATION`."""

from __future__ import annotations

import re

from psycopg import errors

_NAMES = {
    re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper(): value.sqlstate
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.Error) and value.sqlstate
}
globals().update(_NAMES)


def lookup(code: str) -> str:
    """Return the name of a SQLSTATE.

    Raises:
        KeyError: there is no such one.
    """
    return next((name for name, each in _NAMES.items() if each == code), None) or _unknown(code)


def _unknown(code: str) -> str:
    raise KeyError(code)
