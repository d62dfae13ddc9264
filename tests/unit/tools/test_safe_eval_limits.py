"""Code that would use up the machine, or read its files, by what evaluated code can reach."""

import json as plain_json
import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trivium.tools.safe_eval import _guards as guards
from trivium.tools.safe_eval import datetime, dateutil, json, pytz, safe_eval, test_python_expr, time

NAMES = {"datetime": datetime, "dateutil": dateutil, "json": json, "pytz": pytz, "time": time}

GREEDY = [
    "any(map(lambda x: any(map(lambda y: 0, range(10 ** 6))), range(10 ** 6)))",
    "list(filter(lambda x: any(filter(lambda y: 0, range(10 ** 6))), range(10 ** 6)))",
    "sorted(range(10 ** 6), key=lambda x: any(map(lambda y: 0, range(10 ** 6))))",
    "(lambda f: f(f, 40))(lambda f, n: n and (f(f, n - 1), f(f, n - 1)))",
    "reduce(lambda t, _: t.translate({97: 'aa'}), range(60), 'a')",
    "str(['a' * 10 ** 6] * 10 ** 6)",
    "repr(['a' * 10 ** 6] * 10 ** 6)",
    "f\"{['a' * 10 ** 6] * 10 ** 6}\"",
    "f\"{['a' * 10 ** 6] * 10 ** 6!s}\"",
    "'%s' % [['a' * 10 ** 6] * 10 ** 6]",
    "'{}'.format(['a' * 10 ** 6] * 10 ** 6)",
    "list(map(str, [['a' * 10 ** 6] * 10 ** 6]))",
    "str(reduce(lambda t, _: (t, t), range(40), ()))",
    "json.dumps(reduce(lambda t, _: [t, t], range(40), []))",
    "(lambda x: [list.extend(x, x) for i in range(60)])([1])",
    "sum([[0] * 10 ** 6] * 10 ** 6, [])",
    "bytes.replace(b'a' * 10 ** 6, b'a', b'a' * 10 ** 6)",
    "str.replace('a' * 10 ** 6, 'a', 'a' * 10 ** 6)",
    "str.ljust('a', 10 ** 9)",
    "list(dateutil.rrule.rrule(dateutil.rrule.SECONDLY))",
    "dateutil.parser.parse('1' * 10 ** 6)",
    "int('f' * 10 ** 6, 16) // 7",
    "int.from_bytes(b'a' * 10 ** 6, 'big') % 7",
    "list(map(int.from_bytes, [b'a' * 10 ** 6], ['big']))",
    "json.dumps(obj=reduce(lambda t, _: [t, t], range(40), []))",
    "json.dumps([[1] * 1000] * 100, indent=10 ** 6)",
    "json.dumps([1] * 10 ** 4, separators=('a' * 10 ** 5, ''))",
    "'{!r}'.format(reduce(lambda t, _: (t, t), range(40), ()))",
    "'{:{!s}}'.format(1, reduce(lambda t, _: [t, t], range(40), []))",
    "('%9999d' * 10 ** 4) % ((1,) * 10 ** 4)",
    "('%*d' * 10 ** 4) % ((9999, 1) * 10 ** 4)",
    "('%(a)s' * 10 ** 5) % {'a': 'x' * 10 ** 5}",
    "reduce(lambda t, _: t.encode('unicode_escape').decode('latin-1'), range(60), chr(92))",
    "reduce(lambda b, _: str.encode(b.hex()), range(60), b'a')",
]


@pytest.mark.parametrize("expression", GREEDY)
def test_what_would_use_up_the_machine_is_stopped(expression, monkeypatch):
    monkeypatch.setattr("trivium.tools.safe_eval.STEP_LIMIT", 200_000)
    with pytest.raises(ValueError, match="LimitError"):
        safe_eval(expression, dict(NAMES))


GREEDY_STATEMENTS = [
    "x = 10\nx **= 900\nx **= 900",
    "x = [0] * 1000\nx *= 900\nx *= 900",
    "x = 1 << 90000\nfor i in range(30):\n    x <<= 900",
    "x = '%999999d'\nx %= 5",
]


@pytest.mark.parametrize("code", GREEDY_STATEMENTS)
def test_assignments_that_add_up_are_bounded(code):
    with pytest.raises(ValueError, match="LimitError"):
        safe_eval(code, {}, mode="exec")


