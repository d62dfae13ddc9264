"""What each type of field takes, keeps and gives back."""

# ruff: noqa: DTZ001 - moments of the ORM are naive, in UTC

from __future__ import annotations

import base64
import datetime
import io
import re

import pytest
from markupsafe import Markup
from PIL import Image
from tests.support.extended import extended
from tests.support.field_models import DEFINITIONS

from trivium.exceptions import UserError
from trivium.orm import fields

registry, env = extended(*DEFINITIONS)


@pytest.fixture
def sample(env):
    return env["field.sample"].create({"name": "s"})


def kept(record, name, value):
    """Write a value, and read it from the database again."""
    record.write({name: value})
    record.env.invalidate_all()
    return record[name]


# -- plain values ----------------------------------------------------------------------------------------------------

PLAIN = [
    ("name", "text", "text"),
    ("name", False, False),
    ("name", "", ""),
    ("name", 12, "12"),
    ("short", "abcdefgh", "abcde"),
    ("text", "a\nb", "a\nb"),
    ("flag", 1, True),
    ("flag", None, False),
    ("number", "42", 42),
    ("number", False, 0),
    ("number", -(2**31), -(2**31)),
    ("ratio", 0.1 + 0.2, 0.1 + 0.2),
    ("ratio", None, 0.0),
    ("weight", 1.23456, 1.235),
    ("weight", 2.0005, 2.001),
    ("day", "2026-02-28", datetime.date(2026, 2, 28)),
    ("day", datetime.date(2026, 2, 28), datetime.date(2026, 2, 28)),
    ("day", "2026-02-28 23:59:59", datetime.date(2026, 2, 28)),
    ("day", False, False),
    ("moment", "2026-02-28 23:59:59", datetime.datetime(2026, 2, 28, 23, 59, 59)),
    ("moment", "2026-02-28", datetime.datetime(2026, 2, 28)),
    ("moment", datetime.date(2026, 2, 28), datetime.datetime(2026, 2, 28)),
    ("moment", "", False),
    ("colour", "green", "green"),
    ("colour", "blue", "blue"),
    ("colour", False, False),
    ("size", "l", "l"),
    ("choice", "two", "two"),
    ("data", {"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
    ("data", False, False),
    ("data", [], []),
    ("blob", base64.b64encode(b"bytes"), base64.b64encode(b"bytes")),
    ("blob", "Ynl0ZXM=", b"Ynl0ZXM="),
    ("file", base64.b64encode(b"bytes"), base64.b64encode(b"bytes")),
    ("file", False, False),
    ("html", "<p>a</p>", Markup("<p>a</p>")),
    ("html", False, False),
]


@pytest.mark.parametrize(("name", "value", "expected"), PLAIN)
def test_values_come_back(sample, name, value, expected):
    found = kept(sample, name, value)
    assert found == expected
    assert type(found) is type(expected)
    again = sample.create({name: value})
    assert again[name] == expected
    assert sample.new({name: value})[name] == expected


WRONG = [
    ("number", "many", ValueError),
    ("number", 2**31, ValueError),
    ("number", [1], TypeError),
    ("ratio", "much", ValueError),
    ("weight", object(), TypeError),
    ("amount", "much", ValueError),
    ("day", "2026-02-30", ValueError),
    ("day", "soon", ValueError),
    ("day", 12, TypeError),
    ("day", datetime.datetime(2026, 1, 1), TypeError),
    ("moment", "2026-02-28 25:00:00", ValueError),
    ("moment", "soon", ValueError),
    ("moment", 12, TypeError),
    ("moment", datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), ValueError),
    ("colour", "pink", ValueError),
    ("size", "m", ValueError),
    ("choice", "three", ValueError),
    ("kind_id", "first", ValueError),
    ("kind_id", 1.5, ValueError),
    ("tag_ids", "first", ValueError),
    ("reference", "field.kind", ValueError),
    ("reference", "res.users,1", ValueError),
    ("reference", "no.model,1", ValueError),
    ("data", object(), TypeError),
    ("data", {"a": "\0"}, ValueError),
    ("data", "\ud800", TypeError),
    ("name", "a\0b", ValueError),
    ("name", "\ud800", ValueError),
    ("title", "a\0b", ValueError),
    ("html", "<p>\0</p>", ValueError),
    ("day", True, TypeError),
    ("flag", {"a": 1}, ValueError),
    ("kind_id", [1, 2], ValueError),
    ("kind_id", 2**40, ValueError),
    ("tag_ids", {"name": "x"}, ValueError),
    ("tag_ids", [2**40], ValueError),
    ("tag_ids", [(6, 0, [2**70])], ValueError),
    ("tag_ids", [(4, 2**70)], ValueError),
    ("blob", [1], TypeError),
]


@pytest.mark.parametrize(("name", "value", "error"), WRONG, ids=[f"{n}-{v!r:.20}" for n, v, _e in WRONG])
def test_wrong_values_are_refused_by_name(sample, name, value, error):
    before = sample[name]
    for assign in (
        lambda: (sample.write({name: value}), sample.env.flush_all()),
        lambda: (sample.create({name: value}), sample.env.flush_all()),
        lambda: (setattr(sample, name, value), sample.env.flush_all()),
    ):
        with pytest.raises(error, match=rf"^Wrong value for field\.sample\.{name}: "), sample.env.cr.savepoint():
            assign()
    assert sample[name] == before


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("number", "many", "'many' is not a whole number"),
        ("ratio", "much", "'much' is not a number"),
        ("day", "soon", "'soon' is not a day, or a text of the form YYYY-MM-DD"),
        (
            "moment",
            "soon",
            "'soon' is not a moment in UTC without time zone, or a text of the form YYYY-MM-DD HH:MM:SS",
        ),
        ("colour", "pink", "'pink' is not one of ['red', 'blue', 'green', 'black']"),
        ("tag_ids", 5, "5 is neither records, ids nor commands"),
    ],
)
def test_the_error_says_what_the_field_takes(sample, name, value, kind):
    with pytest.raises(ValueError, match=f"^{re.escape(f'Wrong value for field.sample.{name}: {kind}')}$"):
        sample.write({name: value})


