"""The functions on URLs that `werkzeug.urls` had before its version 3, for addons that import them from there.

They stand on `urllib.parse`; texts are UTF-8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, quote, quote_plus, unquote, unquote_plus, urlencode, urljoin, urlsplit, urlunsplit

from werkzeug import urls
from werkzeug.datastructures import MultiDict, iter_multi_items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = [
    "URL",
    "install",
    "url_decode",
    "url_encode",
    "url_join",
    "url_parse",
    "url_quote",
    "url_quote_plus",
    "url_unparse",
    "url_unquote",
    "url_unquote_plus",
]


class URL(NamedTuple):
    """A URL in its parts.

    Attributes:
        scheme: such as `https`, in lower case.
        netloc: user, host and port.
        path: with the slash in front.
        query: without the question mark.
        fragment: without the hash sign.
    """

    scheme: str
    netloc: str
    path: str
    query: str
    fragment: str

    @property
    def host(self) -> str | None:
        """Name or address of the host."""
        return urlsplit(f"//{self.netloc}").hostname

    @property
    def ascii_host(self) -> str | None:
        """The host as the name system knows it."""
        return None if self.host is None else self.host.encode("idna").decode()

    @property
    def port(self) -> int | None:
        """Port, None where none is given."""
        return urlsplit(f"//{self.netloc}").port

    @property
    def username(self) -> str | None:
        """Name of the user, decoded."""
        name = urlsplit(f"//{self.netloc}").username
        return None if name is None else unquote(name)

    @property
    def password(self) -> str | None:
        """Password of the user, decoded."""
        password = urlsplit(f"//{self.netloc}").password
        return None if password is None else unquote(password)

    @property
    def auth(self) -> str | None:
        """User and password as they stand there."""
        return self.netloc.rpartition("@")[0] or None

    def replace(self, **parts: str) -> URL:
        """Return the URL with some parts replaced."""
        return self._replace(**parts)

    def join(self, other: str) -> URL:
        """Return where a link on this page leads."""
        return url_parse(url_join(self, other))

    def decode_query(self, *args: Any, **kwargs: Any) -> Any:
        """Return the parameters of the query, as `url_decode` does."""
        return url_decode(self.query, *args, **kwargs)

    def to_url(self) -> str:
        """Return the URL as a text."""
        return urlunsplit(self)

    def __str__(self) -> str:
        return self.to_url()


def url_parse(url: str, scheme: str | None = None, allow_fragments: bool = True) -> URL:
    """Return the parts of a URL."""
    return URL(*urlsplit(url, scheme or "", allow_fragments))


def url_unparse(components: tuple[str, str, str, str, str]) -> str:
    """Return the URL of parts."""
    return urlunsplit(components)


def url_join(base: Any, url: Any, allow_fragments: bool = True) -> str:
    """Return where a link on a page leads."""
    return urljoin(str(base), str(url), allow_fragments)


def url_decode(
    text: str | bytes,
    charset: str = "utf-8",
    include_empty: bool = True,
    errors: str = "replace",
    separator: str = "&",
    cls: Callable[[Any], Any] | None = None,
) -> Any:
    """Return the parameters of a query.

    Args:
        text: the query.
        charset: how its bytes are read.
        include_empty: whether parameters without a value are among them.
        errors: what becomes of wrong bytes.
        separator: what stands between two.
        cls: made of the pairs; by default a `MultiDict`.
    """
    query = text.decode(charset, errors) if isinstance(text, bytes) else text
    pairs = parse_qsl(query, include_empty, encoding=charset, errors=errors, separator=separator)
    return MultiDict(pairs) if cls is None else cls(pairs)


def url_encode(
    obj: Mapping[Any, Any] | Any,
    charset: str = "utf-8",
    sort: bool = False,
    key: Callable[[Any], Any] | None = None,
    separator: str = "&",
) -> str:
    """Return the query of parameters; those that are None are left out, lists are repeated."""
    pairs: Iterator[tuple[Any, Any]] | list[tuple[Any, Any]] = (
        (name, value) for name, value in iter_multi_items(obj) if value is not None
    )
    if sort:
        pairs = sorted(pairs, key=key)
    return separator.join(urlencode([pair], encoding=charset) for pair in pairs)


def url_quote(string: Any, charset: str = "utf-8", errors: str = "strict", safe: str = "/:", unsafe: str = "") -> str:
    """Return a text as a part of a path."""
    allowed = "".join(character for character in safe if character not in unsafe)
    return quote(string if isinstance(string, bytes) else str(string).encode(charset, errors), safe=allowed)


def url_quote_plus(string: Any, charset: str = "utf-8", errors: str = "strict", safe: str = "") -> str:
    """Return a text as a value of a query."""
    return quote_plus(string if isinstance(string, bytes) else str(string).encode(charset, errors), safe=safe)


def url_unquote(string: str | bytes, charset: str = "utf-8", errors: str = "replace", unsafe: str = "") -> str:
    """Return the text of a part of a path; what stands for a character in `unsafe` stays as it is."""
    text = string.decode(charset, errors) if isinstance(string, bytes) else string
    for character in unsafe:
        for code in {quote(character, safe=""), quote(character, safe="").lower()}:
            text = text.replace(code, quote(code))
    return unquote(text, charset, errors)


def url_unquote_plus(string: str | bytes, charset: str = "utf-8", errors: str = "replace") -> str:
    """Return the text of a value of a query."""
    return unquote_plus(string.decode(charset, errors) if isinstance(string, bytes) else string, charset, errors)


def install() -> None:
    """Put the functions where addons import them from, but for those that are there."""
    for name in __all__:
        if name.startswith("url_") and not hasattr(urls, name):
            setattr(urls, name, globals()[name])
