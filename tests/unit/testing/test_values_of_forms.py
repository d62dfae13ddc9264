"""The values of forms, and the commands to save them."""

from trivium.testing.asserts import Approx, Like, WhitespaceInsensitive
from trivium.testing.form_values import M2MValue, O2MValue, UpdateDict
from trivium.testing.form_view import get_static_context


def test_changes_are_remembered():
    values = UpdateDict(a=1, b=2)
    values.update(b=3)
    assert list(values.changed_items()) == [("b", 3)]


def test_lines_become_commands():
    lines = O2MValue([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    lines.update(1, {"name": "changed"})
    lines.remove(2)
    lines.add(3, {"id": 3, "name": "c"})
    virtual = lines.create({"name": "new"})
    assert lines.to_commands() == [
        (2, 2, 0),
        (1, 1, {"name": "changed"}),
        (4, 3, 0),
        (0, virtual, {"name": "new"}),
    ]
    assert lines == [1, 3, virtual]


def test_records_become_commands():
    records = M2MValue([{"id": 1}, {"id": 2}])
    records.remove(1)
    records.add(3, {"id": 3})
    assert records.to_commands() == [(3, 1, 0), (4, 3, 0)]


def test_constants_of_a_context():
    assert get_static_context("{'a': 1, 'b': active_id, 'c': [(4, 5)]}") == {"a": 1, "c": [(4, 5)]}
    assert get_static_context("context") == {}


def test_values_that_are_nearly_equal():
    assert Approx(0.1 + 0.2, 2) == 0.3
    assert Approx(0.1, 2) != 0.2
    assert WhitespaceInsensitive("a  b\n") == "a b"
    assert Like("Dear ..., your order") == "Dear Ann,  your order"
    assert Like("Dear ...") != "Hello"
