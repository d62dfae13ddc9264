"""Where a client is: by a database of addresses, by the header of a proxy, or not known."""

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from trivium.http.application import root
from trivium.http.geoip import GeoIP
from trivium.modules.lifecycle import environment
from trivium.tools.config import config

GHENT = {
    "city": {"names": {"en": "Ghent", "nl": "Gent"}},
    "country": {"iso_code": "BE", "names": {"en": "Belgium"}},
    "continent": {"code": "EU"},
    "location": {"latitude": 51.05, "longitude": 3.72, "time_zone": "Europe/Brussels"},
    "postal": {"code": "9000"},
    "subdivisions": [{"iso_code": "VLG", "names": {"en": "Flanders"}}, {"iso_code": "VOV"}],
}


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Databases of a city and of a country."""
    for setting, network, told in (
        ("geoip_city_db", "81.82.0.0/16", GHENT),
        ("geoip_country_db", "203.0.113.0/24", {"country": {"iso_code": "AU", "names": {"en": "Australia"}}}),
    ):
        path = tmp_path / f"{setting}.mmdb"
        writer = MMDBWriter(ip_version=6, ipv4_compatible=True)
        writer.insert_network(IPSet([network]), told)
        writer.to_db_file(str(path))
        monkeypatch.setitem(config._runtime, setting, str(path))


@pytest.mark.usefixtures("files")
def test_the_databases_tell_the_place():
    place = GeoIP("81.82.3.4")
    assert dict(place) == {
        "city": "Ghent", "country_code": "BE", "country_name": "Belgium", "latitude": 51.05, "longitude": 3.72,
        "region": "VOV", "time_zone": "Europe/Brussels",
    }  # fmt: skip
    assert (place.country.iso_code, place.city.name, place.postal.code, place.continent.code) == (
        "BE", "Ghent", "9000", "EU",
    )  # fmt: skip
    assert [part.name for part in place.subdivisions] == ["Flanders", None]
    assert place


@pytest.mark.usefixtures("files")
def test_the_country_alone_where_no_city_is_known():
    place = GeoIP("203.0.113.9")
    assert (place.country_code, place.country_name, place.city.name, place["latitude"]) == (
        "AU",
        "Australia",
        None,
        None,
    )
    assert (root.geoip_city_db is None, root.geoip_country_db is None) == (False, False)


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1", "", "no address", "198.51.100.1"])
@pytest.mark.usefixtures("files")
def test_other_addresses_are_nowhere(ip):
    place = GeoIP(ip)
    assert (bool(place), set(dict(place).values()), place.location.latitude) == (False, {None}, None)


def test_without_files_nothing_is_known():
    place = GeoIP("81.82.3.4")
    assert (bool(place), set(dict(place).values()), place.subdivisions) == (False, {None}, ())
    assert root.geoip_city_db is None
    with pytest.raises(AttributeError, match="no attribute 'moon'"):
        place.moon  # noqa: B018 - the access is what is tested


def test_a_file_that_is_no_database_is_told_once(tmp_path, monkeypatch, caplog):
    (tmp_path / "x.mmdb").write_bytes(b"no database")
    monkeypatch.setitem(config._runtime, "geoip_city_db", str(tmp_path / "x.mmdb"))
    assert [GeoIP("81.82.3.4").city.name for _ in range(3)] == [None] * 3
    assert caplog.text.count("cannot be used") == 1


@pytest.mark.usefixtures("files")
def test_a_request_has_the_place_of_its_client(visitor, monkeypatch):
    asgi = visitor.served.server.asgi
    monkeypatch.setattr(asgi, "_fix", type(asgi)(asgi.application, proxy=True)._fix)
    visitor.headers["X-Forwarded-For"] = "81.82.3.4"
    assert visitor.login("low", "low")["result"]["uid"] == visitor.served.low_uid
    with environment(visitor.served.db) as env:
        log = env["res.device.log"].search([], order="id desc", limit=1)
        assert (log.ip_address, log.country, log.city) == ("81.82.3.4", "Belgium", "Ghent")
