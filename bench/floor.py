"""The floor: the same data moved by raw psycopg."""

from __future__ import annotations

import psycopg

from .measure import COUNT, ROUNDS, Seconds, best, row_values, timed

TYPES = {
    "name": "varchar", "email": "varchar", "phone": "varchar", "street": "varchar", "city": "varchar", "zip": "varchar",
    "active": "bool", "color": "int4", "score": "int4", "country_id": "int4", "parent_id": "int4",
    "create_uid": "int4", "write_uid": "int4", "create_date": "timestamp", "write_date": "timestamp",
}  # fmt: skip


def measure(conninfo: str) -> Seconds:
    """Return the seconds of each operation, in a schema that is dropped again."""
    with psycopg.connect(conninfo) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE SCHEMA floor; SET search_path = floor")
        cursor.execute("CREATE TABLE country (id serial PRIMARY KEY, name varchar)")
        cursor.execute("INSERT INTO country (name) SELECT 'Country ' || i FROM generate_series(1, 50) i")
        columns = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
        cursor.execute(f"CREATE TABLE partner (id serial PRIMARY KEY, {columns})")
        for name in ("name", "country_id", "parent_id"):
            cursor.execute(f"CREATE INDEX ON partner ({name})")
        result = best(_round(cursor) for _ in range(ROUNDS))
        cursor.execute("DROP SCHEMA floor CASCADE")
    return result


def _round(cursor: psycopg.Cursor) -> Seconds:
    rows = [row_values(number, list(range(1, 51))) for number in range(COUNT)]
    values = [[row.get(name) for row in rows] for name in TYPES]
    for index, name in enumerate(TYPES):
        if name.endswith("_uid"):
            values[index] = [1] * COUNT
        elif name == "score":
            values[index] = [0] * COUNT
        elif name.endswith("_date"):
            values[index] = ["2026-01-01"] * COUNT
    insert = (
        f"INSERT INTO partner ({', '.join(TYPES)}) SELECT * FROM unnest("
        + ", ".join(f"%s::{kind}[]" for kind in TYPES.values())
        + ") RETURNING id"
    )
    names = [
        "id",
        "name",
        "email",
        "phone",
        "street",
        "city",
        "zip",
        "active",
        "country_id",
        "country",
        "parent_id",
        "parent",
    ]
    select = (
        "SELECT p.id, p.name, p.email, p.phone, p.street, p.city, p.zip, p.active, p.country_id, c.name, p.parent_id,"
        " q.name"
        " FROM partner p LEFT JOIN country c ON c.id = p.country_id LEFT JOIN partner q ON q.id = p.parent_id"
        " ORDER BY p.name, p.id"
    )
    ids: list[int] = []
    cached: dict[int, dict[str, object]] = {}
    countries = {
        id_: {"name": name} for id_, name in cursor.execute("SELECT id, name FROM country ORDER BY id").fetchall()
    }

    def create() -> None:
        ids.extend(row[0] for row in cursor.execute(insert, values).fetchall())

    def search_read() -> None:
        cached.update((row[0], dict(zip(names, row, strict=True))) for row in cursor.execute(select).fetchall())

    def attributes() -> None:
        for id_ in ids:
            row = cached[id_]
            row["name"], row["city"]

    def dotted() -> None:
        for id_ in ids:
            countries[cached[id_]["country_id"]]["name"]

    def read_group() -> None:
        cursor.execute(
            "SELECT country_id, count(*), sum(color), max(zip) FROM partner GROUP BY country_id ORDER BY country_id"
        ).fetchall()

    def recompute() -> None:
        rows = cursor.execute("SELECT id, color, active FROM partner WHERE id = ANY(%s)", [ids]).fetchall()
        cursor.execute(
            "UPDATE partner p SET score = v.score FROM unnest(%s::int4[], %s::int4[]) v(id, score) WHERE p.id = v.id",
            [[row[0] for row in rows], [2 * row[1] + 1 if row[2] else 0 for row in rows]],
        )

    def write() -> None:
        cursor.execute("UPDATE partner SET city = %s WHERE id = ANY(%s)", ["Ghent", ids])

    def assign() -> None:
        cursor.execute(
            "UPDATE partner p SET phone = v.phone FROM unnest(%s::int4[], %s::varchar[]) v(id, phone)"
            " WHERE p.id = v.id",
            [ids, [str(id_) for id_ in ids]],
        )

    def unlink() -> None:
        cursor.execute("DELETE FROM partner WHERE id = ANY(%s)", [ids])

    operations = {
        "create": create,
        "search_read": search_read,
        "attributes": attributes,
        "dotted": dotted,
        "read_group": read_group,
        "write": write,
        "assign": assign,
        "recompute": recompute,
        "unlink": unlink,
    }
    return {name: timed(operation) for name, operation in operations.items()}
