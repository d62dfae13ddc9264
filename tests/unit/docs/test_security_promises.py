"""What the pages on security promise is what the code does: numbers, events, algorithms, fields, settings."""

import ast
import logging
import re

import pytest
from tests.support.markdown import DOCS, ROOT

from trivium.addons.auth_totp.models import auth_totp_recovery
from trivium.addons.base.models import (
    ir_config_parameter,
    res_users_auth,
    res_users_identitycheck,
    res_users_password_link,
)
from trivium.http.security import guessing
from trivium.http.server import ServerSettings
from trivium.http.service import security
from trivium.http.sessions import SESSION_LIFETIME
from trivium.tools.archives import CELLS, MEMBERS, UNPACKED
from trivium.tools.audit import EVENTS
from trivium.tools.config import OPTIONS
from trivium.tools.image import IMAGE_MAX_RESOLUTION

REFERENCE = DOCS / "reference"
SECURITY = (REFERENCE / "security.md").read_text("utf-8")
LIMITS = (REFERENCE / "limits.md").read_text("utf-8")
DATA = (REFERENCE / "data-protection.md").read_text("utf-8")
ACCESS = (DOCS / "explanation" / "access.md").read_text("utf-8")
PRODUCTION = (DOCS / "how-to" / "run-in-production.md").read_text("utf-8")
DAY = 24 * 3600


def section(page, heading):
    """Return the text below a heading."""
    return re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)[1]


def test_how_guessing_is_hindered():
    """The defences against guessing, and how they are set."""
    text = section(SECURITY, "Signing in")
    after = ir_config_parameter.DEFAULT_PARAMETERS["base.login_cooldown_after"]()
    assert f"After `base.login_cooldown_after` failures of an account ({after})" in text
    assert res_users_auth.ADDRESS_FACTOR == 5
    assert "five times as many from an address" in text
    assert "`base.login_cooldown_duration` seconds (60)" in text
    assert guessing.LONGEST == 3600
    assert "up to an hour" in text
    assert "never lock an account for good" in text
    assert f"| {after} of an account, {after * 5} from an address" in LIMITS


def test_which_words_are_no_passwords():
    text = section(SECURITY, "Signing in")
    assert res_users_auth.MINIMUM_LENGTH == 8
    assert "eight characters at least (`base.password_minimum_length`" in text
    for word in ("the login", "the name", "the address", "the user's companies", "30,000 most frequent"):
        assert word in text
    assert res_users_password_link.HANDED_OVER_HOURS == 24
    assert res_users_password_link.MAILED_HOURS == 2
    assert "good for 24 hours" in text
    assert "good for 2 hours" in text


def test_which_ways_in_there_are():
    text = section(SECURITY, "Signing in")
    for way in (
        "the login page",
        "`/web/session/authenticate`",
        "XML-RPC and JSON-RPC",
        "bearer of JSON-2",
        "second factor",
    ):
        assert way in text
    assert auth_totp_recovery.COUNT == 10
    assert "Recovery codes, ten of them" in text
    assert res_users_identitycheck.CHECK_VALID_SECONDS == 600
    assert "once in ten minutes" in text


def test_how_long_sessions_last_and_why():
    text = section(SECURITY, "Sessions")
    assert SESSION_LIFETIME == 7 * DAY
    assert "a week without use (`sessions.max_inactivity_seconds`)" in text
    assert security.SESSION_MAX_LIFETIME == 90 * DAY
    assert "ninety days after the sign-in (`sessions.max_lifetime_seconds`)" in text
    assert "NIST SP 800-63B" in text


def test_how_many_sessions_there_may_be():
    assert "There is no limit on their number" in section(SECURITY, "Sessions")


@pytest.mark.parametrize("word", ["ir.model.access", "ir.rule", "company_ids", "`groups`", "sudo()", "From outside"])
def test_the_rules_of_access_are_told(word):
    assert word in ACCESS


def test_the_rules_of_fields_are_told():
    assert "A field with `groups` exists for members of these groups only" in section(ACCESS, "Four questions")


