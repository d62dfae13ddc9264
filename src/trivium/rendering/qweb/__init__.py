"""QWeb: templates in XML, compiled to Python functions.

The path: `compiler` reads the elements, `statements` and `elements` write Python for them (by `writer`), with the
expressions checked and rewritten by `expressions`; `template` makes a function of it; that calls `runtime`. Variables
live in a `scope`.
"""

from trivium.rendering.qweb.checking import wrong_expressions
from trivium.rendering.qweb.errors import QWebError, QWebErrorInfo, TemplateSyntaxError
from trivium.rendering.qweb.expressions import compile_expression, compile_format
from trivium.rendering.qweb.host import PlainHost, render
from trivium.rendering.qweb.runtime import MALICIOUS_SCHEMES, VOID_ELEMENTS
from trivium.rendering.qweb.scope import BODY, Scope
from trivium.rendering.qweb.template import Template, compile_template

__all__ = [
    "BODY",
    "MALICIOUS_SCHEMES",
    "VOID_ELEMENTS",
    "PlainHost",
    "QWebError",
    "QWebErrorInfo",
    "Scope",
    "Template",
    "TemplateSyntaxError",
    "compile_expression",
    "compile_format",
    "compile_template",
    "render",
    "wrong_expressions",
]
