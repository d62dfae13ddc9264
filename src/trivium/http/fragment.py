"""Answers that an identity provider gave behind the `#` of an address, which browsers do not send."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from trivium.http.response import Response

if TYPE_CHECKING:
    from collections.abc import Callable

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Signing in</title><script>
const { pathname, search, hash } = window.location;
const parameters = [search.slice(1), hash.slice(1)].filter(Boolean).join("&");
window.location.replace(parameters ? `${pathname}?${parameters}` : "/");
</script></head><body></body></html>"""


def fragment_to_query_string(func: Callable[..., Any]) -> Callable[..., Any]:
    """Have a controller called with the parameters behind the `#`, as if they stood behind the `?`.

    A call without any parameter is answered by a page that asks again with those of the fragment; it leads to the start
    page where there are none.
    """

    @functools.wraps(func)
    def wrapper(self: Any, *args: Any, **kw: Any) -> Any:
        kw.pop("debug", None)
        return func(self, *args, **kw) if kw else Response(_PAGE, mimetype="text/html")

    return wrapper
