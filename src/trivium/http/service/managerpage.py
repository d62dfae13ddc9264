"""The page of the database manager, for who has the master password."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from markupsafe import Markup

from trivium.http.service.pages import page, told_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_STYLE = Markup("""
summary{display:flex;gap:8px;align-items:center;padding:10px 8px;cursor:pointer;list-style:none;font-weight:500}
summary::-webkit-details-marker{display:none}summary:hover{background:var(--hover)}
summary::before{content:"";flex:none;width:6px;height:6px;margin:0 4px;border:solid var(--dim);
border-width:0 1.5px 1.5px 0;transform:rotate(-45deg);transition:transform 120ms ease-out}
details[open]>summary::before{transform:rotate(45deg)}
@media (prefers-reduced-motion:reduce){summary::before{transition:none}}
.database{position:relative}.database summary{padding-right:64px;overflow-wrap:anywhere}
.list .database>a{position:absolute;top:0;right:0;padding:10px 8px;color:var(--accent)}
.works{padding:0 8px 16px 26px}.work{padding:16px 0;border-top:1px solid var(--line)}
.work:first-child{border-top:0;padding-top:4px}
.work h3{margin:0 0 4px;font-size:13.5px;line-height:20px;font-weight:600}.work p{margin:0 0 12px}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:12px;margin-bottom:12px;align-items:end}
.fields .check{grid-column:1/-1}
button.danger{height:auto;min-height:36px;padding:7px 16px;overflow-wrap:anywhere}
.others details{border-bottom:1px solid var(--line)}.others details:first-child{border-top:1px solid var(--line)}
@media (pointer:coarse){summary,.list .database>a{padding-top:12px;padding-bottom:12px}}
""")
FORMATS = (("zip", "With files (zip)"), ("dump", "Without files (pg_dump)"))
IDENTITIES = (("false", "the same database, moved"), ("true", "a copy of its own"))
_REQUIRED = Markup(" required")
_UPLOAD = Markup(' enctype="multipart/form-data"')
_EMPTY = Markup("")


class ManagerPage:
    """The page, written once.

    Attributes:
        languages: code and name of those that a database may be made in.
        countries: code and name of those that a company may be in.
    """

    def __init__(self, languages: Iterable[tuple[str, str]] = (), countries: Iterable[tuple[str, str]] = ()) -> None:
        self.languages = list(languages)
        self.countries = list(countries)
        self._numbers: Iterator[int] = count(1)

    def write(self, databases: Sequence[str], nonce: str, error: str | None = None) -> str:
        """Return the page.

        Args:
            databases: names of those there are.
            nonce: of the page's style.
            error: what went wrong before.
        """
        rows = _EMPTY.join(self._database(name) for name in databases)
        listed = Markup('<ul class="list">{}</ul>').format(rows) if databases else Markup("<p>There is none yet.</p>")
        others = (
            self._folded("New database", self._create(), is_open=not databases)
            + self._folded("Restore a backup", self._restore())
            + self._folded("Change the master password", self._change_password())
        )
        content = told_error(error) + listed + Markup('<h2>More</h2><div class="others">{}</div>').format(others)
        return page("Databases", content, nonce, more=_STYLE, wide=True)

    # parts

    def _database(self, name: str) -> Markup:
        works = self._backup(name) + self._duplicate(name) + self._drop(name)
        return Markup(
            '<li class="database"><details name="work"><summary>{0}</summary><div class="works">{1}</div></details>'
            '<a href="/odoo?db={0}" aria-label="Open {0}">Open</a></li>'
        ).format(name, works)

    @staticmethod
    def _folded(title: str, form: Markup, *, is_open: bool = False) -> Markup:
        return Markup('<details name="work"{2}><summary>{0}</summary><div class="works">{1}</div></details>').format(
            title, form, Markup(" open") if is_open else _EMPTY
        )

    def _create(self) -> Markup:
        fields = (
            self._field("name", "Name of the database"),
            self._field("login", "Login of the administrator", value="admin"),
            self._field("password", "Password of the administrator", "password", autocomplete="new-password"),
            self._select("lang", "Language", self.languages, "en_US"),
            self._select("country_code", "Country", [("", ""), *self.countries]),
        )
        return self._form("create", "", fields, "Create", checks=[self._check("demo", "With demonstration data")])

    def _backup(self, name: str) -> Markup:
        fields = (
            self._hidden("name", name),
            self._select("backup_format", "Format", FORMATS),
        )
        return self._form("backup", "Back up", fields, "Download")

    def _duplicate(self, name: str) -> Markup:
        fields = (
            self._hidden("name", name),
            self._field("new_name", "Name of the copy"),
        )
        return self._form("duplicate", "Copy", fields, "Copy", checks=[self._for_tests()])

    def _drop(self, name: str) -> Markup:
        text = "The database and its files are gone for good."
        return self._form("drop", "Delete", (self._hidden("name", name),), f"Delete {name}", text=text, danger=True)

    def _restore(self) -> Markup:
        fields = (
            self._field("backup_file", "Backup", "file"),
            self._field("name", "Name of the database"),
            self._select("copy", "It is", IDENTITIES),
        )
        return self._form("restore", "", fields, "Restore", checks=[self._for_tests()], upload=True)

    def _change_password(self) -> Markup:
        fields = (self._field("master_pwd_new", "New master password", "password", autocomplete="new-password"),)
        return self._form("change_password", "", fields, "Change")

    # forms

    def _form(
        self,
        action: str,
        title: str,
        fields: Sequence[Markup],
        button: str,
        *,
        checks: Sequence[Markup] = (),
        text: str = "",
        upload: bool = False,
        danger: bool = False,
    ) -> Markup:
        password = self._field("master_pwd", "Master password", "password", autocomplete="current-password")
        return Markup(
            '<form class="work" method="post" action="/web/database/{action}"{upload}>{title}{text}'
            '<div class="fields">{fields}{password}{checks}</div><button type="submit"{danger}>{button}</button></form>'
        ).format(
            action=action,
            upload=_UPLOAD if upload else _EMPTY,
            title=Markup("<h3>{}</h3>").format(title) if title else _EMPTY,
            text=Markup('<p class="dim">{}</p>').format(text) if text else _EMPTY,
            fields=_EMPTY.join(fields),
            password=password,
            checks=_EMPTY.join(checks),
            danger=Markup(' class="danger"') if danger else _EMPTY,
            button=button,
        )

    def _field(
        self, name: str, label: str, kind: str = "text", *, value: str = "", autocomplete: str = "off"
    ) -> Markup:
        return Markup(
            '<div><label for="f{0}">{1}</label><input id="f{0}" name="{2}" type="{3}" value="{4}" autocomplete="{5}"'
            ' autocapitalize="off" spellcheck="false"{6}></div>'
        ).format(next(self._numbers), label, name, kind, value, autocomplete, _REQUIRED)

    def _select(self, name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str = "") -> Markup:
        options = _EMPTY.join(
            Markup('<option value="{}"{}>{}</option>').format(
                value, Markup(" selected") if value == chosen else _EMPTY, text
            )
            for value, text in choices
        )
        return Markup('<div><label for="f{0}">{1}</label><select id="f{0}" name="{2}">{3}</select></div>').format(
            next(self._numbers), label, name, options
        )

    @staticmethod
    def _check(name: str, label: str) -> Markup:
        return Markup('<label class="check"><input type="checkbox" name="{0}" value="1"> {1}</label>').format(
            name, label
        )

    def _for_tests(self) -> Markup:
        return self._check("neutralize_database", "For tests: it sends nothing to the outside")

    @staticmethod
    def _hidden(name: str, value: str) -> Markup:
        return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
