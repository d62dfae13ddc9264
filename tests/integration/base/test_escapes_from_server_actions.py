"""Code of server actions that tries to get out: to the inside of Python, to files, to another user of the database."""

import collections
import inspect
import io
import pathlib
import socket
import types

import psycopg
import pytest

from trivium.tools.safe_eval import BUILTINS, UnsafeError, check_attribute, safe_eval
from trivium.tools.safe_eval._guards import GUARDED_ATTRIBUTES, guarded_attribute

PROGRAMS = [
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/copied'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    "CREATE ROLE mine SUPERUSER",
    "SET ROLE postgres",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION file_fdw",
]
ESCAPES = """
env.cr._cnx
env.cr._pool
env.cr._connection
env.cr.connection
env.cr.connect('user=postgres')
env.cr.connect.__self__
env.cr.pgconn
env.registry._db
env.user.pool._db
env.registry.signaling._listeners
env.registry.__class__
env.registry['res.partner'].mro()
env.registry['res.partner']._fields['name'].compute.__globals__
env.registry.cursor().__class__
env.registry.check_signaling.__func__.__globals__
env.user['__class__']
env.user.mapped('__class__')
env.user.filtered('__class__.__init__')
env.user.browse.__self__
env.lang.__class__
env['ir.attachment']._full_path('../../../../etc/passwd')
env['ir.attachment']._full_path('/etc/passwd')
env['ir.qweb']._render('/etc/passwd')
env['ir.qweb']._render('<t t-out="().__class__"/>')
env['ir.qweb']._render('<t t-out="env.cr._cnx"/>', {'env': env})
env['ir.qweb']._render('<t t-out="env.cr.connection"/>', {'env': env})
env['ir.qweb']._render('<span t-field="user.__class__"/>', {'user': env.user})
env['ir.qweb']._render('<t t-out="str.format(chr(123) + \\'0.__class__}\\', 1)"/>')
env['ir.actions.server']._run_action_code_multi({'x': __import__})
env['res.partner'].search([], order='id; DROP TABLE res_partner')
env['res.partner'].search([], order='(SELECT 1)')
env['res.partner']._read_group([], ['name); DROP TABLE res_partner'], [])
env['ir.rule'].create({'name': 'r', 'model_id': 1, 'domain_force': "[('id', '=', ().__class__)]"})
env['ir.sequence'].create({'name': 's', 'prefix': '%(__class__)s'}).next_by_id()
_logger.log.__globals__
_logger.debug.func.__globals__
log.__globals__
log.__closure__
float_compare.__globals__
b64encode.__globals__
timezone.__globals__
timezone('../../../../etc/passwd')
Command.__subclasses__()
Command.mro()
Command.create.__func__
UserError.__init__.__globals__
UserError.__subclasses__()
datetime.sys
datetime._repr.__class__
datetime.datetime.now().__reduce__()
dateutil.parser.parser
dateutil.parser.parse.__globals__
dateutil.parser.parse('1' * 10 ** 6)
dateutil.tz.tzfile('/etc/passwd')
dateutil.rrule.rrulestr('RRULE:FREQ=SECONDLY')
dateutil.rrule.rrule.__init__
str.__dict__
list.__base__
dict._real.__subclasses__()
isinstance.__self__
Exception.__subclasses__()
map.__class__
int.from_bytes.__self__
int.from_bytes(b'a' * 10 ** 6, 'big')
int('f' * 10 ** 6, 16)
__name__
__builtins__
__tick__
(lambda: (yield))().gi_frame
(i for i in ()).gi_yieldfrom
(lambda __tick__: 1)(2)
'{0.cr.__class__}'.format(env)
'{0.cr._cnx}'.format(env)
'{a.cr._pool}'.format_map({'a': env})
f'{env.cr._cnx}'
[x for env.x in [1]]
""".strip().splitlines()
STATEMENTS = [
    "import os",
    "env.cr.execute = 1",
    "del env.cr",
    "global env",
    "class X: pass",
    "def f(__tick__): pass",
    "with env.cr as c: c.__exit__",
    "try:\n    1 / 0\nexcept Exception as e:\n    action = e.__traceback__",
    "try:\n    env.zzz\nexcept AttributeError as e:\n    action = e.obj.__class__",
    "def f():\n    yield\naction = f().gi_frame",
    "for env.x in [1]: pass",
    "@str.format\ndef f(): pass\naction = f.__globals__",
]


@pytest.fixture
def context(env):
    values = {"name": "try", "model_id": env.ref("base.model_res_partner").id, "state": "code", "code": "x = 1"}
    action = env["ir.actions.server"].create(values)
    return action._get_eval_context(action)


@pytest.mark.parametrize("statement", PROGRAMS)
def test_sql_stays_within_the_database(env, context, statement):
    refused = r"InsufficientPrivilege|FeatureNotSupported|UndefinedFile"
    with pytest.raises(ValueError, match=refused), env.cr.savepoint():
        safe_eval("env.cr.execute(statement)", {**context, "statement": statement}, mode="exec")


@pytest.mark.parametrize("code", [f"action = {line}" for line in ESCAPES] + STATEMENTS)
def test_code_does_not_get_out(env, context, code):
    before = dict(context)
    with pytest.raises(Exception, match=r"\w"), env.cr.savepoint():
        safe_eval(code, context, mode="exec")
    assert context.get("action") == before.get("action")


def test_names_of_connections_are_good_for_other_things(context):
    values = {**context, "record": types.SimpleNamespace(connection="by train", connect=lambda: "called")}
    safe_eval("action = (record.connection, record.connect())", values, mode="exec")
    assert values["action"] == ("by train", "called")


DANGEROUS = (
    types.ModuleType, types.FrameType, types.CodeType, types.TracebackType, pathlib.Path, io.IOBase, socket.socket,
    psycopg.Connection, psycopg.pq.PGconn,
)  # fmt: skip
DEPTH = 4


def attributes(value):
    """Give what evaluated code reaches of a value: items and attributes, each with its name."""
    if isinstance(value, dict):
        yield from ((f"[{key!r}]", item) for key, item in list(value.items())[:50])
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from ((f"[{index}]", item) for index, item in enumerate(list(value)[:10]))
    is_record = hasattr(type(value), "_fields") and not isinstance(value, type)
    for name in dir(value):
        try:
            check_attribute(name)
            if is_record and name in value._fields:
                continue
            item = guarded_attribute(value, name) if name in GUARDED_ATTRIBUTES else getattr(value, name)
        except UnsafeError:
            continue
        except Exception:
            continue
        if not (is_record and inspect.ismethod(item)):
            yield f".{name}", item


def test_no_chain_of_attributes_leads_out(env, context):
    """Whatever the names of server actions hold, and what that holds: no modules, files, connections, frames."""
    roots = {name: value for name, value in BUILTINS.items() if not name.startswith("__")} | context
    roots |= {model: env[model] for model in ("ir.attachment", "ir.qweb", "ir.http", "ir.mail_server", "ir.cron")}
    waiting = collections.deque((name, value, 0) for name, value in roots.items())
    seen = {}
    found = []
    while waiting:
        path, value, depth = waiting.popleft()
        if id(value) in seen:
            continue
        seen[id(value)] = value
        if isinstance(value, DANGEROUS):
            found.append((path, type(value).__name__))
        elif depth < DEPTH and not isinstance(value, (str, bytes, int, float, bool, type(None))):
            waiting.extend((path + name, item, depth + 1) for name, item in attributes(value))
    assert len(seen) > 1000
    assert found == []
