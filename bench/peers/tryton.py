"""trytond's ModelSQL. Run as a module with a URI of the server and a database's name; prints JSON."""

from __future__ import annotations

import json
import sys

from bench.measure import COUNT, ROUNDS, best, row_values, timed


def main() -> None:
    from trytond.config import config

    uri, database = sys.argv[1:]
    config.set("database", "uri", uri)
    from trytond.model import ModelSQL, fields
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    class Country(ModelSQL):
        "Country"

        __name__ = "bench.country"
        name = fields.Char("Name")

    class Partner(ModelSQL):
        "Partner"

        __name__ = "bench.partner"
        name = fields.Char("Name")
        email = fields.Char("E-mail")
        phone = fields.Char("Phone")
        street = fields.Char("Street")
        city = fields.Char("City")
        zip = fields.Char("Zip")
        active = fields.Boolean("Active")
        color = fields.Integer("Colour")
        country_id = fields.Many2One("bench.country", "Country")
        parent_id = fields.Many2One("bench.partner", "Parent")

        @classmethod
        def __setup__(cls):
            super().__setup__()
            cls._order = [("name", "ASC"), ("id", "ASC")]

    with Transaction().start(None, 0, close=True, autocommit=True) as transaction:
        transaction.database.create(transaction.connection, database)
    with Transaction().start(database, 0) as transaction:
        transaction.database.init()
    Pool.start()
    Pool.register(Country, Partner, module="res", type_="model")
    Pool(database).init(update=["ir", "res"])
    read = [
        "name",
        "email",
        "phone",
        "street",
        "city",
        "zip",
        "active",
        "country_id.rec_name",
        "parent_id.rec_name",
        "create_date",
    ]
    with Transaction().start(database, 0):
        pool = Pool(database)
        country_model, partner_model = pool.get("bench.country"), pool.get("bench.partner")
        countries = [country.id for country in country_model.create([{"name": f"Country {i}"} for i in range(50)])]

        def round_() -> dict[str, float]:
            rows = [row_values(number, countries) for number in range(COUNT)]
            made: list[ModelSQL] = []

            def attributes() -> None:
                for partner in made:
                    partner.name
                    partner.city

            def assign() -> None:
                for partner in made:
                    partner.phone = str(partner.id)
                partner_model.save(made)

            def write() -> None:
                partner_model.write(partner_model.browse([partner.id for partner in made]), {"city": "Ghent"})

            operations = {
                "create": lambda: made.extend(partner_model.create(rows)),
                "search_read": lambda: partner_model.search_read([], fields_names=read),
                "attributes": attributes,
                "write": write,
                "assign": assign,
                "unlink": lambda: partner_model.delete(made),
            }
            return {name: timed(operation) for name, operation in operations.items()}

        print(json.dumps(best(round_() for _ in range(ROUNDS))))
        Transaction().rollback()


main()
