"""Values that do not suit a field or a constraint: one error that names what is wrong, and nothing is written."""

import resource

import pytest

from trivium.modules.lifecycle import environment

VALUES = [
    ("res.partner", "color", "abc", "builtins.ValueError"),
    ("res.partner", "color", [1], "builtins.TypeError"),
    ("res.partner", "color", 2**40, "builtins.ValueError"),
    ("res.partner", "partner_latitude", "north", "builtins.ValueError"),
    ("res.partner", "name", "a\0b", "builtins.ValueError"),
    ("res.partner", "type", "zzz", "builtins.ValueError"),
    ("res.partner", "lang", "xx_XX", "builtins.ValueError"),
    ("res.partner", "country_id", "abc", "builtins.ValueError"),
    ("res.partner", "country_id", 1.5, "builtins.ValueError"),
    ("res.partner", "country_id", 2**30, "odoo.exceptions.ValidationError"),
    ("res.partner", "category_id", "abc", "builtins.ValueError"),
    ("res.partner", "category_id", [[4, 2**30]], "odoo.exceptions.ValidationError"),
    ("res.partner", "child_ids", [[0, 0, {"no_such_field": 1}]], "builtins.ValueError"),
    ("res.partner", "image_1920", "no base64 $", "odoo.exceptions.UserError"),
    ("res.partner", "image_1920", "aGVsbG8=", "odoo.exceptions.UserError"),
    ("res.currency.rate", "name", "2020-13-45", "builtins.ValueError"),
    ("res.currency.rate", "rate", "much", "builtins.ValueError"),
    ("ir.cron", "nextcall", "2020-02-30 10:00:00", "builtins.ValueError"),
]


def error_of(answer):
    """Return the error's class and message."""
    data = answer["error"]["data"]
    return data["name"], data["message"]


def still_serves(admin):
    """Whether the next call is answered as if nothing had been."""
    return admin.kw("res.partner", "search_count", [["id", "=", 1]])["result"] == 1


@pytest.fixture(scope="module")
def samples(served):
    """A record of each model, by name."""
    with environment(served.db) as env:
        rate = env["res.currency.rate"].create({"currency_id": env.ref("base.EUR").id, "name": "2020-01-01"})
        cron = env["ir.cron"].search([], limit=1)
        partner = env["res.partner"].create({"name": "Sample", "ref": "kept"})
        return {record._name: record.id for record in (rate, cron, partner)}


@pytest.mark.parametrize(("model", "field", "value", "name"), VALUES)
def test_a_value_of_the_wrong_type(admin, samples, model, field, value, name):
    record = [samples[model]]
    before = admin.kw(model, "read", record, [field])["result"]
    values = {field: value, "ref": "lost"} if model == "res.partner" else {field: value}
    error, message = error_of(admin.kw(model, "write", record, values))
    assert error == name
    assert message
    assert "Traceback" not in message
    assert admin.kw(model, "read", record, [field])["result"] == before
    if model == "res.partner":
        assert admin.kw(model, "read", record, ["ref"])["result"][0]["ref"] == "kept"
    assert still_serves(admin)


@pytest.mark.parametrize(
    ("model", "field"), sorted({(model, field) for model, field, _value, name in VALUES if name.startswith("builtins")})
)
def test_the_message_names_the_field(admin, samples, model, field):
    value = next(value for model_, field_, value, _name in VALUES if (model_, field_) == (model, field))
    _error, message = error_of(admin.kw(model, "write", [samples[model]], {field: value}))
    assert f"{model}.{field}" in message or "no_such_field" in message


@pytest.mark.parametrize(
    ("model", "values", "parts"),
    [
        ("res.country", {"code": "ZZ"}, ["Missing required value", "(name)", "Country"]),
        ("res.country", {"name": "Second", "code": "BE"}, ["country with this code"]),
        ("res.partner", {"name": False}, ["needs a name"]),
        ("res.users", {"name": "Twin", "login": "admin"}, ["login"]),
    ],
)
def test_a_constraint_that_does_not_hold(admin, model, values, parts):
    count = admin.kw(model, "search_count", [])["result"]
    error, message = error_of(admin.kw(model, "create", values))
    assert error == "odoo.exceptions.ValidationError"
    for part in parts:
        assert part in message
    assert admin.kw(model, "search_count", [])["result"] == count


