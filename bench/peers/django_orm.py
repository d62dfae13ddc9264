"""Django's ORM. Run as a module with a conninfo; prints JSON."""

from __future__ import annotations

import json
import sys

import django
import psycopg.conninfo
from django.conf import settings

from bench.measure import COUNT, ROUNDS, best, row_values, timed


def main() -> None:
    parts = psycopg.conninfo.conninfo_to_dict(sys.argv[1])
    settings.configure(
        DATABASES={"default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": parts["dbname"], "USER": parts.get("user", ""),
            "HOST": parts.get("host", ""), "PORT": parts.get("port", ""), "PASSWORD": parts.get("password", ""),
        }},
        INSTALLED_APPS=[], USE_TZ=False, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )  # fmt: skip
    django.setup()
    from django.db import connection, models, transaction

    class Country(models.Model):
        name = models.TextField()

        class Meta:
            app_label = "bench"

    class Partner(models.Model):
        name = models.TextField(db_index=True)
        email = models.TextField()
        phone = models.TextField()
        street = models.TextField()
        city = models.TextField()
        zip = models.TextField()
        active = models.BooleanField(default=True)
        color = models.IntegerField()
        country = models.ForeignKey(Country, models.SET_NULL, null=True)
        parent = models.ForeignKey("self", models.SET_NULL, null=True)
        create_uid = models.IntegerField(null=True)
        write_uid = models.IntegerField(null=True)
        create_date = models.DateTimeField(auto_now_add=True)
        write_date = models.DateTimeField(auto_now=True)

        class Meta:
            app_label = "bench"
            ordering = ["name", "id"]

    with connection.schema_editor() as editor:
        editor.create_model(Country)
        editor.create_model(Partner)
    countries = [country.pk for country in Country.objects.bulk_create(Country(name=f"Country {i}") for i in range(50))]
    read = [
        "id",
        "name",
        "email",
        "phone",
        "street",
        "city",
        "zip",
        "active",
        "country_id",
        "country__name",
        "parent_id",
        "parent__name",
        "create_date",
    ]

    def round_() -> dict[str, float]:
        rows = [row_values(number, countries) for number in range(COUNT)]
        made: list[Partner] = []

        def assign() -> None:
            for partner in made:
                partner.phone = str(partner.pk)
            Partner.objects.bulk_update(made, ["phone"])

        def attributes() -> None:
            for partner in made:
                partner.name
                partner.city

        ids = lambda: [partner.pk for partner in made]
        operations = {
            "create": lambda: made.extend(Partner.objects.bulk_create(Partner(**row) for row in rows)),
            "search_read": lambda: list(Partner.objects.values(*read)),
            "attributes": attributes,
            "write": lambda: Partner.objects.filter(pk__in=ids()).update(city="Ghent"),
            "assign": assign,
            "unlink": lambda: Partner.objects.filter(pk__in=ids()).delete(),
        }
        with transaction.atomic():
            return {name: timed(operation) for name, operation in operations.items()}

    print(json.dumps(best(round_() for _ in range(ROUNDS))))


main()
