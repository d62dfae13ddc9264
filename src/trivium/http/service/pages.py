"""Pages that work without any database: where one is chosen, from the list or by its name.

The database manager is in `trivium.http.service.managerpage`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from trivium.http.errorpage import STYLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PAGE = Markup(
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="icon" type="image/svg+xml" href="/web/static/img/favicon.svg">'
    '<style nonce="{nonce}">{style}{more}</style></head>'
    '<body><main class="{width}"><img class="brand" src="/web/static/img/favicon.svg" alt="Trivium" width="32" '
    'height="32"><h1>{title}</h1>{content}</main></body></html>'
)
_MORE = Markup("""
:root{--on-accent:#fff;--hover:#f1f1ee;--danger:#b42318;--danger-back:#fdf0ee;--danger-line:#efc4be}
@media (prefers-color-scheme:dark){:root{--on-accent:#0d1f1d;--hover:#242422;--danger:#f2948a;--danger-back:#2b1a18;
--danger-line:#5b302b}}
main{width:calc(100% - 32px);max-width:440px}main.wide{max-width:680px}
.brand{display:block;margin-bottom:24px}h1{font-weight:600}
h2{margin:24px 0 8px;font-size:16px;line-height:24px;font-weight:600}
.dim{color:var(--dim)}.error{margin:0 0 16px;padding:8px 12px;border:1px solid var(--danger-line);border-radius:6px;
background:var(--danger-back);color:var(--danger)}
label{display:block;margin:0 0 4px;color:var(--dim);font-size:12px;line-height:16px}
input,select{width:100%;min-width:0;height:36px;padding:0 10px;border:1px solid var(--line);border-radius:6px;
background:var(--back);color:inherit;font:inherit}
input[type=checkbox]{width:16px;height:16px;margin:0;accent-color:var(--accent)}
input[type=file]{height:auto;padding:7px 10px}
.check{display:flex;gap:8px;align-items:center;margin:0;color:inherit;font-size:inherit;line-height:inherit}
button{height:36px;padding:0 16px;border:0;border-radius:6px;background:var(--accent);color:var(--on-accent);
font:inherit;font-weight:500;cursor:pointer}
button.danger{background:none;border:1px solid var(--danger-line);color:var(--danger)}
:is(input,select,button,summary):focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.ask{display:flex;gap:8px}.ask input{flex:1}.ask button{flex:none}
.operator{margin-top:24px;padding-top:24px;border-top:1px solid var(--line)}.operator h2{margin-top:0}
dl{margin:0}dt{margin-top:12px}dd{margin:4px 0 0}
code{font:12px/20px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
dd code{display:block;padding:4px 10px;border-radius:4px;background:var(--hover)}
.list{list-style:none;padding:0;margin:0}.list li{border-top:1px solid var(--line)}.list li:last-child{
border-bottom:1px solid var(--line)}
.list li>a{display:block;padding:10px 8px;overflow-wrap:anywhere;text-decoration:none;color:inherit;font-weight:500}
.list li>a:hover{background:var(--hover)}
@media (pointer:coarse){input:not([type=checkbox]),select,button{height:44px}.list li>a{padding:12px 8px}}
@media (max-width:480px){main{padding:24px 20px}}
""")
_STYLE = Markup(STYLE)  # noqa: S704 - a constant

_OPERATOR = Markup("""<section class="operator"><h2>If you run this server</h2><dl>
<dt>Serve one database, and nobody is asked:</dt><dd><code>trivium serve -d NAME</code></dd>
<dt>Let the host name choose, as <code>acme</code> of acme.example.com:</dt>
<dd><code>trivium serve --db-filter '^%d$'</code></dd>
<dt>Show everybody the list, and the database manager to who has the master password:</dt>
<dd><code>trivium serve --database-list</code></dd>
</dl></section>""")
_NOTHING = Markup("""<p>There is no database for this address.</p>
<section class="operator"><h2>If you run this server</h2><dl>
<dt>Make one:</dt><dd><code>trivium db init NAME -i web</code></dd>
<dt>Serve it:</dt><dd><code>trivium serve -d NAME</code></dd>
<dt>With <code>--db-filter</code>, look whether it lets a database through for this host name.</dt>
</dl></section>""")
_CHOICE = Markup("""<p>Several databases are served here. Type the name of yours; who runs the server knows it.</p>
<div id="error">{error}</div>
<form method="get">{kept}<label for="db">Database</label><div class="ask"><input id="db" name="db" value="{typed}"
required autofocus autocomplete="off" autocapitalize="off" spellcheck="false"{invalid}>
<button type="submit">Open</button></div></form>
<p class="dim hint">Or put it into the address: <code>/odoo?db=NAME</code></p>""")
_HINT = Markup(".hint{margin:12px 0 0;font-size:12px}")
_INVALID = Markup(' aria-invalid="true" aria-describedby="error"')


def page(title: str, content: Markup, nonce: str, *, more: Markup = _HINT, wide: bool = False) -> str:
    """Return a whole page.

    Args:
        title: its heading.
        content: what is below the heading.
        nonce: of the page's style.
        more: style of this page alone.
        wide: whether it is one of forms rather than of a question.
    """
    return _PAGE.format(
        title=title, nonce=nonce, style=_STYLE, more=_MORE + more, width="wide" if wide else "", content=content
    )


def told_error(error: str | None) -> Markup:
    """Return what went wrong before, as a page tells it."""
    return Markup('<p class="error" role="alert">{}</p>').format(error) if error else Markup("")


def choice_page(nonce: str, *, is_any: bool, typed: str = "", kept: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page on which a visitor types which database to open, where the list is kept from visitors.

    Args:
        nonce: of the page's style.
        is_any: whether there is a database at all.
        typed: a name that was tried and is none.
        kept: the other parameters of the address, which go along.
    """
    if not is_any:
        return page("No database here", _NOTHING, nonce)
    content = _CHOICE.format(
        kept=Markup("").join(Markup('<input type="hidden" name="{}" value="{}">').format(*pair) for pair in kept),
        error=told_error("No database of this name can be opened here. Look at its spelling." if typed else None),
        typed=typed,
        invalid=_INVALID if typed else Markup(""),
    )
    return page("Which database?", content + _OPERATOR, nonce)


def selector_page(databases: Sequence[str], nonce: str, error: str | None = None) -> str:
    """Return the page on which a database is chosen from the list.

    Args:
        databases: names to choose from.
        nonce: of the page's style.
        error: what went wrong before.
    """
    items = Markup("").join(Markup('<li><a href="/odoo?db={0}">{0}</a></li>').format(name) for name in databases)
    nothing = Markup("<p>There is no database yet.</p>")
    listed = Markup('<ul class="list">{}</ul>').format(items) if databases else nothing
    more = Markup('<p class="dim hint"><a href="/web/database/manager">Manage databases</a></p>')
    return page("Choose a database", told_error(error) + listed + more, nonce)
