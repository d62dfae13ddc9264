"""Names of constraints and indexes in the database."""

from types import SimpleNamespace

import pytest

from trivium.models import Constraint


@pytest.mark.parametrize(
    ("table", "attribute", "name"),
    [
        ("res_country", "_code_uniq", "res_country_code_uniq"),
        (
            "res_users_settings_embedded_action",
            "_res_user_settings_embedded_action_unique",
            "res_users_settings_embedded_action_res_user_settings_e_91890fa3",
        ),
    ],
)
def test_a_name_that_postgresql_would_cut_is_shortened_by_a_checksum(table, attribute, name):
    constraint = Constraint("CHECK (true)")
    constraint.name = attribute.removeprefix("_")
    assert constraint.full_name(SimpleNamespace(_table=table)) == name
    assert len(name) <= 63