def test_the_limits_are_those_of_the_code():
    settings = ServerSettings()
    assert f"| {settings.threads} for each worker, {settings.waiting} waiting" in LIMITS
    assert f"| {OPTIONS['limit_time_real'].default} s, {OPTIONS['limit_time_cpu'].default} s of processor" in LIMITS
    assert OPTIONS["limit_memory_hard"].default == 2560 * 2**20
    assert OPTIONS["import_file_maxbytes"].default == 10 * 2**20
    assert f"{UNPACKED // 2**20} MB, {CELLS:,} cells" in LIMITS
    assert f"{UNPACKED // 2**20} MB, {MEMBERS:,} members" in LIMITS
    assert f"{IMAGE_MAX_RESOLUTION:,} points" in LIMITS
    for name in re.findall(r"`(limit_\w+|websocket_\w+|import_\w+|virus_scanner|workers)`", LIMITS):
        assert name in OPTIONS


def test_how_values_are_checked_is_told():
    text = section(LIMITS, "Values")
    for word in ("fields.md", "@api.constrains", "models.Constraint", "check_company", "on the server"):
        assert word in text


def test_which_files_are_taken_is_told():
    text = section(LIMITS, "Files")
    for word in ("attachments", "pictures", "imports", "backups", "told by the content", "virus_scanner"):
        assert word in text


def test_every_event_is_documented_as_it_is():
    page = (REFERENCE / "security-events.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", page, re.MULTILINE)
    assert rows == [(name, logging.getLevelName(level).lower(), text) for name, (level, text) in EVENTS.items()]
    for word in ("trivium.security", "trivium.http.access", "ir.logging", "UTC", "another machine"):
        assert word in page


def test_every_event_happens_somewhere():
    named = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                named |= {word.value for word in ast.walk(node) if isinstance(word, ast.Constant)} & EVENTS.keys()
            if isinstance(node, ast.Dict):
                named |= {word.value for word in node.values if isinstance(word, ast.Constant)} & EVENTS.keys()
    assert named == EVENTS.keys()


ALGORITHMS = {"sha256": "SHA-256", "sha512": "HMAC-SHA512", "sha1": "SHA-1"}


def test_the_inventory_of_cryptography_is_whole():
    """Every digest, cipher and derivation that the code names stands on the page."""
    text = section(SECURITY, "Cryptography")
    used = set()
    for path in (ROOT / "src").rglob("*.py"):
        source = path.read_text("utf-8")
        used |= {ALGORITHMS[name] for name in re.findall(r"\b(sha256|sha512|sha1)\b", source) if "hashlib" in source}
        used |= {"AES-256-GCM"} if "AESGCM" in source else set()
        used |= {"HKDF-SHA256"} if "HKDF(" in source else set()
        used |= {"argon2id"} if "PasswordHasher" in source else set()
        used |= {"PBKDF2"} if "pbkdf2_hmac" in source else set()
        used |= {
            name
            for name in re.findall(r"\b(Fernet|ChaCha20|TripleDES|ARC4|Blowfish|md5)\b", source)
            if "import" in source
        }
    assert {"argon2id", "AES-256-GCM", "PBKDF2", "SHA-256"} <= used
    assert {name for name in used if name not in text} == set()


def test_keys_have_a_life():
    text = section(DATA, "Keys")
    for word in (
        "`secret_key`",
        "`database.secret`",
        "TLS",
        "One holder each",
        "once a year",
        "TRIVIUM_SECRET_KEY_FILE",
    ):
        assert word in text
    assert "secret_key" in OPTIONS


def test_connections_are_listed():
    text = section(DATA, "Connections")
    for word in (
        "PostgreSQL",
        "Redis",
        "mail servers",
        "webhooks",
        "clamd",
        "password_breaches_url",
        "they choose the address",
    ):
        assert word in text


