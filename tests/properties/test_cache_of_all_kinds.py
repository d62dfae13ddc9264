"""Whatever is done: what the cache says of fields of every kind is the database's, in every language and company."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.extended import add_models

from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.commands import Command
from trivium.orm.environment import Environment
from trivium.orm.model import Model
from trivium.orm.registry import Registry

MODULE = "kinds_of_fields"
INDEX = st.integers(0, 20)
TEXT = st.sampled_from(["a", "b", "", False])
LANG = st.sampled_from(["en_US", "fr_FR", "de_DE"])
COMPANY = st.integers(0, 1)


class Shelf(Model):
    _name = "kinds.shelf"
    _description = "Shelf"
    _module = MODULE

    name = fields.Char(translate=True)
    place = fields.Char(company_dependent=True)
    height = fields.Integer(company_dependent=True)
    keeper_id = fields.Many2one("kinds.keeper", ondelete="set null")
    owner_id = fields.Many2one("kinds.keeper", ondelete="cascade")
    usual_id = fields.Many2one("kinds.keeper", company_dependent=True)
    book_ids = fields.One2many("kinds.book", "shelf_id")
    open_book_ids = fields.One2many("kinds.book", "shelf_id", domain=[("title", "!=", "b")])
    label_ids = fields.Many2many("kinds.label")
    amount = fields.Float(digits=(8, 2))
    keeper_name = fields.Char(related="keeper_id.name", store=True)
    pages = fields.Integer(compute="_compute_pages", store=True)
    title = fields.Char(compute="_compute_title")
    thick = fields.Boolean(compute="_compute_pages", store=True)

    @api.depends("book_ids.pages")
    def _compute_pages(self):
        for shelf in self:
            shelf.pages = sum(shelf.book_ids.mapped("pages"))
            shelf.thick = shelf.pages > 10

    @api.depends("name", "book_ids.title")
    @api.depends_context("lang")
    def _compute_title(self):
        for shelf in self:
            shelf.title = (
                f"{shelf.name or ''}: {','.join(sorted(title or '' for title in shelf.book_ids.mapped('title')))}"
            )


class Book(Model):
    _name = "kinds.book"
    _description = "Book"
    _module = MODULE

    title = fields.Char()
    pages = fields.Integer()
    shelf_id = fields.Many2one("kinds.shelf", ondelete="cascade")
    shelf_keeper = fields.Char(related="shelf_id.keeper_id.name")


class Keeper(Model):
    _name = "kinds.keeper"
    _description = "Keeper"
    _module = MODULE

    name = fields.Char()
    shelf_ids = fields.One2many("kinds.shelf", "keeper_id")
    shelf_count = fields.Integer(compute="_compute_shelf_count", store=True)

    @api.depends("shelf_ids")
    def _compute_shelf_count(self):
        for keeper in self:
            keeper.shelf_count = len(keeper.shelf_ids)


class Label(Model):
    _name = "kinds.label"
    _description = "Label"
    _module = MODULE

    name = fields.Char(translate=True)
    shelf_ids = fields.Many2many("kinds.shelf")


NAMES = {
    "kinds.shelf": [
        "name", "place", "height", "keeper_id", "owner_id", "usual_id", "book_ids", "open_book_ids", "label_ids",
        "amount", "keeper_name", "pages", "title", "thick",
    ],
    "kinds.book": ["title", "pages", "shelf_id", "shelf_keeper"],
    "kinds.keeper": ["name", "shelf_ids", "shelf_count"],
    "kinds.label": ["name", "shelf_ids"],
}  # fmt: skip

COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.just("create"), TEXT, st.integers(0, 9)),
        st.tuples(st.just("update"), INDEX, st.integers(0, 9)),
        st.tuples(st.just("delete"), INDEX),
        st.tuples(st.just("unlink"), INDEX),
        st.tuples(st.just("link"), INDEX),
        st.tuples(st.just("clear")),
        st.tuples(st.just("set"), st.lists(INDEX, max_size=2)),
    ),
    max_size=3,
)
STEP = st.one_of(
    st.tuples(st.just("create"), TEXT, INDEX, LANG, COMPANY),
    st.tuples(st.just("rename"), INDEX, TEXT, LANG),
    st.tuples(st.just("place"), INDEX, TEXT, COMPANY),
    st.tuples(st.just("height"), INDEX, st.integers(0, 3), COMPANY),
    st.tuples(st.just("usual"), INDEX, INDEX, COMPANY),
    st.tuples(st.just("keeper"), INDEX, INDEX),
    st.tuples(st.just("own"), INDEX, INDEX),
    st.tuples(st.just("keeper_name"), INDEX, TEXT),
    st.tuples(st.just("amount"), INDEX, st.floats(0, 10)),
    st.tuples(st.just("books"), INDEX, COMMANDS),
    st.tuples(st.just("labels"), INDEX, st.lists(INDEX, max_size=3), st.booleans()),
    st.tuples(st.just("label_shelves"), INDEX, st.lists(INDEX, max_size=3)),
    st.tuples(st.just("rename_label"), INDEX, TEXT, LANG),
    st.tuples(st.just("delete_keeper"), INDEX),
    st.tuples(st.just("delete_label"), INDEX),
    st.tuples(st.just("delete_shelf"), INDEX),
    st.tuples(st.just("copy"), INDEX, LANG),
    st.tuples(st.just("flush")),
    st.tuples(st.just("invalidate")),
    st.tuples(st.just("look"), LANG, COMPANY),
)
STEPS = st.lists(st.one_of(STEP, st.tuples(st.just("undone"), st.lists(STEP, max_size=3))), min_size=1, max_size=9)


@pytest.fixture(scope="module")
def registry(base_database):
    registry = Registry(base_database)
    add_models(registry, [Shelf, Book, Keeper, Label])
    with registry.cursor() as cr:
        env = Environment(cr, 1, {})
        for code in ("fr_FR", "de_DE"):
            env["res.lang"]._activate_lang(code)
        env["res.company"].create({"name": "Second"})
    registry.clear_all_caches()
    return registry


class World:
    """Records, changed step by step."""

    def __init__(self, env):
        self.env = env
        self.companies = env["res.company"].search([], order="id", limit=2)
        env["kinds.keeper"].create([{"name": "x"}, {"name": "y"}])
        env["kinds.label"].create([{"name": "l"}, {"name": "m"}])
        env["kinds.shelf"].create([{"name": "first"}, {"name": "second"}])

    def all(self, name):
        return self.env[f"kinds.{name}"].search([], order="id")

    def pick(self, name, index):
        records = self.all(name)
        return records[index % len(records)] if records and index % 5 else records.browse()

    def company(self, number):
        return {"allowed_company_ids": [self.companies[number].id]}

    def create(self, name, index, lang, company):
        self.env["kinds.shelf"].with_context(lang=lang, **self.company(company)).create(
            {
                "name": name,
                "place": name,
                "height": index,
                "keeper_id": self.pick("keeper", index).id,
                "usual_id": self.pick("keeper", index).id,
                "book_ids": [Command.create({"title": name, "pages": index})],
                "label_ids": [Command.set(self.pick("label", index).ids)],
            }
        )

    def rename(self, index, name, lang):
        self.pick("shelf", index).with_context(lang=lang).name = name

    def place(self, index, text, company):
        self.pick("shelf", index).with_context(**self.company(company)).place = text

    def height(self, index, number, company):
        self.pick("shelf", index).with_context(**self.company(company)).height = number

    def usual(self, index, other, company):
        self.pick("shelf", index).with_context(**self.company(company)).usual_id = self.pick("keeper", other)

    def keeper(self, index, other):
        self.pick("shelf", index).keeper_id = self.pick("keeper", other)

    def own(self, index, other):
        self.pick("shelf", index).owner_id = self.pick("keeper", other)

    def keeper_name(self, index, name):
        self.pick("keeper", index).write({"name": name})

    def amount(self, index, amount):
        self.pick("shelf", index).amount = amount

    def books(self, index, commands):
        """Apply commands, and tell by hand which books the shelf has afterwards."""
        shelf = self.pick("shelf", index)
        books = self.all("book")
        if not shelf:
            return
        wanted = list(shelf.book_ids.ids)
        created, given, gone = [], [], set()
        for kind, *arguments in commands:
            if kind == "create":
                given.append(Command.create({"title": arguments[0], "pages": arguments[1]}))
                created.append(arguments[1])
                continue
            if kind in ("clear", "set"):
                chosen = [books[i % len(books)].id for i in arguments[0]] if kind == "set" and books else []
                chosen = [id_ for id_ in dict.fromkeys(chosen) if id_ not in gone]
                given.append(Command.clear() if kind == "clear" else Command.set(chosen))
                # lines without a shelf of their own go with the shelf: taken off, they are deleted
                gone.update(id_ for id_ in wanted if id_ not in chosen)
                wanted, created = chosen, []
                continue
            alive = [book.id for book in books if book.id not in gone]
            if not alive:
                continue
            id_ = alive[arguments[0] % len(alive)]
            if kind == "update":
                given.append(Command.update(id_, {"pages": arguments[1]}))
            elif kind == "link":
                given.append(Command.link(id_))
                wanted = [*wanted, id_] if id_ not in wanted else wanted
            elif id_ in wanted:
                given.append(Command.delete(id_) if kind == "delete" else Command.unlink(id_))
                wanted.remove(id_)
                gone.add(id_)
        shelf.write({"book_ids": given})
        self.env.flush_all()
        assert set(wanted) <= set(shelf.book_ids.ids), given
        assert len(shelf.book_ids) == len(wanted) + len(created), given
        assert not gone & set(self.all("book").ids), given

    def labels(self, index, chosen, replace):
        labels = [self.pick("label", other).id for other in chosen]
        self.pick("shelf", index).label_ids = (
            [Command.set([id_ for id_ in labels if id_])] if replace else [Command.link(id_) for id_ in labels if id_]
        )

    def label_shelves(self, index, chosen):
        shelves = [self.pick("shelf", other).id for other in chosen]
        self.pick("label", index).shelf_ids = [Command.set([id_ for id_ in shelves if id_])]

    def rename_label(self, index, name, lang):
        self.pick("label", index).with_context(lang=lang).name = name

    def delete_keeper(self, index):
        self.pick("keeper", index).unlink()

    def delete_label(self, index):
        self.pick("label", index).unlink()

    def delete_shelf(self, index):
        self.pick("shelf", index).unlink()

    def copy(self, index, lang):
        self.pick("shelf", index).with_context(lang=lang).copy()

    def flush(self):
        self.env.flush_all()

    def invalidate(self):
        self.env.invalidate_all()

    def look(self, lang, company):
        self.state([(lang, company)])

    def undone(self, steps):
        before = self.state()
        with pytest.raises(ZeroDivisionError), self.env.cr.savepoint():
            for step, *arguments in steps:
                getattr(self, step)(*arguments)
            raise ZeroDivisionError
        assert self.state() == before

    def state(self, contexts=tuple((lang, number) for lang in ("en_US", "fr_FR", "de_DE") for number in (0, 1))):
        """Return every value of every record, by language and company."""
        return {
            (model, record.id, name, lang, number): frozenset(value) if isinstance(value, list) else value
            for lang, number in contexts
            for model, names in NAMES.items()
            for record in self.env[model].with_context(lang=lang, **self.company(number)).search([], order="id")
            for name, value in record.read(names, load=None)[0].items()
        }


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(STEPS)
def test_the_cache_says_what_the_database_says(registry, steps):
    with registry.cursor() as cr:
        try:
            world = World(Environment(cr, 1, {}))
            for step, *arguments in steps:
                getattr(world, step)(*arguments)
            cached = world.state()
            world.env.flush_all()
            world.env.cache.check(world.env)
            world.env.invalidate_all()
            stored = world.state()
            assert {key: (cached.get(key), value) for key, value in stored.items() if cached.get(key) != value} == {}
            assert cached.keys() == stored.keys()
            for shelf in world.all("shelf"):
                assert shelf.pages == sum(book.pages for book in world.all("book") if book.shelf_id == shelf)
                assert shelf.keeper_name == shelf.keeper_id.name
            for keeper in world.all("keeper"):
                assert keeper.shelf_count == sum(shelf.keeper_id == keeper for shelf in world.all("shelf"))
        finally:
            cr.rollback()
