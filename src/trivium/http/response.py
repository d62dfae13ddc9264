"""Responses: werkzeug's, with a template that is rendered late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import werkzeug.wrappers
from markupsafe import Markup
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.http import dump_cookie

from trivium.http.local import current_request, request

if TYPE_CHECKING:
    from collections.abc import Mapping


def _may_set(cookie_type: str) -> bool:
    """Whether the visitor agreed to cookies of this kind; `required` needs no consent."""
    if cookie_type == "required" or not request or not request.db:
        return True
    return bool(request.registry["ir.http"]._is_allowed_cookie(cookie_type))


class Response(werkzeug.wrappers.Response):
    """What a controller answers.

    Args:
        args: as werkzeug's response.
        kwargs: as werkzeug's response, and `template` (external id of the view to render), `qcontext` (its values),
            `uid` (who renders it).
    """

    default_mimetype = "text/html"
    charset = "utf-8"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        template = kwargs.pop("template", None)
        qcontext = kwargs.pop("qcontext", None)
        uid = kwargs.pop("uid", None)
        super().__init__(*args, **kwargs)
        self.set_default(template, qcontext, uid)

    @classmethod
    def load(cls, result: Any, fname: str = "<function>") -> Response:
        """Return what a controller returned as a response.

        Args:
            result: a response, text, bytes or nothing.
            fname: name of the controller's method, for the error.

        Raises:
            TypeError: it is something else.
        """
        if isinstance(result, cls):
            return result
        if isinstance(result, HTTPException):
            return cls.force_type(result.get_response())
        if isinstance(result, werkzeug.wrappers.Response):
            return cls.force_type(result)
        if isinstance(result, (bytes, str)) or result is None:
            return cls(result)
        raise TypeError(f"{fname} returned {type(result).__name__}: an http route returns a response, text or bytes")

    @classmethod
    def force_type(cls, response: Any, environ: Any = None) -> Response:
        """Return any response as one of this class."""
        forced = super().force_type(response, environ)
        if not isinstance(forced, cls):
            raise TypeError(f"{response!r} cannot become a response")
        if "template" not in vars(forced):
            forced.set_default()
        return forced

    def set_default(self, template: str | None = None, qcontext: dict[str, Any] | None = None, uid: Any = None) -> None:
        """Set what is rendered late; `qcontext` gets the request's query as `response_template` where it is absent."""
        self.template = template
        self.qcontext: dict[str, Any] = qcontext or {}
        self.uid = uid

    @property
    def is_qweb(self) -> bool:
        """Whether a template is still to be rendered."""
        return self.template is not None

    def render(self) -> Markup:
        """Render the template with the values of `qcontext`."""
        current = current_request()
        env = current.env if self.uid is None or current.env.uid == self.uid else current.env(user=self.uid)
        return Markup(env["ir.ui.view"]._render_template(self.template, {"request": current, **self.qcontext}))  # noqa: S704 - templates escape what they are given

    def flatten(self) -> None:
        """Render the template, if any, into the body."""
        if self.template is not None:
            # Templates begin with the white space of their source; a page begins with its document type.
            self.set_data(self.render().lstrip())
            self.template = None

    def set_cookie(  # type: ignore[override] # `cookie_type` is the interface's addition
        self,
        key: str,
        value: str = "",
        max_age: timedelta | int | None = None,
        expires: str | datetime | float | None = -1,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        cookie_type: str = "required",
    ) -> None:
        """Set a cookie as werkzeug does; it ends at once where the visitor refused its kind (`cookie_type`)."""
        if expires == -1:
            expires = None if max_age is not None else _in_a_year()
        if value and not _may_set(cookie_type):
            value, max_age, expires = "", 0, 0
        super().set_cookie(key, value, max_age, expires, path, domain, secure, httponly, samesite)


def _in_a_year() -> datetime:
    return datetime.now(UTC) + timedelta(days=365)


class FutureResponse:
    """Headers and cookies to give to a response that does not exist yet."""

    charset = "utf-8"
    max_cookie_size = 4093

    def __init__(self) -> None:
        self.headers = Headers()

    def set_cookie(
        self,
        key: str,
        value: str = "",
        max_age: timedelta | int | None = None,
        expires: str | datetime | float | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        cookie_type: str = "required",
    ) -> None:
        """Set a cookie, as `Response.set_cookie` does."""
        if value and not _may_set(cookie_type):
            value, max_age, expires = "", 0, 0
        cookie = dump_cookie(
            key,
            value,
            max_age=max_age,
            expires=expires,
            path=path,
            domain=domain,
            secure=secure,
            httponly=httponly,
            max_size=self.max_cookie_size,
            samesite=samesite,
        )
        self.headers.add("Set-Cookie", cookie)

    def apply(self, response: werkzeug.wrappers.Response) -> None:
        """Add the headers to `response`; cookies accumulate, other headers replace."""
        for name, value in self.headers.items():
            if name.lower() == "set-cookie":
                response.headers.add(name, value)
            else:
                response.headers[name] = value


def json_response(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return encoded JSON as a response."""
    known = Headers()
    # as they are: `set` looks for line breaks in each
    known._list += (("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(body))))
    response = Response([body], status, known)
    if headers:
        response.headers.update(headers)
    return response