def test_one_bad_record_undoes_the_whole_call(admin):
    answer = admin.kw("res.country", "create", [{"name": "Good", "code": "Q1"}, {"name": "Bad", "code": "BE"}])
    assert error_of(answer)[0] == "odoo.exceptions.ValidationError"
    assert admin.kw("res.country", "search_count", [["code", "=", "Q1"]])["result"] == 0


@pytest.mark.parametrize(
    ("domain", "parts"),
    [
        ([["name", "??", 1]], ["'name'", "'??'", "use one of"]),
        (["|"], ["'|'", "two operands"]),
        ("abc", ["no domain"]),
        ([["color", "=", "abc"]], ["'color'", "integer"]),
        ([["create_date", ">", "abc"]], ["'create_date'", "date"]),
        ([["country_id.nothing", "=", 1]], ["res.country.nothing"]),
    ],
)
def test_a_domain_that_cannot_be(admin, domain, parts):
    error, message = error_of(admin.kw("res.partner", "search", domain))
    assert error == "builtins.ValueError"
    for part in parts:
        assert part in message
    assert still_serves(admin)


def test_a_view_that_refers_to_an_unknown_field(admin):
    arch = "<form>\n<field name='name'/>\n<field name='no_such_field'/>\n</form>"
    values = {"name": "wrong.view", "model": "res.partner", "type": "form", "arch": arch}
    error, message = error_of(admin.kw("ir.ui.view", "create", values))
    assert error == "odoo.exceptions.ValidationError"
    for part in ("no_such_field", "res.partner", "wrong.view", "Line: 3"):
        assert part in message
    assert admin.kw("ir.ui.view", "search_count", [["name", "=", "wrong.view"]])["result"] == 0


def test_a_record_that_others_refer_to(admin):
    belgium = admin.kw("res.country", "search", [["code", "=", "BE"]])["result"]
    partner = admin.kw("res.partner", "create", {"name": "Belgian", "country_id": belgium[0]})["result"]
    error, message = error_of(admin.kw("res.country", "unlink", belgium))
    assert error == "odoo.exceptions.ValidationError"
    assert "refer" in message
    assert admin.kw("res.country", "search", [["code", "=", "BE"]])["result"] == belgium
    assert admin.kw("res.partner", "read", [partner], ["country_id"])["result"][0]["country_id"][0] == belgium[0]


def test_a_full_disk(admin):
    count = admin.kw("ir.attachment", "search_count", [])["result"]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))  # Python ignores the signal; writing fails
    try:
        answer = admin.kw("ir.attachment", "create", {"name": "big", "raw": "x" * 200_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    error, message = error_of(answer)
    assert error == "odoo.exceptions.UserError"
    assert "could not be stored" in message
    assert "/" not in message  # where it is kept is nobody's business
    assert admin.kw("ir.attachment", "search_count", [])["result"] == count
    assert admin.kw("ir.attachment", "create", {"name": "small", "raw": "x"})["result"]


@pytest.mark.parametrize(
    ("method", "values", "shown"),
    [
        ("create", "x", "'x'"), ("create", 5, "5"), ("create", ["name"], "'name'"), ("create", None, "None"),
        ("write", "x", "'x'"), ("write", 5, "5"), ("write", ["name"], "['name']"), ("write", None, "None"),
    ],
)  # fmt: skip
def test_what_is_no_dictionary_of_values(admin, samples, method, values, shown):
    args = [values] if method == "create" else [[samples["res.partner"]], values]
    assert error_of(admin.kw("res.partner", method, *args)) == (
        "builtins.TypeError",
        f"res.partner.{method}: values are a dictionary from names of fields to values, not {shown}",
    )
    assert still_serves(admin)
