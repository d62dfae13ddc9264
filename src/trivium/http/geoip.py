"""Where in the world a client is, by the country that a proxy in front tells.

A lookup by address needs a database of addresses that the platform does not ship; a proxy that has one (NGINX's
geoip2, a content network) names the country in a header, which is believed in `--proxy-mode` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pycountry

from trivium.http.local import request
from trivium.tools.config import config

HEADERS = ("HTTP_X_GEOIP_COUNTRY_CODE", "HTTP_CF_IPCOUNTRY", "HTTP_CLOUDFRONT_VIEWER_COUNTRY")
KEYS = ("city", "country_code", "country_name", "latitude", "longitude", "region", "time_zone")


class GeoIP(Mapping[str, Any]):
    """The place of an address; what is not known is None, and false as a whole."""

    def __init__(self, ip: str) -> None:
        self.ip = ip

    @property
    def country_code(self) -> str | None:
        """Two letters of ISO 3166."""
        if not request or not config.get("proxy_mode"):
            return None
        environ = request.httprequest.environ
        code = next((environ[name] for name in HEADERS if environ.get(name)), "").upper()
        return code if len(code) == 2 and code.isalpha() and code not in {"XX", "T1"} else None

    @property
    def country_name(self) -> str | None:
        """Name in English."""
        country = pycountry.countries.get(alpha_2=self.country_code) if self.country_code else None
        return country.name if country else None

    def __getattr__(self, attr: str) -> Any:
        if attr in KEYS:
            return None
        raise AttributeError(f"GeoIP has no attribute {attr!r}")

    def __getitem__(self, item: str) -> Any:
        return getattr(self, item) if item in KEYS else None

    def __iter__(self) -> Iterator[str]:
        return iter(KEYS)

    def __len__(self) -> int:
        return len(KEYS)

    def __bool__(self) -> bool:
        return self.country_code is not None
