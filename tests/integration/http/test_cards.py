"""Contacts as cards for address books."""

import io
import zipfile

import pytest

from trivium.modules.lifecycle import environment

LONG = "Ärztekammer; für, alle \\ Fälle " * 4


@pytest.fixture(scope="module")
def ids(served):
    with environment(served.db) as env:
        company = env["res.partner"].create({"name": LONG.strip(), "is_company": True, "email": "all@example.com"})
        person = env["res.partner"].create({
            "name": "Ada King Lovelace", "parent_id": company.id, "function": "Analyst", "phone": "+44 20 7946 0000",
            "type": "other", "street": "12 Square", "city": "London", "zip": "SW1",
            "country_id": env.ref("base.uk").id,
        })  # fmt: skip
        env.cr.commit()
        return company.id, person.id


def lines(content):
    """Return the lines of a card, put together again."""
    raw = content.decode()
    assert max(len(line.encode()) for line in raw.split("\r\n")) <= 75
    return raw.replace("\r\n ", "").rstrip("\r\n").split("\r\n")


def test_one_card(admin, ids):
    answer = admin.get(f"/web/partner/vcard?partner_ids={ids[1]}")
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, "text/vcard")
    assert lines(answer.content) == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Lovelace;Ada King;;;",
        "FN:Ada King Lovelace",
        "ORG:" + LONG.strip().replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,"),
        "TITLE:Analyst",
        "TEL;TYPE=work:+44 20 7946 0000",
        "ADR;TYPE=work:;;12 Square;London;;SW1;United Kingdom",
        "END:VCARD",
    ]


def test_several_cards(admin, ids):
    answer = admin.get(f"/web/partner/vcard?partner_ids={ids[0]},{ids[1]}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as cards:
        texts = [cards.read(name) for name in cards.namelist()]
    assert ["EMAIL;TYPE=internet:all@example.com" in lines(text) for text in texts] == [True, False]


@pytest.mark.parametrize("asked", ["", "?partner_ids=", "?partner_ids=x", "?partner_ids=999999999", "?partner=1"])
def test_nobody_has_no_card(admin, asked):
    assert admin.get(f"/web/partner/vcard{asked}").status_code == 400


def test_cards_are_for_who_may_read_them(visitor, ids):
    visitor.login("low", "low")
    assert visitor.get(f"/web/partner/vcard?partner_ids={ids[1]}").status_code == 403