def test_assignments_with_small_numbers_work_as_they_did():
    names = {}
    safe_eval("x = 5\nx += 1\nx *= 4\nx -= 2\nx **= 2\nx //= 4\nx %= 100\nx <<= 2", names, mode="exec")
    assert names["x"] == ((((5 + 1) * 4 - 2) ** 2 // 4) % 100) << 2


KEPT = [
    "len(list(map(list.copy, [[0] * 10 ** 6] * 5000)))",
    "len(list(map(set().union, [range(10 ** 6)] * 5000)))",
    "len(list(map(dict.fromkeys, [range(10 ** 6)] * 5000)))",
    "len(sorted([[0] * 10 ** 6] * 5000, key=list.copy))",
    "len([items[:] for items in [[0] * 10 ** 6] * 60])",
    "len([text.split('b') for text in ['cab' * 10 ** 5] * 60])",
]


@pytest.mark.parametrize("expression", KEPT)
def test_values_that_methods_make_are_counted(expression, monkeypatch):
    monkeypatch.setattr("trivium.tools.safe_eval._budget.MEMORY_LIMIT", 64 * 2**20)
    with pytest.raises(ValueError, match="LimitError"):
        safe_eval(expression, dict(NAMES))


@pytest.mark.parametrize("name", ["tzfile", "tzical", "tz"])
def test_classes_that_read_files_are_not_there(name):
    with pytest.raises(ValueError, match="AttributeError"):
        safe_eval(f"dateutil.tz.{name}", dict(NAMES))


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../etc/passwd", "/dev/zero", ":/etc/passwd"])
def test_time_zones_are_no_files(path):
    assert safe_eval("dateutil.tz.gettz(path)", {**NAMES, "path": path}) is None


def test_what_is_bounded_works_as_it_did():
    assert safe_eval("str(12) + str() + str(b'a', 'utf-8')") == "12a"
    assert safe_eval("[isinstance('a', str), isinstance(1, str), isinstance(1, (int, str))]") == [True, False, True]
    assert safe_eval("sorted([2, 11], key=str)") == [11, 2]
    assert safe_eval("int('12') + int() + int('f', 16) + int.from_bytes(b'a', 'big') + int(True)") == 12 + 15 + 97 + 1
    assert safe_eval("[isinstance(1, int), isinstance('1', int), isinstance(1, (str, int))]") == [True, False, True]
    assert safe_eval("dateutil.parser.parse('2026-01-02').day", dict(NAMES)) == 2
    assert safe_eval("sum([1, 2]), sum([[1], [2]], []), sum((x for x in [0.5]), 1)") == (3, [1, 2], 1.5)
    assert safe_eval("'abc'.translate({97: 'xy', 98: None})") == "xyc"
    assert safe_eval("'%s %5.2f%%' % ('a', 2), '%(a)s %(b)04d' % {'a': 'x', 'b': 7}") == ("a  2.00%", "x 0007")
    assert safe_eval("'{0!r:>5} {0!s}'.format('ab'), 'Ab c'.upper().split(), str.lower('X')") == (
        " 'ab' ab",
        ["AB", "C"],
        "x",
    )
    assert safe_eval("json.dumps({'a': [1]}, indent=1, separators=(',', ':'))", dict(NAMES)) == '{\n "a":[\n  1\n ]\n}'
    assert safe_eval("'é'.encode().hex(), b'a-b'.split(b'-'), b'x'.decode('ascii')") == ("c3a9", [b"a", b"b"], "x")
    assert safe_eval("dateutil.tz.gettz('Europe/Brussels').utcoffset(datetime.datetime(2026, 1, 1))", dict(NAMES))
    days = "list(dateutil.rrule.rrule(dateutil.rrule.DAILY, dtstart=datetime.datetime(2026, 1, 1), count=3))"
    assert len(safe_eval(days, dict(NAMES))) == 3


def test_sizes_are_seen_through_containers():
    guards.check_shown([{"a": [1, 2, ("x",)]}])
    with pytest.raises(guards.LimitError):
        guards.check_shown({"a": ["x" * 10**6] * 2})


ATOMS = st.sampled_from([
    "1", "'a'", "()", "[]", "{}", "x", "str", "int", "dict", "list", "Exception", "datetime", "dateutil", "json",
    "time", "(lambda: 0)", "(i for i in [1])", "f'{x}'", "''.format", "{}.get", "[].append", "datetime.datetime",
    "dateutil.tz", "json.loads", "map", "bytes", "reduce", "(1).real", "Exception('a')",
])  # fmt: skip
ATTRIBUTES = st.sampled_from([
    "__class__", "__base__", "__mro__", "mro", "__subclasses__", "__globals__", "__builtins__", "__self__", "__dict__",
    "__init__", "__func__", "__code__", "__closure__", "__wrapped__", "__module__", "__import__", "__getattribute__",
    "__reduce__", "__traceback__", "gi_frame", "gi_code", "gi_yieldfrom", "f_back", "f_globals", "f_builtins",
    "f_locals", "tb_frame", "tb_next", "cr_frame", "ag_frame", "func_globals", "format",
    "format_map", "args", "with_traceback",
    "obj", "send", "throw", "_repr", "datetime", "tz", "gettz", "get", "keys", "join", "real",
    "now", "replace", "loads",
])  # fmt: skip
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({}).{}".format, inner, ATTRIBUTES),
        st.builds("({})({})".format, inner, inner),
        st.builds("({})[{}]".format, inner, inner),
        st.builds("[{} for y in {}]".format, inner, inner),
        st.builds("(lambda z: {})({})".format, inner, inner),
        st.builds("{{{!r}: {}}}".format, ATTRIBUTES, inner),
        st.builds("'{{0.{}}}'.format({})".format, ATTRIBUTES, inner),
        st.builds("'{{a[{}]}}'.format_map({{'a': {}}})".format, ATTRIBUTES, inner),
        st.builds("f'{{({}).{}}}'".format, inner, ATTRIBUTES),
        st.builds("list(map({}, [{}]))".format, inner, inner),
    ),
    max_leaves=8,
)
INSIDE = (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType, types.MappingProxyType)


