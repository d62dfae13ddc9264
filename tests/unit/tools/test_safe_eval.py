"""Evaluated code: what it can do, and what it cannot."""

import pytest

from trivium.exceptions import UserError
from trivium.tools import safe_eval as module
from trivium.tools.safe_eval import UnsafeError, const_eval, expr_eval, safe_eval, test_python_expr, wrap_module


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 1", 2),
        (" 1 ", 1),
        ("[x * 2 for x in values if x > 1]", [4, 6]),
        ("{k: v for k, v in pairs}", {"a": 1}),
        ("(lambda a, b=2: a + b)(1)", 3),
        ("'%s-%05.1f' % ('a', 2.25)", "a-002.2"),
        ("'{:>5}|{0.real}'.format(3) if False else '{:>3}'.format(3)", "  3"),
        ("f'{values[0]:03d}{name!r}'", "001'n'"),
        ("max(values) if name else 0", 3),
        ("isinstance(b'x', bytes)", True),
        ("reduce(lambda a, b: a + b, values)", 6),
        ("sorted(values, reverse=True)", [3, 2, 1]),
        ("'a,b'.split(',')", ["a", "b"]),
        ("', '.join(map(str, values))", "1, 2, 3"),
        ("'aXb'.replace('X', '-')", "a-b"),
        ("{**{'a': 1}, 'b': [*values]}", {"a": 1, "b": [1, 2, 3]}),
        ("-2 ** 2", -4),
        ("round(2.675, 1)", 2.7),
        ("not values or name", "n"),
    ],
)
def test_expressions_have_their_value(expression, value):
    assert safe_eval(expression, {"values": [1, 2, 3], "pairs": [("a", 1)], "name": "n"}) == value


ESCAPES = [
    "().__class__.__bases__[0].__subclasses__()",
    "(1).__class__",
    "''.__class__.mro()",
    "(lambda: 0).__globals__",
    "(lambda: 0).__code__.co_consts",
    "(x for x in [1]).gi_frame.f_back.f_globals",
    "[].append.__self__",
    "__import__('os')",
    "__builtins__",
    "open('/etc/passwd')",
    "getattr('', 'join')",
    "setattr",
    "eval('1')",
    "exec('1')",
    "compile('1', '', 'eval')",
    "globals()",
    "locals()",
    "vars()",
    "type('X', (), {})",
    "object",
    "input()",
    "breakpoint()",
    "'{0.__class__}'.format(1)",
    "'{0[__class__]}'.format({})",
    "'{a.__class__}'.format_map({'a': 1})",
    "str.format('{0.__class__.__mro__}', 1)",
    "(str.format)('{0.__init__.__globals__}', 1)",
    "list(map(str.format, ['{0.__class__}'], [1]))",
    "f'{().__class__}'",
    "print(1)",
    "(yield)",
    "await x",
    "(x := 1)",
    "lambda __x: 1",
    "[__x for __x in [1]]",
    "dict(__class__=1)['__class__'].__class__",
    "name.f_globals",
    "name.tb_frame",
    "import os",
    "1; 2",
    "'\x00'",
]


@pytest.mark.parametrize("expression", ESCAPES)
def test_escapes_are_refused(expression):
    with pytest.raises(ValueError, match="while evaluating"):
        safe_eval(expression, {"name": "n"})


STATEMENT_ESCAPES = [
    "import os",
    "from os import path",
    "class A: pass",
    "name.attribute = 1",
    "del name.attribute",
    "global name",
    "def __init__(): pass",
    "try:\n    1/0\nexcept Exception as __e: pass",
    "async def f(): pass",
    "@property\nclass A: pass",
    "with open('x') as f: pass",
    "__builtins__ = {}",
    "name = ().__class__",
    "values[:] = []",
    "match name:\n    case str(): pass",
]


@pytest.mark.parametrize("code", STATEMENT_ESCAPES)
def test_statements_that_escape_are_refused(code):
    with pytest.raises(ValueError, match="while evaluating"):
        safe_eval(code, {"name": "n", "values": [1]}, mode="exec")


GREEDY = [
    "10 ** 10 ** 8",
    "1 << 10 ** 9",
    "'a' * 10 ** 9",
    "[0] * 10 ** 9",
    "list(range(10 ** 12))",
    "bytes(10 ** 10)",
    "'%999999999d' % 1",
    "'%*d' % (999999999, 1)",
    "'{:>999999999}'.format(1)",
    "'{:>{}}'.format(1, 10 ** 9)",
    "f'{1:>{10 ** 9}}'",
    "'a'.ljust(10 ** 9)",
    "'a'.zfill(10 ** 9)",
    "(1).to_bytes(10 ** 9, 'big')",
    "round(1, -10 ** 9)",
    "reduce(lambda text, _: f'{text}{text}', range(60), 'ab')",
    "reduce(lambda text, _: text + text, range(60), 'ab')",
    "reduce(lambda items, _: [*items, *items], range(60), [1])",
    "reduce(lambda text, _: text.replace('a', 'aa'), range(60), 'a')",
    "reduce(lambda text, _: '%s%s' % (text, text), range(60), 'ab')",
    "reduce(lambda text, _: ''.join([text, text]), range(60), 'ab')",
    "reduce(lambda text, _: repr(text), range(60), chr(92))",
]


