"""A compiled template: a function, and the way back from its lines to the elements it was made of."""

import traceback
from types import CodeType
from typing import Any, Final

import psycopg
from lxml import etree
from werkzeug.exceptions import HTTPException

from trivium.exceptions import RedirectWarning, UserError
from trivium.rendering.qweb.compiler import TemplateCompiler
from trivium.rendering.qweb.errors import QWebError, QWebErrorInfo, TemplateSyntaxError
from trivium.rendering.qweb.runtime import RUNTIME, Write
from trivium.rendering.qweb.scope import Scope
from trivium.rendering.qweb.writer import Origin
from trivium.tools.safe_eval import BUILTINS, limited

__all__ = ["Template", "compile_template"]

_PASSED_ON: Final = (QWebError, UserError, RedirectWarning, HTTPException, psycopg.OperationalError)
"""Errors that mean something to the caller, and reach it as they are."""


class Template:
    """A template ready to run.

    Attributes:
        name: name or id, for errors.
        source: the Python source of its function.
    """

    __slots__ = ("_filename", "_function", "_origins", "name", "source")

    def __init__(self, name: str, source: str, code: CodeType, origins: dict[int, Origin]) -> None:
        self.name = name
        self.source = source
        self._origins = origins
        self._filename = code.co_filename
        namespace: dict[str, Any] = {"__builtins__": {**BUILTINS, "str": str}, **RUNTIME}
        # the code was generated from expressions that passed the check of evaluated code
        exec(code, namespace)  # noqa: S102 - see above
        self._function = namespace["__template"]

    def write(self, host: Any, values: Scope, write: Write) -> None:
        """Run the template.

        Args:
            host: gives fields, other templates and assets: the model `ir.qweb`, or what stands in for it.
            values: the variables; the template may set more.
            write: takes the pieces of the result.

        Raises:
            QWebError: something in the template failed; it tells where.
            UserError, HTTPException, OperationalError: as raised.
        """
        try:
            with limited():
                self._function(host, values, write)
        except _PASSED_ON:
            raise
        except Exception as error:
            raise QWebError(self._described(error)) from error

    def render(self, host: Any, values: Scope) -> str:
        """Run the template and return its result."""
        parts: list[str] = []
        self.write(host, values, parts.append)
        return "".join(parts)

    def _described(self, error: Exception) -> QWebErrorInfo:
        """Find the element that failed by the line of the generated code."""
        message = f"{type(error).__name__}: {error}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename == self._filename and frame.lineno in self._origins:
                origin = self._origins[frame.lineno]
                return QWebErrorInfo(message, self.name, origin.path, origin.element, origin.source)
        return QWebErrorInfo(message, self.name)


def compile_template(root: etree._Element, name: str, *, post_process: bool = False) -> Template:
    """Compile a template.

    Args:
        root: its element.
        name: name or id, for errors.
        post_process: whether the host looks over attributes before they are written.

    Raises:
        QWebError: the template is written wrong.
    """
    compiler = TemplateCompiler(name, post_process=post_process)
    try:
        source = compiler.compile(root)
        code = compile(source, f"<template {name}>", "exec", dont_inherit=True)
    except (TemplateSyntaxError, SyntaxError) as error:
        origin = compiler.writer.origin or Origin("", "", "")
        info = QWebErrorInfo(f"{type(error).__name__}: {error}", name, origin.path, origin.element, origin.source)
        raise QWebError(info) from error
    return Template(name, source, code, compiler.writer.origins)