def test_records_of_another_model_or_several_are_refused(env, sample):
    kinds = env["field.kind"].create([{}, {}])
    for value in (kinds, env.user):
        with pytest.raises(ValueError, match=r"field\.sample\.kind_id"):
            sample.kind_id = value
    with pytest.raises(ValueError, match=r"field\.sample\.tag_ids"):
        sample.tag_ids = env.user


def test_an_id_cannot_be_assigned(sample):
    with pytest.raises(TypeError, match=r"field\.sample\.id"):
        sample.id = 4


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_digits_by_name_follow_the_decimal_precision(env, sample):
    precision = env["decimal.precision"].search([("name", "=", "Product Price")])
    precision = precision or env["decimal.precision"].create({"name": "Product Price", "digits": 2})
    precision.digits = 2
    assert kept(sample, "price", 1.23456) == 1.23
    precision.digits = 4
    assert kept(sample, "price", 1.23456) == 1.2346
    assert sample.fields_get(["price"])["price"]["digits"] == (16, 4)
    assert sample.fields_get(["weight"])["weight"]["digits"] == (16, 3)


def test_amounts_are_rounded_to_their_currency(env, sample):
    euro, yen = env.ref("base.EUR"), env.ref("base.JPY")
    sample.currency_id = euro
    assert kept(sample, "amount", 10.456) == 10.46
    sample.write({"amount": 10.456, "currency_id": yen.id})
    env.invalidate_all()
    assert sample.amount == 10.0
    assert env["field.sample"].create({"amount": 10.456, "currency_id": yen.id}).amount == 10.0
    sample.currency_id = False
    assert kept(sample, "amount", 10.456) == 10.456


def test_amounts_find_their_currency_through_a_related_field(env, sample):
    sample.kind_id = env["field.kind"].create({"currency_id": env.ref("base.JPY").id})
    assert kept(sample, "kind_amount", 7.6) == 8.0


def test_arithmetic_of_floats():
    assert fields.Float.round(2.675, precision_digits=2) == 2.68
    assert fields.Float.is_zero(0.001, precision_digits=2)
    assert fields.Float.compare(1.001, 1.0, precision_digits=2) == 0
    assert fields.Float.compare(1.01, 1.0, precision_digits=2) == 1


