"""The page that tells a person what went wrong and where to go on."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from markupsafe import escape

from trivium.http.response import Response
from trivium.http.security.headers import new_nonce, page_policy
from trivium.tools.config import config

if TYPE_CHECKING:
    from werkzeug.exceptions import HTTPException

TITLES = {
    400: "That did not arrive as it should",
    401: "Sign in first",
    403: "You may not do this",
    404: "There is nothing here",
    405: "That is not possible here",
    413: "That is too large",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "The server is busy",
}
_HINTS = {
    403: "Ask the administrator for access if you need it for your work.",
    404: "The address may be mistyped, or what it led to was deleted.",
    429: "Wait a moment, then try again.",
    500: "It has been noted. Try again; if it stays, tell the administrator when it happened.",
    503: "Try again in a moment.",
}
STYLE = """
:root{color-scheme:light dark;--text:#1f1f1c;--dim:#5e5e57;--line:#dcdcd7;--back:#fbfbfa;--card:#fff;
--accent:#0f766e}
@media (prefers-color-scheme:dark){:root{--text:#efefea;--dim:#ababa2;--line:#363633;--back:#151514;--card:#1b1b1a;
--accent:#5cc8bd}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--back);
color:var(--text);font:13.5px/20px Inter,system-ui,sans-serif}
main{max-width:480px;margin:16px;padding:32px;background:var(--card);border:1px solid var(--line);border-radius:6px}
h1{margin:0 0 8px;font-size:20px;line-height:28px}p{margin:0 0 12px}.code{color:var(--dim);font-size:12px}
a{color:var(--accent)}a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
pre{overflow:auto;font-size:12px;line-height:16px;border-top:1px solid var(--line);padding-top:12px}
"""


def error_page(error: HTTPException) -> Response:
    """Return the page for an error.

    Args:
        error: its code and description are shown; the traceback of its cause only on a developer's server.
    """
    code = error.code or 500
    title = TITLES.get(code, error.name)
    own_words = error.description if error.description != type(error).description else None
    text = own_words or _HINTS.get(code) or ""
    cause = getattr(error, "original_exception", None)
    detail = ""
    if cause is not None and config.get("dev_mode"):
        detail = f"<pre>{escape(''.join(traceback.format_exception(cause)))}</pre>"
    nonce = new_nonce()
    body = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style nonce="{nonce}">{STYLE}</style></head><body><main><p class="code">{code} {escape(error.name)}</p>'
        f'<h1>{escape(title)}</h1><p>{escape(text)}</p><p><a href="/odoo">Go to the start page</a></p>{detail}'
        "</main></body></html>"
    )
    response = Response(body, status=code)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    response.headers["Content-Security-Policy"] = page_policy(nonce)
    return response
