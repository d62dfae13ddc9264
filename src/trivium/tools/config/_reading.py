"""Turning texts into the values of settings, and back."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from trivium.tools.config._options import ALL_DEV_MODE, Option

__all__ = ["SettingError", "normal", "parse", "written"]

_logger = logging.getLogger(__name__)

_NOTHING: Final = {"", "none"}
_YES: Final = {"1", "true", "yes", "on", "t", "y"}
_NO: Final = {"0", "false", "no", "off", "f", "n"}


class SettingError(ValueError):
    """A setting has a value that cannot be read; the message names the setting, where it stands, and what it takes."""


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word in _YES:
        return True
    if word in _NO or word in _NOTHING:
        return False
    raise ValueError("expected true or false")


def _items(text: str) -> Iterator[str]:
    return (item.strip() for item in text.split(",") if item.strip())


def _path(text: str) -> str:
    return str(Path(text.strip()).expanduser().absolute()) if text.strip() else ""


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "text": str,
    "path": _path,
    "integer": lambda text: int(text.strip()),
    "number": lambda text: float(text.strip()),
    "flag": _flag,
    "list": lambda text: list(_items(text)),
    "paths": lambda text: [_path(item) for item in _items(text)],
    "modules": lambda text: dict.fromkeys(_items(text), True),
    "levels": lambda text: list(_items(text)),
}


def parse(option: Option, text: str, source: str) -> Any:
    """Read the text of a setting.

    Args:
        option: the setting.
        text: what was given; `False` and `None` stand for "nothing", as existing files have it.
        source: where it was given, for the error.

    Raises:
        SettingError: the text is none of what this setting takes.
    """
    if text.strip().lower() in {"false", "none"} and option.kind not in {"flag", "text"}:
        return normal(option, None)
    if text.strip() in {"False", "None"} and option.kind == "text":
        return option.default if option.default in {"", None} else ""
    try:
        value = _READERS[option.kind](text)
    except ValueError as error:
        raise SettingError(f"The setting {option.name} ({source}) cannot be {text!r}: {error}") from error
    return normal(option, value, source)


def normal(option: Option, value: Any, source: str = "") -> Any:
    """Return the value in the form in which the setting is kept, checked against its choices."""
    if option.kind in {"list", "paths", "levels"}:
        value = [value] if isinstance(value, str) else list(value or ())
        if option.name == "dev_mode" and "all" in value:
            value = [*(item for item in value if item != "all"), *ALL_DEV_MODE]
        return value
    if option.kind == "modules":
        return dict.fromkeys(value or (), True)
    if option.choices and value not in option.choices:
        known = ", ".join(option.choices)
        raise SettingError(f"The setting {option.name} ({source}) cannot be {value!r}: it is one of {known}")
    return value


def written(option: Option, value: Any) -> str:
    """Return the text from which the value is read again."""
    if value is None:
        return "None" if option.kind == "text" else ""
    if isinstance(value, (list, tuple, set, dict)):
        return ",".join(str(item) for item in value)
    return str(value)