def test_hidden_fields_are_classified():
    """Fields that code alone may read are secrets: the page says in which form each is kept."""
    text = section(DATA, "Secret fields")
    hidden = set()
    for path in (ROOT / "src" / "trivium" / "addons").rglob("models/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                hidden |= set(_hidden(node))
    assert len(hidden) >= 6
    assert {name for name in hidden if name not in text} == set()


def _hidden(model):
    """Give `model.field` of the fields of a class that no group may read."""
    name = next((node.value.value for node in model.body if isinstance(node, ast.Assign)
                 and isinstance(node.targets[0], ast.Name) and node.targets[0].id in {"_name", "_inherit"}
                 and isinstance(node.value, ast.Constant)), model.name)  # fmt: skip
    for node in model.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            groups = next((word.value for word in node.value.keywords if word.arg == "groups"), None)
            if groups is not None and ast.unparse(groups) in {"fields.NO_ACCESS", "'.'"}:
                yield f"{name}.{node.targets[0].id}"


def test_what_each_level_of_data_asks_for_is_told():
    text = section(DATA, "Levels of data")
    rows = re.findall(r"^\| (secret|personal|internal|public) \|", text, re.MULTILINE)
    assert rows == ["secret", "personal", "internal", "public"] * 2


def proxy():
    """Return the servers of the proxy's settings, by the port that they listen on."""
    code = re.search(r"```nginx[^\n]*\n(.*?)```", PRODUCTION, re.DOTALL)[1]
    servers = re.split(r"^server ", code, flags=re.MULTILINE)[1:]
    return {re.search(r"listen (\d+)", text)[1]: text for text in servers}


def test_the_proxy_speaks_tls_of_this_day_alone():
    assert re.search(r"^\s*ssl_protocols TLSv1.2 TLSv1.3;$", proxy()["443"], re.MULTILINE)


def test_the_proxy_prefers_strong_ciphers():
    ciphers = re.search(r"ssl_ciphers ([^;]+);", proxy()["443"])[1].split(":")
    assert all(name.startswith("ECDHE-") and ("GCM" in name or "POLY1305" in name) for name in ciphers)
    assert "AES256" in ciphers[0]
    assert "ssl_prefer_server_ciphers on;" in proxy()["443"]


PROGRAMS = [
    "/json/2/res.partner/read",
    "/jsonrpc",
    "/xmlrpc/2/object",
    "/web/dataset/call_kw/x/y",
    "/web/session/authenticate",
    "/websocket",
]


@pytest.mark.parametrize("path", PROGRAMS)
def test_programs_are_not_led_on_to_https(path):
    pattern = re.search(r"location ~ (\S+) \{ return 403; \}", proxy()["80"])[1]
    assert re.search(pattern, path)
    assert not re.search(pattern, "/odoo/contacts")
    assert not re.search(pattern, "/web/login")


def test_nothing_is_served_in_the_open():
    assert sorted(proxy()) == ["443", "80"]
    assert "proxy_pass" not in proxy()["80"]
    assert "location / { return 301 https://$host$request_uri; }" in proxy()["80"]
    assert ServerSettings().interface == OPTIONS["http_interface"].default == "127.0.0.1"


def test_websockets_go_through_tls():
    assert "location /websocket" in proxy()["443"]
    assert "proxy_pass" not in proxy()["80"]


def test_times_for_remedies_are_told():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert re.findall(r"(\d+)\s+days", text) == ["3", "14", "60", "180"]
    assert "make audit" in text
    assert re.search(r"^audit:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_a_release_waits_for_the_audit():
    """`make` builds what a target needs from left to right, and ends where something fails."""
    made = (ROOT / "Makefile").read_text("utf-8")
    (needed,) = re.findall(r"^release:([^#\n]*)", made, re.MULTILINE)
    assert needed.split() == ["audit", "lint", "test"]
    recipe = re.search(r"^audit:[^\n]*\n((?:\t[^\n]*\n)+)", made, re.MULTILINE)[1]
    assert "pip-audit" in recipe
    assert "npm audit" in recipe
    assert not [line for line in recipe.splitlines() if line.startswith("\t-") or "|| true" in line]
    builds = [line for line in made.splitlines() if "uv build" in line]
    assert len(builds) == 1


def test_what_takes_long_is_told():
    text = section(LIMITS, "What takes long")
    for word in ("Reports in PDF", "exports and imports", "scheduled action", "performance.md"):
        assert word in text
