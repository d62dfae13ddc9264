"""What no line of the platform does: shells, pickles, weak digests, patterns and paths made of what people type."""

import ast
import json

import lxml.html
import pytest
from tests.support.markdown import ROOT

from trivium.tools.json import scriptsafe
from trivium.tools.mail import html_sanitize

SOURCES = ROOT / "src"


def modules():
    """Give the modules that a server runs, as (path from `src`, tree)."""
    for path in sorted(SOURCES.rglob("*.py")):
        if "tests" not in path.parts:
            yield path.relative_to(SOURCES).as_posix(), ast.parse(path.read_text("utf-8"))


TREES = tuple(modules())


def dotted(node):
    """Return `a.b.c` for the node of such an expression."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def calls():
    for path, tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, node, dotted(node.func)


def is_text(node):
    return isinstance(node, ast.Constant)


def test_no_shell_is_started():
    assert len(TREES) > 400
    started = []
    for path, node, name in calls():
        assert name not in {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}, path
        if name.startswith("subprocess."):
            shells = [word for word in node.keywords if word.arg == "shell"]
            assert not shells, f"{path}:{node.lineno}"
            started.append(path)
    assert started


def test_nothing_that_people_send_is_unpickled():
    unsafe = {"pickle", "cPickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
    found = {
        (path, name)
        for path, tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name.split(".")[0] in unsafe
    }
    assert found == set()


def test_old_digests_are_for_names_alone():
    uses = {}
    for path, node, name in calls():
        old = name.rpartition(".")[2] in {"md5", "sha1"} and name.startswith("hashlib.")
        by_name = name in {"hashlib.new", "hashlib.file_digest"} and any(
            is_text(argument) and argument.value in {"md5", "sha1"} for argument in node.args
        )
        if old or by_name:
            uses.setdefault(path, []).append((name, {word.arg: word.value for word in node.keywords}))
    # names of contents, and the search for a password among published ones, of which five digits are sent
    assert set(uses) == {
        "trivium/addons/base/models/ir_attachment_content.py",
        "trivium/addons/base/models/password_breaches.py",
        "trivium/data/filestore.py",
    }
    for name, words in (use for path in uses for use in uses[path] if use[0] != "hashlib.file_digest"):
        assert words["usedforsecurity"].value is False, name


def test_secrets_come_from_the_generator_of_the_system():
    """`random` is for what nobody needs to guess."""
    using = {
        path
        for path, tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and ("random" in [alias.name for alias in node.names] or getattr(node, "module", "") == "random")
    }
    assert not [path for path in using if any(word in path for word in ("security", "session", "auth", "totp", "key"))]


ESCAPED = ("re.escape",)
PATTERNS_OF_CODE = frozenset(
    {
        "trivium/http/sessions.py", "trivium/http/useragent.py", "trivium/tools/mail/_addresses.py",
        "trivium/addons/auth_totp/models/auth_totp_recovery.py", "trivium/modules/inspection/check.py",
        "trivium/modules/inspection/files.py",
    }
)  # fmt: skip
"""Modules whose patterns are put together of constants, or of names of Python."""


def test_what_people_type_is_escaped_in_patterns():
    functions = {"compile", "search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"}
    loose = []
    for path, node, name in calls():
        if not name.startswith("re.") or name[3:] not in functions or not node.args:
            continue
        pattern = node.args[0]
        if isinstance(pattern, ast.JoinedStr):
            parts = [part.value for part in pattern.values if isinstance(part, ast.FormattedValue)]
            if all(isinstance(part, ast.Call) and dotted(part.func) in ESCAPED for part in parts):
                continue
            if path not in PATTERNS_OF_CODE:
                loose.append(f"{path}:{node.lineno}")
    assert loose == []


def test_paths_of_xml_are_not_made_of_what_people_type():
    loose = [
        f"{path}:{node.lineno}"
        for path, node, name in calls()
        if name.endswith((".xpath", ".XPath"))
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
        and any(isinstance(part, ast.FormattedValue) for part in ast.walk(node.args[0]))
    ]
    assert loose == []


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "]]>", "\u2028\u2029", "&quot;", "'\""])
def test_json_in_a_script_stays_data(text):
    html = scriptsafe.dumps({"name": text}).__html__()
    assert not set("<>&\u2028\u2029") & set(html)
    assert scriptsafe.loads(str(html)) == {"name": text}


HARMFUL = """
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script>
<a href="javascript:alert(1)">x</a>
<a href=" java\tscript:alert(1)">x</a>
<a href="data:text/html,<script>">x</a>
<iframe src="javascript:alert(1)"></iframe>
<object data=x></object>
<embed src=x>
<form action="https://evil.example"><input></form>
<base href="https://evil.example/">
<meta http-equiv="refresh" content="0;url=https://evil.example">
<link rel=stylesheet href="//evil.example">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>
<template><img src=x onerror=alert(1)></template>
<style>@import 'https://evil.example'</style>
<p onclick=alert(1) onmouseover='alert(1)'>x</p>
"""
RUNS = """//script | //svg | //iframe | //object | //embed | //form | //base | //meta | //link | //style | //template
| //@*[starts-with(name(), 'on')] | //@*[contains(translate(., ' \t', ''), 'script:')]
| //@*[starts-with(., 'data:text')]"""


@pytest.mark.parametrize("html", HARMFUL.strip().splitlines())
def test_html_of_people_is_cleaned(html):
    clean = str(html_sanitize(f"<p>before</p>{html}<p>after</p>"))
    tree = lxml.html.fromstring(f"<div>{clean}</div>")
    assert "before" in tree.text_content()
    assert tree.xpath(RUNS) == []


def test_what_is_installed_comes_from_the_lock_files():
    lock = (ROOT / "uv.lock").read_text("utf-8")
    registries = {line.split('"')[1] for line in lock.splitlines() if line.startswith("source = { registry")}
    assert registries == {"https://pypi.org/simple"}
    assert lock.count("hash = ") > 100
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))["packages"]
    fetched = {path: package for path, package in packages.items() if path and not package.get("link")}
    assert len(fetched) > 50
    assert all(package["integrity"].startswith("sha512-") for package in fetched.values())
    origins = {package.get("resolved", "https://registry.npmjs.org/") for package in fetched.values()}
    assert all(origin.startswith("https://registry.npmjs.org/") for origin in origins)
