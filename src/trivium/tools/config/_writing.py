"""Configuration files with other values: what else stands in them stays."""

import configparser
import io
from collections.abc import Mapping
from typing import Any

__all__ = ["with_values"]


def with_values(text: str, values: Mapping[str, str], *, toml: bool) -> str:
    """Return the text of a configuration file with these values of settings.

    Args:
        text: of the file, "" for a new one.
        values: texts by setting.
        toml: whether it is a `trivium.toml` rather than an `odoo.conf`.
    """
    return _toml(text, values) if toml else _conf(text, values)


def _conf(text: str, values: Mapping[str, str]) -> str:
    writer = configparser.RawConfigParser(strict=False)
    writer.read_string(text)
    if not writer.has_section("options"):
        writer.add_section("options")
    for name, value in values.items():
        writer.set("options", name, value)
    stream = io.StringIO()
    writer.write(stream)
    return stream.getvalue()


def _toml(text: str, values: Mapping[str, str]) -> str:
    """Write a value where the setting is read from: the table `[trivium]`, else the top."""
    import tomlkit  # noqa: PLC0415 - only this rare command writes the file

    document = tomlkit.parse(text)
    table: Any = document.get("trivium", {})
    for name, value in values.items():
        (table if name in table or (table and name not in document) else document)[name] = value
    return tomlkit.dumps(document)
