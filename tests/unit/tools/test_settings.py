"""Settings: where they come from, and which source wins."""

import pytest

from trivium.tools.config import SettingError, configmanager
from trivium.tools.config import _sources as sources
from trivium.tools.config._passwords import crypt_context


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    variables = {}
    monkeypatch.setattr(sources, "process_environment", lambda: variables)
    manager = configmanager()
    manager.variables = variables
    return manager


def test_defaults(settings):
    assert settings["http_port"] == 8069
    assert settings["addons_path"] == []
    assert settings["db_name"] == []
    assert settings["list_db"] is False
    assert settings.get("unknown", "x") == "x"
    assert settings.filestore("db").endswith("/filestore/db")


def test_flags_win_over_variables_over_toml_over_conf(settings, tmp_path):
    (tmp_path / "odoo.conf").write_text("[options]\nhttp_port = 1\nworkers = 1\nsmtp_port = 1\nemail_from = conf@a.b\n")
    (tmp_path / "trivium.toml").write_text("http_port = 2\nworkers = 2\nsmtp_port = 2\n")
    settings.variables.update(ODOO_HTTP_PORT="3", TRIVIUM_WORKERS="3")
    settings.parse_config(["--http-port", "4"])
    assert [settings[name] for name in ("http_port", "workers", "smtp_port", "email_from")] == [4, 3, 2, "conf@a.b"]
    settings["http_port"] = "5"
    assert settings["http_port"] == 5


def test_the_options_of_the_console_script(settings, tmp_path):
    settings.parse_config(
        ["-d", "a,b", "-i", "sale,web", "--no-http", "--dev", "all", "--log-sql", "--addons-path", str(tmp_path)]
    )
    assert settings["db_name"] == ["a", "b"]
    assert settings["init"] == {"sale": True, "web": True}
    assert settings["http_enable"] is False
    assert settings["dev_mode"] == ["access", "reload", "qweb", "xml"]
    assert settings["log_handler"] == ["odoo.sql_db:DEBUG"]
    assert settings["addons_path"] == [str(tmp_path)]


@pytest.mark.parametrize(
    ("args", "conf", "variable", "listed"),
    [
        ([], "", None, False),
        (["--database-list"], "", None, True),
        (["--no-database-list"], "list_db = True", None, False),
        (["--database-list", "--no-database-list"], "", None, False),
        ([], "list_db = True", None, True),
        ([], "list_db = True", "0", False),
        ([], "", "true", True),
    ],
)
def test_databases_are_listed_where_it_is_asked_for(settings, tmp_path, args, conf, variable, listed):
    (tmp_path / "odoo.conf").write_text(f"[options]\n{conf}\n")
    if variable is not None:
        settings.variables["TRIVIUM_LIST_DB"] = variable
    settings.parse_config(args)
    assert settings["list_db"] is listed


def test_an_existing_conf_is_read_with_what_addons_put_there(settings, tmp_path):
    conf = tmp_path / "my.conf"
    conf.write_text(
        "[options]\ndb_host = False\ndb_port = False\nlist_db = False\nlimit_time_real = 600\nmy_addon_key = 1\n"
        "[queue_job]\nchannels = root:4\n"
    )
    settings.parse_config(["-c", str(conf)])
    assert settings["db_host"] == ""
    assert settings["db_port"] is None
    assert settings["list_db"] is False
    assert settings["limit_time_real"] == 600
    assert settings["my_addon_key"] == "1"
    assert settings.get_misc("queue_job", "channels") == "root:4"
    assert settings.rcfile == str(conf)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--http-port", "many"], "http_port"),
        (["--unknown"], "--unknown"),
        (["-c", "/nowhere.conf"], "does not exist"),
        (["--log-level", "loud"], "it is one of"),
    ],
)
def test_wrong_settings_are_named(settings, args, message):
    with pytest.raises(SettingError, match=message):
        settings.parse_config(args)


def test_an_unknown_key_of_toml_is_an_error(settings, tmp_path):
    (tmp_path / "trivium.toml").write_text("htp_port = 1\n")
    with pytest.raises(SettingError, match="htp_port"):
        settings.load()


def test_settings_are_saved(settings, tmp_path):
    settings.parse_config(["-c", str(_empty(tmp_path)), "--http-port", "9000", "--save"])
    text = (tmp_path / "saved.conf").read_text()
    assert "http_port = 9000" in text
    assert "init" not in text
    assert (tmp_path / "saved.conf").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# ours\nhttp_port = 9000\n", '# ours\nhttp_port = "9001"\n'),
        ("[trivium]\nhttp_port = 9000  # ours\n", '[trivium]\nhttp_port = "9001"  # ours\n'),
        ("[trivium]\nworkers = 2\n", '[trivium]\nworkers = 2\nhttp_port = "9001"\n'),
        ("", 'http_port = "9001"\n'),
    ],
)
def test_settings_are_saved_in_toml(settings, tmp_path, before, after):
    path = tmp_path / "trivium.toml"
    path.write_text(before)
    settings.parse_config(["-c", str(path)])
    settings["http_port"] = 9001
    settings.save(["http_port"])
    assert path.read_text() == after
    settings.parse_config(["-c", str(path)])
    assert settings["http_port"] == 9001


def _empty(folder):
    path = folder / "saved.conf"
    path.write_text("")
    return path


def test_the_password_of_the_database_manager(settings):
    assert settings.verify_admin_password("admin")
    assert settings["admin_passwd"].startswith("$argon2")
    assert settings.verify_admin_password("admin")
    assert not settings.verify_admin_password("wrong")
    assert not settings.verify_admin_password("")


def test_hashes_of_existing_databases_are_verified():
    stored = "$pbkdf2-sha512$1000$c2FsdHNhbHRzYWx0$" + _pbkdf2(b"secret", b"saltsaltsalt", 1000)
    assert crypt_context.verify("secret", stored)
    assert not crypt_context.verify("other", stored)
    valid, replacement = crypt_context.verify_and_update("secret", stored)
    assert valid
    assert replacement.startswith("$argon2")
    assert crypt_context.identify("plain") is None


def _pbkdf2(secret, salt, rounds):
    import base64
    import hashlib

    digest = hashlib.pbkdf2_hmac("sha512", secret, salt, rounds)
    return base64.b64encode(digest).decode().rstrip("=").replace("+", ".")