# -- HTML ------------------------------------------------------------------------------------------------------------

BAD = '<p class="c" style="color:red" onclick="x()">a<script>y()</script></p>'


def test_html_is_cleaned_by_its_options(sample):
    cleaned = kept(sample, "html", BAD)
    assert isinstance(cleaned, Markup)
    assert "script" not in cleaned
    assert "onclick" not in cleaned
    assert 'class="c"' in cleaned
    assert kept(sample, "html_raw", BAD) == BAD
    assert kept(sample, "html_plain", BAD) == "<p>a</p>"
    form = '<form action="/a"><input name="b"></form>'
    assert "<form" not in kept(sample, "html", form)
    assert "<form" in kept(sample, "html_forms", form)


def test_html_of_those_who_may_is_kept(env, sample):
    user = env["res.users"].create({"name": "u", "login": "u", "group_ids": [(6, 0, [env.ref("base.group_user").id])]})
    as_user = sample.with_user(user)
    as_user.html_free = BAD
    assert "script" not in as_user.html_free
    user.group_ids += env.ref("base.group_sanitize_override")
    as_user.html_free = BAD
    assert "script" in as_user.html_free
    user.group_ids -= env.ref("base.group_sanitize_override")
    with pytest.raises(UserError):
        as_user.html_free = "<p>other</p>"


# -- dates -----------------------------------------------------------------------------------------------------------


def test_today_and_moments_depend_on_the_time_zone(env):
    late = datetime.datetime(2026, 3, 1, 23, 30)
    tokyo = env["field.sample"].with_context(tz="Asia/Tokyo")
    assert fields.Date.context_today(tokyo, late) == datetime.date(2026, 3, 2)
    assert fields.Date.context_today(tokyo.with_context(tz="America/New_York"), late) == datetime.date(2026, 3, 1)
    moment = fields.Datetime.context_timestamp(tokyo, late)
    assert moment.isoformat() == "2026-03-02T08:30:00+09:00"
    assert fields.Datetime.now().microsecond == 0
    assert fields.Datetime.now().tzinfo is None
    assert fields.Datetime.today().time() == datetime.time.min


@pytest.mark.parametrize(
    ("granularity", "start", "end"),
    [
        ("year", "2026-01-01", "2026-12-31"),
        ("quarter", "2026-04-01", "2026-06-30"),
        ("month", "2026-05-01", "2026-05-31"),
        ("week", "2026-05-11", "2026-05-17"),
        ("day", "2026-05-14", "2026-05-14"),
    ],
)
def test_starts_and_ends(granularity, start, end):
    day = datetime.date(2026, 5, 14)
    assert fields.Date.to_string(fields.Date.start_of(day, granularity)) == start
    assert fields.Date.to_string(fields.Date.end_of(day, granularity)) == end
    moment = datetime.datetime(2026, 5, 14, 15, 16, 17)
    assert fields.Datetime.to_string(fields.Datetime.start_of(moment, granularity)) == f"{start} 00:00:00"
    assert fields.Datetime.to_string(fields.Datetime.end_of(moment, granularity)) == f"{end} 23:59:59"


def test_hours_arithmetic_and_texts():
    moment = datetime.datetime(2026, 5, 14, 15, 16, 17)
    assert fields.Datetime.start_of(moment, "hour") == datetime.datetime(2026, 5, 14, 15)
    assert fields.Date.add(datetime.date(2026, 1, 31), months=1) == datetime.date(2026, 2, 28)
    assert fields.Date.subtract(datetime.date(2026, 3, 31), months=1) == datetime.date(2026, 2, 28)
    assert fields.Datetime.add(moment, days=1, hour=0) == datetime.datetime(2026, 5, 15, 0, 16, 17)
    assert fields.Date.to_date(False) is None
    assert fields.Date.to_date(moment) == datetime.date(2026, 5, 14)
    assert fields.Datetime.to_datetime("2026-05-14") == datetime.datetime(2026, 5, 14)
    assert fields.Date.to_string(False) is False


# -- selections ------------------------------------------------------------------------------------------------------


