"""Which names and attributes evaluated code may use."""

from typing import Final

__all__ = ["FORBIDDEN_ATTRIBUTES", "UnsafeError", "check_attribute", "check_name"]


class UnsafeError(ValueError):
    """The code does something that evaluated code may not; the message tells what and where."""


FORBIDDEN_ATTRIBUTES: Final = frozenset(
    # frames, code and globals behind functions, generators, coroutines and tracebacks; the bases of a class;
    # connections behind cursors and registries, with which one could become another user of the database
    (
        "_cnx",
        "_connection",
        "_db",
        "_db_readonly",
        "_listeners",
        "_pool",
        "f_builtins",
        "f_code",
        "f_globals",
        "f_locals",
        "f_back",
        "f_trace",
        "tb_frame",
        "tb_next",
        "gi_frame",
        "gi_code",
        "gi_yieldfrom",
        "cr_await",
        "cr_code",
        "cr_frame",
        "cr_origin",
        "ag_await",
        "ag_code",
        "ag_frame",
        "co_code",
        "co_consts",
        "co_names",
        "func_code",
        "func_globals",
        "func_defaults",
        "im_func",
        "im_self",
        "mro",
    )
)


def check_name(name: str, line: int = 0) -> None:
    """Refuse names with two underscores in front or at the end: they lead into the interpreter.

    Raises:
        UnsafeError: the name is one of them.
    """
    if name.startswith("__") or name.endswith("__"):
        raise UnsafeError(f"Access to forbidden name {name!r}{f' in line {line}' if line else ''}")


def check_attribute(name: str, line: int = 0) -> None:
    """Refuse attributes that lead into the interpreter.

    Raises:
        UnsafeError: the attribute is one of them.
    """
    check_name(name, line)
    if name in FORBIDDEN_ATTRIBUTES:
        raise UnsafeError(f"Access to forbidden attribute {name!r}{f' in line {line}' if line else ''}")
