"""Documents that tests make, held against an XML schema."""

import functools
import io
from collections.abc import Callable
from typing import Any

import requests
from lxml import etree

from trivium.testing import network
from trivium.tools.paths import file_path

__all__ = ["test_xsd"]

_SECONDS = 30


def test_xsd(
    url: str | None = None,  # noqa: PT028 - a decorator with the contract's name, no test
    path: str | None = None,  # noqa: PT028 - see above
    skip: bool = False,  # noqa: PT028 - see above
) -> Callable[[Any], Any]:
    """Decorate a test that returns XML documents: it fails unless they are valid.

    Args:
        url: of the schema, which is fetched; for tests that may ask other machines.
        path: of the schema, as `addon/path/of.xsd`.
        skip: whether the documents are made and not checked.

    Raises:
        ValueError: neither `url` nor `path` is given, or both are.
    """
    if bool(url) == bool(path):
        raise ValueError("test_xsd() needs the schema's url= or path=, one of them")

    def decorate(func: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(func)
        def checked(self: Any, *args: Any, **kwargs: Any) -> None:
            made = func(self, *args, **kwargs)
            documents = made if isinstance(made, (list, tuple)) else [made]
            if skip:
                return
            schema = _schema(url, path)
            for document in documents:
                tree = etree.fromstring(document) if isinstance(document, (bytes, str)) else document
                if not schema.validate(tree):
                    log: Any = schema.error_log  # iterable, which its stub does not say
                    self.fail("\n".join(f"line {entry.line}: {entry.message}" for entry in log))

        return checked

    return decorate


test_xsd.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test


def _schema(url: str | None, path: str | None) -> etree.XMLSchema:
    if path:
        return etree.XMLSchema(etree.parse(file_path(path)))
    with network.allowed():
        response = requests.get(str(url), timeout=_SECONDS)
    response.raise_for_status()
    return etree.XMLSchema(etree.parse(io.BytesIO(response.content)))
