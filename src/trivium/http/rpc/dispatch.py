"""The one place that decides which method of which model may be called from outside, and with what.

Deny by default: a method is public when its name has no leading underscore, it is a function of the model rather than
something of Python's own, every definition of it leaves it public (`@api.private`), and, where the engine has one of
that name, it is among those that clients are meant to call (`ENGINE_METHODS`).
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

from psycopg import errors

from trivium.exceptions import AccessError
from trivium.orm.model import BaseModel
from trivium.orm.utils import check_values

Kind = Literal["readonly", "readwrite"]

ENGINE_METHODS: Final = frozenset((
    "action_archive", "action_unarchive", "check_access_rights", "check_access_rule", "check_field_access_rights",
    "copy", "copy_data", "copy_translations", "create", "default_get", "export_data", "fields_get",
    "formatted_read_group", "formatted_read_grouping_sets", "get_base_url", "get_empty_list_help", "get_external_id",
    "get_field_translations", "get_formview_action", "get_formview_id", "get_metadata", "get_property_definition",
    "get_view", "get_views", "has_access", "load", "name_create", "name_search", "onchange", "read", "read_group",
    "read_progress_bar", "search", "search_count", "search_panel_select_multi_range", "search_panel_select_range",
    "search_read", "toggle_active", "unlink", "update_field_translations", "view_header_get", "web_name_search",
    "web_override_translations", "web_read", "web_read_group", "web_resequence", "web_save", "web_save_multi",
    "web_search_read", "write",
))  # fmt: skip
"""Methods of the engine that clients may call: those that the contract has for every model, and none of its innards."""

ENGINE: Final = "trivium.orm."
"""Where the engine's own classes are."""

MAX_IDS = 1_000_000
"""Ids that one call may name."""

MAX_ID = 2**63 - 1
"""What PostgreSQL takes for a whole number; no record has a greater id."""

ARGUMENT_ERRORS: Final = (
    TypeError, ValueError, LookupError, AttributeError, ArithmeticError, AssertionError, NotImplementedError,
    # PostgreSQL's own words for the same
    errors.UndefinedFunction, errors.DatatypeMismatch, errors.CannotCoerce, errors.IndeterminateDatatype,
    errors.ProgramLimitExceeded,
)  # fmt: skip
"""What Python raises where a value is not of the kind that code expects: a caller's mistake, as far as one can tell."""


def get_public_method(model: Any, name: str) -> Callable[..., Any]:
    """Return the method `name` of a model, as a function of the records.

    Raises:
        AttributeError: there is no such method.
        AccessError: it is private.
    """
    return _public_method(type(model), str(name))  # type: ignore[arg-type] # classes are hashable


@lru_cache(maxsize=10_000)
def _public_method(cls: type, name: str) -> Callable[..., Any]:
    model_name = getattr(cls, "_name", cls.__name__)
    if name.startswith("_"):
        raise AccessError(f"Private methods (such as '{model_name}.{name}') cannot be called remotely.")
    definitions = [(base, vars(base)[name]) for base in cls.__mro__ if name in vars(base)]
    if not definitions or not _is_method(definitions[0][1]):
        raise AttributeError(f"The method '{model_name}.{name}' does not exist")
    for base, definition in definitions:
        engine = base.__module__.startswith(ENGINE)
        if getattr(definition, "_api_private", False) or (engine and name not in ENGINE_METHODS):
            raise AccessError(f"Private methods (such as '{model_name}.{name}') cannot be called remotely.")
    return getattr(cls, name)  # type: ignore[no-any-return] # a function of the class


def _is_method(definition: Any) -> bool:
    if isinstance(definition, (staticmethod, classmethod)):
        return False
    return inspect.isfunction(definition) or (callable(definition) and hasattr(definition, "__wrapped__"))


def public_kind(registry: Any, model_name: str, name: str) -> Kind:
    """Return whether a call only reads, so that a replica may serve it; what cannot be called counts as writing."""
    cls = registry.models.get(model_name)
    return "readwrite" if cls is None else _kind(cls, name)


@lru_cache(maxsize=10_000)
def _kind(cls: type, name: str) -> Kind:
    for base in cls.__mro__:
        method = vars(base).get(name)
        if method is not None and getattr(method, "_readonly", None) is not None:
            return "readonly" if method._readonly else "readwrite"
    return "readwrite"


def bind(
    model: Any, name: str, method: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Any, list[Any], dict[str, Any]]:
    """Return the records that a call is for, and its arguments without ids and context.

    Args:
        model: empty recordset of the model.
        name: name of the method, for errors.
        method: the method.
        args: positional arguments of the call; ids first where the method works on records.
        kwargs: named arguments of the call.

    Raises:
        TypeError: ids are missing or are none, the context or what is to be written is no mapping.
    """
    named = dict(kwargs)
    context = named.pop("context", None)
    if context is not None and not isinstance(context, Mapping):
        raise TypeError(f"{model._name}.{name}: the context is a mapping, not {context!r}")
    rest = list(args)
    if getattr(method, "_api_model", False):
        ids: Sequence[int] = ()
    else:
        ids = _ids(model, name, rest.pop(0) if rest else named.pop("ids", ()))
    if name == "write":  # before the overrides of addons, which take it for granted
        check_values(model, name, rest[:1] or ([named["vals"]] if "vals" in named else ()))
    # What a client does not send is not in the context: the session's language is the client's to send.
    return model.with_context(context or {}).browse(ids), rest, named


def _ids(model: Any, name: str, ids: Any) -> Sequence[int]:
    """Return ids as sent by a client as the ORM takes them.

    Raises:
        TypeError: they are not whole numbers.
    """
    if ids is None or ids is False:
        return ()
    if type(ids) is int:
        ids = (ids,)
    if isinstance(ids, (list, tuple)) and len(ids) <= MAX_IDS:
        if not ids or (set(map(type, ids)) == {int} and min(ids) >= -MAX_ID and max(ids) <= MAX_ID):
            return ids
        if all(isinstance(id_, (str, float)) or id_ is False for id_ in ids):
            with contextlib.suppress(ValueError):
                return [int(id_) for id_ in ids if id_]
    raise TypeError(f"{model._name}.{name}: the first argument is a list of ids, not {_short(ids)}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def returned(name: str, args: Sequence[Any], result: Any) -> Any:
    """Return a method's result as clients get it: ids for records, one id where one record was created."""
    if not isinstance(result, BaseModel):
        return result
    ids = result.ids
    if name == "create" and args and isinstance(args[0], Mapping):
        return ids[0] if ids else False
    return ids
