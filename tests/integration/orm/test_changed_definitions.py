"""Values of properties whose definitions, options or records have changed since they were given."""

from __future__ import annotations

import pytest
from tests.support.extended import extended
from tests.support.field_models import DEFINITIONS

PARTS = [
    {"name": "word", "type": "char", "string": "Word"},
    {"name": "count", "type": "integer", "string": "Count"},
    {"name": "on", "type": "date", "string": "On"},
    {"name": "sort", "type": "selection", "string": "Sort", "selection": [["a", "A"], ["b", "B"]]},
    {"name": "marks", "type": "tags", "string": "Marks", "tags": [["x", "X", 1], ["y", "Y", 2]]},
    {"name": "one", "type": "many2one", "string": "One", "comodel": "field.kind"},
    {"name": "many", "type": "many2many", "string": "Many", "comodel": "field.kind"},
]


registry, env = extended(*DEFINITIONS)


@pytest.fixture
def samples(env):
    """Two records with values for each property, and one without."""
    kinds = env["field.kind"].create([{"name": "holder", "parts": PARTS}, {"name": "k1"}, {"name": "k2"}])
    values = {"word": "w", "count": 3, "on": "2026-05-04", "sort": "a", "marks": ["x", "y"], "one": kinds[1].id}
    return env["field.sample"].create(
        [
            {"name": "first", "kind_id": kinds[0].id, "parts": {**values, "many": [kinds[1].id, kinds[2].id]}},
            {"name": "second", "kind_id": kinds[0].id, "parts": {**values, "sort": "b", "marks": ["y"], "one": False}},
            {"name": "third", "kind_id": kinds[0].id},
        ]
    )


def redefine(samples, **changes):
    """Change definitions: by name, what differs; None takes it out."""
    samples.kind_id.parts = [
        {**part, **changes.get(part["name"], {})} for part in PARTS if changes.get(part["name"], {}) is not None
    ]
    samples.env.flush_all()
    samples.env.invalidate_all()


def read_values(record):
    return {item["name"]: item["value"] for item in record.read(["parts"])[0]["parts"]}


def groups(samples, name):
    """Return for each group its value, the number of records, and the names of those that its domain finds."""
    mine = [("id", "in", samples.ids)]
    return [
        (group[f"parts.{name}"], group["__count"], samples.search([*mine, *group["__extra_domain"]]).mapped("name"))
        for group in samples.formatted_read_group(mine, [f"parts.{name}"], ["__count"])
    ]


def test_what_is_not_defined_any_more_is_not_shown(samples):
    redefine(samples, word=None, count=None)
    assert set(samples[0].parts) == {"on", "sort", "marks", "one", "many"}
    assert set(read_values(samples[0])) == {"on", "sort", "marks", "one", "many"}
    redefine(samples)
    assert (samples[0].parts["word"], samples[0].parts["count"]) == ("w", 3)


def test_values_of_another_type_say_nothing(samples):
    redefine(samples, word={"type": "integer"}, count={"type": "char"}, on={"type": "boolean"}, marks={"type": "float"})
    assert [samples[0].parts[name] for name in ("word", "count", "on", "marks")] == [False, False, True, False]
    assert [read_values(samples[0])[name] for name in ("word", "count", "on", "marks")] == [False, False, True, False]
    redefine(samples, word={"type": "date"}, count={"type": "many2one", "comodel": "field.kind"})
    assert samples[0].parts["word"] is False
    assert samples[0].parts["count"]._name == "field.kind"


def test_options_and_tags_that_are_gone_say_nothing(samples):
    redefine(samples, sort={"selection": [["b", "B"]]}, marks={"tags": [["x", "X", 1]]})
    assert [sample.parts["sort"] for sample in samples] == [False, "b", False]
    assert [sample.parts["marks"] for sample in samples] == [["x"], [], False]
    assert read_values(samples[0])["sort"] is False
    assert read_values(samples[0])["marks"] == ["x"]
    assert groups(samples, "sort") == [("b", 1, ["second"]), (False, 2, ["first", "third"])]
    assert groups(samples, "marks") == [(("x", "X", 1), 1, ["first"]), (False, 2, ["second", "third"])]


def test_records_that_are_gone_say_nothing(env, samples):
    k1, k2 = samples[0].parts["many"]
    assert groups(samples, "one") == [((k1.id, "k1"), 1, ["first"]), (False, 2, ["second", "third"])]
    k1.unlink()
    env.flush_all()
    env.invalidate_all()
    assert read_values(samples[0])["one"] is False
    assert read_values(samples[0])["many"] == [(k2.id, "k2")]
    assert groups(samples, "one") == [(False, 3, ["first", "second", "third"])]
    assert groups(samples, "many") == [((k2.id, "k2"), 1, ["first"]), (False, 2, ["second", "third"])]


@pytest.mark.parametrize(
    ("value", "error"), [("word", ValueError), (5, TypeError), ([5], TypeError), ({1, 2}, TypeError)], ids=repr
)
def test_what_holds_no_values_is_refused(samples, value, error):
    with pytest.raises(error, match=r"^Wrong value for field\.sample\.parts: .* is not a dictionary from names"):
        samples[0].write({"parts": value})


def test_records_that_properties_lead_to_are_fetched_together(env, samples):
    holder = samples.kind_id
    made = env["field.sample"].create(
        [
            {"kind_id": holder.id, "parts": {"one": other.id, "many": other.ids}}
            for other in env["field.kind"].create([{"name": f"k{number}"} for number in range(12)])
        ]
    )

    def count(records, function):
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        result = function(records)
        return result, env.cr.sql_log_count - before

    def names(records):
        return [(record.parts["one"].name, record.parts["many"].mapped("name")) for record in records]

    _few, for_few = count(made[:2], names)
    result, for_many = count(made, names)
    assert result == [(f"k{number}", [f"k{number}"]) for number in range(12)]
    assert for_many == for_few
    _few, for_few = count(made[:2], lambda records: records.read(["parts"]))
    result, for_many = count(made, lambda records: records.read(["parts"]))
    assert [item["value"][1] for row in result for item in row["parts"] if item["name"] == "one"] == [
        f"k{number}" for number in range(12)
    ]
    assert for_many == for_few
