"""Reflect, plan and apply against a real catalogue."""

import psycopg
import pytest

from trivium.data.schema import (
    Check,
    Column,
    ForeignKey,
    Index,
    Table,
    apply,
    plan_constraints,
    plan_tables,
    reflect,
    render,
)

ID = Column("id", "serial", not_null=True)
AUTHOR = Table(
    "s_author",
    (ID, Column("name", "varchar", not_null=True, comment="Name's 100%")),
    indexes=(Index("s_author__name_index", "(name)"),),
)
BOOK = Table(
    "s_book",
    (ID, Column("title", "varchar(40)"), Column("author_id", "int4"), Column("pages", "int4")),
    foreign_keys=(ForeignKey("author_id", "s_author", on_delete="cascade"),),
    constraints=(Check("s_book_pages", "CHECK (pages % 2 = 0)"), Check("s_book_title", "UNIQUE (title)")),
)
RELATION = Table(
    "s_rel", (Column("a", "int4", not_null=True), Column("b", "int4", not_null=True)), primary_key=("a", "b")
)


def build(cr, *tables, **options):
    apply(cr, plan_tables(reflect(cr), tables))
    return apply(cr, plan_constraints(reflect(cr), tables), **options)


def test_a_new_schema_takes_two_statements_and_then_nothing_is_left_to_do(cr):
    count = cr.sql_log_count
    build(cr, AUTHOR, BOOK, RELATION)
    assert cr.sql_log_count - count == 8
    catalogue = reflect(cr)
    assert plan_tables(catalogue, [AUTHOR, BOOK, RELATION]) == []
    assert plan_constraints(catalogue, [AUTHOR, BOOK, RELATION]) == []
    assert catalogue["s_author"].columns["name"].comment == "Name's 100%"
    assert catalogue["s_book"].columns["title"].type == "character varying(40)"
    assert catalogue["s_book"].constraints["s_book_author_id_fkey"].on_delete == "cascade"
    assert catalogue["s_rel"].constraints["s_rel_pkey"].columns == ("a", "b")
    assert catalogue.indexes["s_author__name_index"].columns == ("name",)


def test_reflection_costs_the_same_however_many_tables(cr):
    build(cr, *(Table(f"s_{n}", (ID,)) for n in range(30)))
    count = cr.sql_log_count
    assert len(reflect(cr)) == 30
    assert cr.sql_log_count - count == 3


def test_types_change_where_values_are_kept_and_else_the_old_column_stays_aside(cr):
    build(cr, AUTHOR, BOOK)
    cr.execute("INSERT INTO s_author (name) VALUES ('Ada')")
    cr.execute("INSERT INTO s_book (title, author_id, pages) SELECT 'Notes', id, 10 FROM s_author")
    book = Table(
        "s_book",
        (ID, Column("title", "jsonb", translated=True), Column("author_id", "int8"), Column("pages", "date")),
    )
    build(cr, AUTHOR, book)
    cr.execute("SELECT title, pages, pages_moved0 FROM s_book")
    assert cr.fetchall() == [({"en_US": "Notes"}, None, 10)]
    catalogue = reflect(cr)
    assert catalogue["s_book"].columns["author_id"].type == "bigint"
    assert set(catalogue["s_book"].constraints) == {"s_book_pkey"}
    assert plan_constraints(catalogue, [AUTHOR, book]) == []


@pytest.mark.parametrize(("wanted", "kept"), [("varchar(20)", 40), ("varchar(60)", 60), ("varchar", None)])
def test_a_text_that_may_be_longer_stays(cr, wanted, kept):
    build(cr, AUTHOR, BOOK)
    cr.execute("INSERT INTO s_book (title) VALUES ('A title that is longer than twenty')")
    build(cr, AUTHOR, Table("s_book", (ID, Column("title", wanted), *BOOK.columns[2:])))
    cr.execute("SELECT title FROM s_book")
    assert cr.fetchall() == [("A title that is longer than twenty",)]
    found = reflect(cr)["s_book"].columns
    assert found["title"].type == (f"character varying({kept})" if kept else "character varying")
    assert "title_moved0" not in found


def test_stale_objects_go_unless_addons_are_missing(cr):
    build(cr, AUTHOR, BOOK)
    bare = Table("s_book", (ID, Column("title", "varchar(40)"), Column("author_id", "int4"), Column("pages", "int4")))
    assert plan_constraints(reflect(cr), [bare], drop_stale=False) == []
    build(cr, AUTHOR, bare)
    assert set(reflect(cr)["s_book"].constraints) == {"s_book_pkey"}


def test_not_null_is_dropped_with_the_requirement_and_with_the_column(cr):
    build(cr, AUTHOR)
    build(cr, Table("s_author", (ID,)))
    assert not reflect(cr)["s_author"].columns["name"].not_null
    assert reflect(cr)["s_author"].columns["id"].not_null


def test_what_the_data_do_not_allow_is_an_error_or_skipped_when_asked(cr):
    apply(cr, plan_tables(reflect(cr), [AUTHOR, BOOK]))
    cr.execute("INSERT INTO s_book (title, pages) VALUES ('a', 1), ('b', 2)")
    plan = plan_constraints(reflect(cr), [BOOK])
    with pytest.raises(psycopg.errors.CheckViolation), cr.savepoint():
        apply(cr, plan)
    failures = apply(cr, [*plan, *plan_constraints(reflect(cr), [AUTHOR])], strict=False)
    assert [type(failure.error) for failure in failures] == [psycopg.errors.CheckViolation] + [
        psycopg.errors.UndefinedObject
    ] * 2
    assert "s_author__name_index" in reflect(cr).indexes


def test_an_inheriting_table_shares_columns_and_ids(cr):
    child = Table(
        "s_novel", (ID, Column("name", "varchar", not_null=True), Column("plot", "text")), inherits="s_author"
    )
    build(cr, child, AUTHOR)
    cr.execute("INSERT INTO s_author (name) VALUES ('a'); INSERT INTO s_novel (name) VALUES ('b')")
    cr.execute("SELECT id, name FROM s_author ORDER BY id")
    assert cr.fetchall() == [(1, "a"), (2, "b")]
    more = Table("s_author", (*AUTHOR.columns, Column("age", "int4")))
    build(cr, more, Table("s_novel", (*child.columns, Column("age", "int4")), inherits="s_author"))
    assert "age" in reflect(cr)["s_novel"].columns


def test_a_plan_can_be_read(cr):
    text = render(cr, plan_tables(reflect(cr), [AUTHOR]))
    assert 'CREATE TABLE "s_author" ("id" serial NOT NULL, "name" varchar NOT NULL, PRIMARY KEY ("id"));\n' in text
    assert "IS 'Name''s 100%'" in text
