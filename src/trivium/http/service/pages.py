"""Pages of the database manager, which work without any database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from trivium.http.errorpage import STYLE

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAGE = Markup(
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<style nonce="{nonce}">{style}{more}</style></head>'
    "<body><main><h1>{title}</h1>{content}</main></body></html>"
)
_MORE = Markup(
    "main{width:100%;max-width:640px}ul{list-style:none;padding:0;margin:0 0 16px}"
    "li{border-top:1px solid var(--line);padding:8px 0}"
    "label{display:block;margin:8px 0 4px;color:var(--dim);font-size:12px}"
    "input,select{width:100%;height:32px;padding:0 8px;border:1px solid var(--line);border-radius:6px;"
    "background:var(--card);color:inherit;font:inherit}"
    "input[type=checkbox],input[type=file]{width:auto;height:auto;border:0;padding:0}"
    "button{margin-top:12px;height:32px;padding:0 16px;border:0;border-radius:6px;background:var(--accent);"
    "color:var(--card);font:inherit;cursor:pointer}"
    "details{border-top:1px solid var(--line);padding:8px 0}summary{cursor:pointer;font-weight:600}"
    ".error{border:1px solid #c62a2f;border-radius:6px;padding:8px 12px}"
)
_STYLE = Markup(STYLE)  # noqa: S704 - a constant
_REQUIRED = Markup(" required")
_UPLOAD = Markup(' enctype="multipart/form-data"')
_NOTHING = Markup("")


def _field(name: str, label: str, kind: str = "text", *, required: bool = True, value: str = "") -> Markup:
    return Markup('<label for="{0}">{1}</label><input id="{0}" name="{2}" type="{3}" value="{4}"{5}>').format(
        f"{name}-{abs(hash((name, label, value))) % 10_000}",
        label,
        name,
        kind,
        value,
        _REQUIRED if required else _NOTHING,
    )


def _form(action: str, title: str, fields: Sequence[Markup], button: str, *, upload: bool = False) -> Markup:
    return Markup(
        '<details><summary>{title}</summary><form method="post" action="/web/database/{action}"{upload}>'
        '{password}{fields}<button type="submit">{button}</button></form></details>'
    ).format(
        title=title,
        action=action,
        upload=_UPLOAD if upload else _NOTHING,
        password=_field("master_pwd", "Master password", "password"),
        fields=Markup("").join(fields),
        button=button,
    )


def _page(title: str, content: Markup, nonce: str) -> str:
    return _PAGE.format(title=title, nonce=nonce, style=_STYLE, more=_MORE, content=content)


def _list(databases: Sequence[str]) -> Markup:
    if not databases:
        return Markup("<p>There is no database yet.</p>")
    items = Markup("").join(Markup('<li><a href="/odoo?db={0}">{0}</a></li>').format(name) for name in databases)
    return Markup("<ul>{}</ul>").format(items)


def selector_page(databases: Sequence[str], nonce: str, error: str | None = None) -> str:
    """Return the page on which a database is chosen.

    Args:
        databases: names to choose from.
        nonce: of the page's style.
        error: what went wrong before.
    """
    more = Markup('<p><a href="/web/database/manager">Manage databases</a></p>')
    return _page("Choose a database", _error(error) + _list(databases) + more, nonce)


def manager_page(databases: Sequence[str], nonce: str, error: str | None = None) -> str:
    """Return the page on which databases are made, copied, saved, restored and dropped.

    Args:
        databases: names of those there are.
        nonce: of the page's style.
        error: what went wrong before.
    """
    name = _field("name", "Database")
    demo = Markup('<label><input type="checkbox" name="demo" value="1"> With demonstration data</label>')
    forms = [
        _form(
            "create",
            "New database",
            [
                name,
                _field("login", "Login of the administrator", value="admin"),
                _field("password", "Password of the administrator", "password"),
                _field("lang", "Language", value="en_US"),
                _field("country_code", "Country (two letters)", required=False),
                demo,
            ],
            "Create",
        ),
        _form("duplicate", "Copy", [name, _field("new_name", "Name of the copy")], "Copy"),
        _form("backup", "Backup", [name, Markup('<input type="hidden" name="backup_format" value="zip">')], "Download"),
        _form("restore", "Restore", [_field("backup_file", "Backup", "file"), name], "Restore", upload=True),
        _form("drop", "Delete", [name], "Delete"),
        _form(
            "change_password",
            "Master password",
            [_field("master_pwd_new", "New master password", "password")],
            "Change",
        ),
    ]
    return _page("Databases", _error(error) + _list(databases) + Markup("").join(forms), nonce)


def _error(error: str | None) -> Markup:
    return Markup('<p class="error" role="alert">{}</p>').format(error) if error else Markup("")