@pytest.mark.parametrize("expression", GREEDY)
def test_what_would_fill_the_memory_is_refused(expression):
    with pytest.raises(ValueError, match=r"LimitError|OverflowError"):
        safe_eval(expression)


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "while True:\n    try:\n        x = 1\n    except: pass",
        "while True:\n    try:\n        while True: pass\n    except Exception: pass",
        "for i in range(4000):\n    for j in range(4000): pass",
        "x = [0 for i in range(4000) for j in range(4000)]",
    ],
)
def test_loops_without_end_are_stopped(code, monkeypatch):
    monkeypatch.setattr(module, "STEP_LIMIT", 50_000)
    with pytest.raises(ValueError, match="stopped after"):
        safe_eval(code, {}, mode="exec")


def test_recursion_without_end_is_an_error():
    with pytest.raises(ValueError, match="RecursionError"):
        safe_eval("def f(): return f()\nf()", {}, mode="exec")


def test_statements_leave_their_names_in_the_context():
    context = {"start": 1}
    safe_eval(
        """
def double(value, times=2):
    return value * times

total = 0
for number in range(4):
    if number == 1:
        continue
    total += double(number)
items = alias = [start]
items += [2]
counts = {'a': 1}
counts['a'] += 4
try:
    1 / 0
except ZeroDivisionError as error:
    text = str(error)
""",
        context,
        mode="exec",
    )
    assert context["total"] == 10
    assert context["alias"] == [1, 2]
    assert context["counts"] == {"a": 5}
    assert context["text"] == "division by zero"
    assert not any(name.startswith("__") for name in context)


def test_generators_can_be_written():
    context = {}
    safe_eval(
        "def twice(n):\n    for i in range(n):\n        yield i * 2\nresult = list(twice(3))", context, mode="exec"
    )
    assert context["result"] == [0, 2, 4]


def test_a_subscript_is_computed_once_when_it_is_augmented():
    calls = []
    safe_eval("data[key()] += 1", {"data": {"a": 1}, "key": lambda: calls.append(1) or "a"}, mode="exec")
    assert calls == [1]


def test_errors_of_users_are_passed_on():
    def fail():
        raise UserError("no")

    with pytest.raises(UserError, match="no"):
        safe_eval("fail()", {"fail": fail})
    with pytest.raises(ZeroDivisionError):
        safe_eval("1 / 0")


def test_other_errors_name_the_source():
    with pytest.raises(ValueError, match=r"KeyError: \"'b'\" while evaluating\n\"d\['b'\]\""):
        safe_eval("d['b']", {"d": {}})


def test_modules_are_refused_unless_wrapped():
    import os

    with pytest.raises(TypeError, match="wrap it first"):
        safe_eval("os", {"os": os})
    wrapped = wrap_module(os, ["sep"])
    assert safe_eval("os.sep", {"os": wrapped}) == "/"
    with pytest.raises(ValueError, match="AttributeError"):
        safe_eval("os.environ", {"os": wrapped})
    with pytest.raises(AttributeError, match="cannot be changed"):
        wrapped.sep = "x"


def test_wrapped_modules_have_what_users_need():
    context = {name: getattr(module, name) for name in ("datetime", "dateutil", "json", "time", "pytz")}
    assert safe_eval("datetime.date(2026, 1, 31) + dateutil.relativedelta.relativedelta(months=1)", context).day == 28
    assert safe_eval("json.loads('[1]') + [json.dumps({})]", context) == [1, "{}"]
    assert safe_eval("pytz.timezone('Europe/Brussels').zone", context) == "Europe/Brussels"
    with pytest.raises(ValueError, match="LimitError"):
        safe_eval("time.sleep(3600)", context)


def test_code_is_checked_without_running():
    assert test_python_expr("a + b") is False
    assert "SyntaxError" in test_python_expr("a +")
    assert "Import is not allowed" in test_python_expr("import os", mode="exec")
    assert "forbidden name '__class__'" in test_python_expr("a.__class__")


def test_constants_and_expressions_over_constants():
    assert const_eval(" {'a': (1, None)} ") == {"a": (1, None)}
    assert expr_eval("2 * (3 + 4)") == 14
    for wrong in ("a", "f()", "1 +"):
        with pytest.raises(ValueError, match=r"constant|malformed"):
            const_eval(wrong)
    with pytest.raises(ValueError, match="uses the name 'a'"):
        expr_eval("a + 1")


def test_markup_is_formatted_with_values_escaped():
    from markupsafe import Markup

    assert safe_eval("m.format('<')", {"m": Markup("<b>{}</b>")}) == Markup("<b>&lt;</b>")


def test_unsafe_error_is_a_value_error():
    assert issubclass(UnsafeError, ValueError)
