"""Where in the world a client is: by a database of addresses, or by the country that a proxy in front tells.

The databases (`--geoip-city-db`, `--geoip-country-db`) are files in MaxMind's format, which the platform does not ship.
Without one, a proxy that has one (NGINX's geoip2, a content network) may name the country in a header, which is
believed in `--proxy-mode` alone.
"""

from __future__ import annotations

import functools
import ipaddress
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pycountry

from trivium.http.local import request
from trivium.tools.config import config

if TYPE_CHECKING:
    import maxminddb

_logger = logging.getLogger(__name__)

HEADERS = ("HTTP_X_GEOIP_COUNTRY_CODE", "HTTP_CF_IPCOUNTRY", "HTTP_CLOUDFRONT_VIEWER_COUNTRY")
KEYS = ("city", "country_code", "country_name", "latitude", "longitude", "region", "time_zone")
SETTINGS = ("geoip_city_db", "geoip_country_db")
RECORDS = frozenset((
    "city", "continent", "country", "location", "postal", "registered_country", "represented_country", "subdivisions",
    "traits",
))  # fmt: skip
"""What a database tells of an address, as attributes of their own."""


@functools.lru_cache(maxsize=4)
def _open(path: str) -> maxminddb.Reader | None:
    """Return the database of a file, None where there is none."""
    import maxminddb  # noqa: PLC0415 - memory that only those need who have such a file

    try:
        return maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        _logger.warning("The database of addresses %s cannot be used: %s", path, error)
        return None


def reader(setting: str) -> maxminddb.Reader | None:
    """Return the database of addresses that a setting names."""
    path = str(config.get(setting) or "")
    return _open(str(Path(path).expanduser())) if path else None


class Place(Mapping[str, Any]):
    """A part of what a database tells, with its members as attributes; what is not told is None.

    Args:
        told: names -> values.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "name":
            return (self._told.get("names") or {}).get("en")
        return self._told.get(name)

    def __getitem__(self, key: str) -> Any:
        return self._told[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


class Subdivisions(tuple[Place, ...]):
    """The parts of a country that an address is in, the largest first."""

    __slots__ = ()

    @property
    def most_specific(self) -> Place:
        """The smallest of them."""
        return self[-1] if self else Place({})


class GeoIP(Mapping[str, Any]):
    """The place of an address; what is not known is None, and false as a whole.

    Beside its keys it has the records of the database as attributes: `city`, `country`, `location`, `subdivisions`...

    Args:
        ip: the address.
    """

    def __init__(self, ip: str) -> None:
        self.ip = ip

    @functools.cached_property
    def _told(self) -> Mapping[str, Any]:
        """What the databases tell, that of cities before that of countries."""
        try:
            address = ipaddress.ip_address(self.ip)
        except ValueError:
            return {}
        for setting in SETTINGS:
            found = reader(setting)
            told = found.get(address) if found is not None else None
            if isinstance(told, dict):
                return told
        return {}

    @property
    def country_code(self) -> str | None:
        """Two letters of ISO 3166."""
        return self.country.iso_code or self._code_of_proxy()

    def _code_of_proxy(self) -> str | None:
        if not request or not config.get("proxy_mode"):
            return None
        environ = request.httprequest.environ
        code = next((environ[name] for name in HEADERS if environ.get(name)), "").upper()
        return code if len(code) == 2 and code.isalpha() and code not in {"XX", "T1"} else None

    @property
    def country_name(self) -> str | None:
        """Name in English."""
        told: str | None = self.country.name
        if told is None and self.country_code:
            country = pycountry.countries.get(alpha_2=self.country_code)
            told = country.name if country else None
        return told

    def __getattr__(self, attr: str) -> Any:
        if attr not in RECORDS:
            raise AttributeError(f"GeoIP has no attribute {attr!r}")
        told = self._told.get(attr)
        if attr == "subdivisions":
            return Subdivisions(Place(part) for part in told or ())
        return Place(told or {})

    def __getitem__(self, item: str) -> Any:
        location = self.location
        region = self.subdivisions.most_specific
        return {
            "city": self.city.name,
            "country_code": self.country_code,
            "country_name": self.country_name,
            "latitude": location.latitude,
            "longitude": location.longitude,
            "region": region.iso_code,
            "time_zone": location.time_zone,
        }.get(item)

    def __iter__(self) -> Iterator[str]:
        return iter(KEYS)

    def __len__(self) -> int:
        return len(KEYS)

    def __bool__(self) -> bool:
        return self.country_code is not None