def test_an_extension_puts_its_values_in_their_places(sample):
    described = sample.fields_get(["colour", "size", "choice"])
    assert described["colour"]["selection"] == [
        ("red", "Red"),
        ("blue", "Blue"),
        ("green", "Green"),
        ("black", "Black"),
    ]
    assert described["size"]["selection"] == [("s", "Small"), ("l", "Large")]
    assert described["choice"]["selection"] == [("one", "One"), ("two", "Two")]


def test_values_whose_addon_goes_leave_by_their_policies(env):
    samples = env["field.sample"].create([{"colour": "blue"}, {"colour": "black"}, {"colour": "green"}])
    values = env["ir.model.fields.selection"].search(
        [("field_id.model", "=", "field.sample"), ("field_id.name", "=", "colour"), ("value", "in", ["blue", "black"])]
    )
    assert len(values) == 2
    values._process_ondelete()
    env.invalidate_all()
    assert samples.exists() == samples[0] + samples[2]
    assert samples[0].colour == "red"
    assert samples[2].colour == "green"


# -- binary ----------------------------------------------------------------------------------------------------------


def test_attachments_hold_contents_and_columns_too(env, sample):
    sample.write({"file": base64.b64encode(b"x" * 2048), "blob": base64.b64encode(b"y" * 2048)})
    env.invalidate_all()
    attachment = env["ir.attachment"].search(
        [("res_model", "=", "field.sample"), ("res_field", "!=", False), ("res_id", "=", sample.id)]
    )
    assert attachment.mapped("res_field") == ["file"]
    assert attachment.raw == b"x" * 2048
    small = sample.with_context(bin_size=True)
    assert small.read(["file", "blob"]) == [{"id": sample.id, "file": b"2.00 Kb", "blob": b"2.00 Kb"}]
    assert sample.with_context(bin_size_file=True).read(["file"])[0]["file"] == b"2.00 Kb"
    assert base64.b64decode(sample.file) == b"x" * 2048
    assert (small.file, small.blob, small.mapped("file")) == (b"2.00 Kb", b"2.00 Kb", [b"2.00 Kb"])
    assert sample.with_context(bin_size_file=True).file == b"2.00 Kb"
    assert base64.b64decode(sample.with_context(bin_size_file=True).blob) == b"y" * 2048
    small.file = base64.b64encode(b"z" * 1024)
    assert (small.file, base64.b64decode(sample.file)) == (b"1.00 Kb", b"z" * 1024)
    sample.file = False
    assert small.file is False
    assert not attachment.exists()
    assert kept(sample, "file", False) is False


def picture(width, height):
    with io.BytesIO() as stream:
        Image.new("RGB", (width, height), "red").save(stream, "PNG")
        return base64.b64encode(stream.getvalue())


def dimensions(value):
    return Image.open(io.BytesIO(base64.b64decode(value))).size


def test_what_is_computed_where_sizes_are_shown_is_computed_from_contents(env):
    partner = env["res.partner"].create({"name": "P", "image_1920": picture(600, 300)})
    env.flush_all()
    env.invalidate_all()
    shown = partner.with_context(bin_size=True)
    for name in ("image_1920", "image_128", "avatar_128"):
        assert shown[name] == shown.read([name])[0][name]
        assert shown[name].split()[1] in (b"bytes", b"Kb")
    assert dimensions(partner.avatar_128) == dimensions(partner.image_128) == (128, 64)
    shown.image_1920 = picture(300, 600)
    assert dimensions(partner.image_1920) == (300, 600)
    assert dimensions(partner.image_128) == (64, 128)


def test_images_are_scaled_to_fit(env, sample):
    found = kept(sample, "image", picture(100, 50))
    assert dimensions(found) == (32, 16)
    assert dimensions(sample.image_small) == (8, 4)
    assert dimensions(sample.image_kept) == (16, 8)
    sample.image_small = picture(64, 64)
    env.invalidate_all()
    assert dimensions(sample.image) == (32, 32)
    assert dimensions(sample.image_kept) == (16, 16)
    assert dimensions(env["field.kind"].create({"image": picture(10, 20)}).image) == (10, 20)
