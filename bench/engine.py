"""The engine on a plain model, without any addon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.orm import fields
from trivium.orm.composition import add_to_registry
from trivium.orm.decorators import depends
from trivium.orm.environment import Environment
from trivium.orm.model import BaseModel, Model
from trivium.orm.registry import Registry

from .measure import COUNT, ROUNDS, Seconds, best, profiled, row_values, timed

if TYPE_CHECKING:
    from collections.abc import Callable

MODULE = "bench"
READ = ["name", "email", "phone", "street", "city", "zip", "active", "country_id", "parent_id", "create_date"]


class Base(BaseModel):
    _name = "base"
    _register = True
    _description = "Base"
    _module = MODULE


class Users(Model):
    _name = "res.users"
    _description = "User"
    _module = MODULE

    name = fields.Char()


class Country(Model):
    _name = "bench.country"
    _description = "Country"
    _module = MODULE

    name = fields.Char()


class Partner(Model):
    _name = "bench.partner"
    _description = "Partner"
    _order = "name, id"
    _module = MODULE

    name = fields.Char(index=True)
    email = fields.Char()
    phone = fields.Char()
    street = fields.Char()
    city = fields.Char()
    zip = fields.Char()
    active = fields.Boolean(default=True)
    color = fields.Integer()
    score = fields.Integer(compute="_compute_score", store=True, readonly=False)
    country_id = fields.Many2one("bench.country", index=True)
    parent_id = fields.Many2one("bench.partner", index=True)

    @depends("color", "active")
    def _compute_score(self):
        for partner in self:
            partner.score = 2 * partner.color + 1 if partner.active else 0


def measure(database: str) -> tuple[Seconds, dict[str, int], dict[str, str]]:
    """Return seconds, number of statements and profile of each operation, in an empty database."""
    loader, Registry.loader = Registry.loader, None
    try:
        registry = Registry(database)
    finally:
        Registry.loader = loader
    for definition in (Base, Users, Country, Partner):
        add_to_registry(registry, definition)
    with registry.cursor() as cr:
        registry.setup_models(cr)
        registry.init_models(cr, list(registry.models), {})
        env = Environment(cr, 1, {})
        env["res.users"].create({"name": "root"})
        registry.finalize_constraints(cr)
        countries = env["bench.country"].create([{"name": f"Country {i}"} for i in range(50)]).ids
        env.flush_all()
        statements: dict[str, int] = {}
        result = best(_round(env, countries, statements, timed) for _ in range(ROUNDS))
        profiles = _round(env, countries, statements, profiled)
        cr.rollback()
    Registry.delete(database)
    return result, statements, profiles


def _round(
    env: Environment, countries: list[int], statements: dict[str, int], take: Callable[[Callable[[], None]], Any]
) -> dict[str, Any]:
    """Return what `take` makes of each operation, and note how many statements it needs."""
    partners = env["bench.partner"]
    rows = [{**row_values(number, countries), "score": 0} for number in range(COUNT)]

    def create() -> None:
        nonlocal partners
        partners = partners.create(rows)

    def attributes() -> None:
        for partner in partners:
            partner.name
            partner.city

    def dotted() -> None:
        for partner in partners:
            partner.country_id.name

    def recompute() -> None:
        env.add_to_compute(partners._fields["score"], partners)

    def assign() -> None:
        for partner in partners:
            partner.phone = str(partner.id)

    operations = {
        "create": create,
        "search_read": lambda: env["bench.partner"].search_read([], READ),
        "attributes": attributes,
        "dotted": dotted,
        "read_group": lambda: env["bench.partner"]._read_group(
            [], ["country_id"], ["__count", "color:sum", "zip:max"], order="country_id"
        ),
        "write": lambda: partners.write({"city": "Ghent"}),
        "assign": assign,
        "recompute": recompute,
        "unlink": lambda: partners.unlink(),
    }
    taken: dict[str, Any] = {}
    for name, operation in operations.items():
        if name not in ("attributes", "dotted", "assign"):
            env.invalidate_all()
        if name == "dotted":
            partners.country_id.mapped("name")
        before = env.cr.sql_log_count

        def with_flush(operation: object = operation) -> None:
            operation()
            env.flush_all()

        taken[name] = take(with_flush)
        statements[name] = env.cr.sql_log_count - before
    return taken