@settings(max_examples=1500, deadline=None, derandomize=True, database=None)
@given(EXPRESSIONS)
def test_no_expression_reaches_the_inside(expression):
    try:
        value = safe_eval(expression, {**NAMES, "x": "text"})
    except (ValueError, ZeroDivisionError):
        return
    assert not isinstance(value, INSIDE), expression
    assert not (isinstance(value, type) and value in {object, type}), expression


@settings(max_examples=1000, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=60))
def test_any_text_is_code_or_is_not(text):
    assert test_python_expr(text, "exec") is False or isinstance(test_python_expr(text, "exec"), str)
    assert plain_json.dumps(test_python_expr(text)) is not None


MANY = [
    "[[0] * 10 ** 6 for y in range(1000)]",
    "{y: 'a' * 10 ** 6 for y in range(2000)}",
    "[str(y) * 10 ** 5 for y in range(10 ** 5)]",
    "list(map(lambda y: 'é'.ljust(10 ** 5), range(10 ** 5)))",
    "[list(range(10 ** 6)) for y in range(100)]",
    "[x.upper() for y in range(10 ** 6)]",
]


@pytest.mark.parametrize("expression", MANY)
def test_many_values_of_an_allowed_size_do_not_fill_the_memory(expression, monkeypatch):
    monkeypatch.setattr("trivium.tools.safe_eval._budget.MEMORY_LIMIT", 24 * 2**20)
    with pytest.raises(ValueError, match="keeps more than"):
        safe_eval(expression, {"x": "a" * 10**6})


def test_values_that_are_not_kept_are_not_counted(monkeypatch):
    monkeypatch.setattr("trivium.tools.safe_eval._budget.MEMORY_LIMIT", 24 * 2**20)
    assert len(safe_eval("reduce(lambda text, y: text + 'line', range(20000), '')")) == 80000
    assert safe_eval("sum(len('a' * 10 ** 6) for y in range(200))") == 200 * 10**6


@pytest.mark.parametrize(
    "expression",
    [
        "[sum(range(10 ** 6)) for y in range(10 ** 6)]",
        "list(map(sum, [range(10 ** 6)] * 1000))",
        "sorted(zip(*[range(10 ** 5)] * 3)) and max(map(max, [range(10 ** 6)] * 1000))",
        "any(filter(all, zip(range(10 ** 7), [0] * 10 ** 6)))",
    ],
)
def test_steps_of_builtins_are_counted_together(expression, monkeypatch):
    monkeypatch.setattr("trivium.tools.safe_eval.STEP_LIMIT", 300_000)
    with pytest.raises(ValueError, match="stopped after 300,000 steps"):
        safe_eval(expression)


@pytest.mark.parametrize("name", ["list", "tuple", "set", "frozenset", "dict", "str", "bytes", "int"])
def test_the_builtin_behind_a_bounded_class_is_out_of_reach(name):
    assert safe_eval(f"isinstance({name}(), {name})")
    with pytest.raises(ValueError, match="__real__"):
        safe_eval(f"{name}.__real__")
    with pytest.raises(ValueError, match="_real"):
        safe_eval(f"{name}._real")


def test_containers_are_those_of_python():
    assert safe_eval("[list('ab'), tuple([1]), set([1, 1]), dict(a=1), dict([('b', 2)]), frozenset()]") == [
        ["a", "b"], (1,), {1}, {"a": 1}, {"b": 2}, frozenset(),
    ]  # fmt: skip
    assert safe_eval("isinstance([], list), isinstance({}, (list, dict)), isinstance((), dict)") == (True, True, False)
    assert safe_eval("dict.fromkeys('ab', 1), max(1, 3, 2), min([4, 2], default=0), max([], default=7)") == (
        {"a": 1, "b": 1}, 3, 2, 7,
    )  # fmt: skip
    assert type(safe_eval("list((1,))")) is list
