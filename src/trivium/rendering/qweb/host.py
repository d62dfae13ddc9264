"""What a template asks its surroundings for, where there is no database: templates by name, and nothing else."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree
from markupsafe import Markup

from trivium.rendering.qweb.runtime import Write
from trivium.rendering.qweb.scope import Scope
from trivium.rendering.qweb.template import Template, compile_template

__all__ = ["PlainHost", "render"]

_logger = logging.getLogger(__name__)

Load = Callable[[Any], tuple[Any, Any]]


class PlainHost:
    """Renders templates that a function loads; fields, widgets, groups and assets need a database.

    Args:
        load: name -> (element or source, name).
    """

    def __init__(self, load: Load) -> None:
        self._load = load
        self._compiled: dict[Any, Template] = {}
        self._root: Mapping[str, Any] = {}

    def render(self, name: Any, values: Mapping[str, Any]) -> Markup:
        """Return a template's result."""
        self._root = values
        parts: list[str] = []
        self._qweb_call(name, Scope(values), parts.append)
        return Markup("".join(parts))  # noqa: S704 - values were escaped by the template

    def with_context(self, **_context: Any) -> "PlainHost":
        """Return the same host: it has no context."""
        return self

    def _qweb_call(self, name: Any, values: Scope, write: Write) -> None:
        template = self._compiled.get(name)
        if template is None:
            loaded, found_name = self._load(name)
            root = etree.fromstring(loaded) if isinstance(loaded, (str, bytes)) else loaded
            template = self._compiled[name] = compile_template(root, str(found_name))
        template.write(self, values, write)

    def _qweb_root_values(self) -> Mapping[str, Any]:
        return self._root

    def _qweb_cached(self, path: str, key: Any) -> None:
        """Return nothing: nothing is kept between renderings."""

    def _qweb_cache(self, path: str, key: Any, recorded: Any) -> None:
        """Keep nothing."""

    def _qweb_log(self, source: str, value: Any) -> None:
        _logger.info("%s = %r", source, value)

    def _qweb_debug(self, debugger: str, values: Scope) -> None:
        _logger.warning("t-debug=%r is ignored outside of a database's templates", debugger)

    def _missing(self, what: str) -> Any:
        raise NotImplementedError(f"{what} needs a database: render with the model ir.qweb")

    def _qweb_in_groups(self, groups: str) -> bool:
        return bool(self._missing("groups"))

    def _qweb_assets(self, *_args: Any, **_options: Any) -> Any:
        return self._missing("t-call-assets")

    def _get_widget(self, *_args: Any) -> Any:
        return self._missing("A widget")

    def _get_field(self, *_args: Any) -> Any:
        return self._missing("t-field")


def render(template_name: Any, values: Mapping[str, Any], load: Load, **options: Any) -> Markup:  # noqa: ARG001 - contract
    """Return the result of a template, without a database.

    Args:
        template_name: what `load` is asked for.
        values: the variables.
        load: name -> (element or source, name).
        options: kept for the interface.
    """
    return PlainHost(load).render(template_name, values)
