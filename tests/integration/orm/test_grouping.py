import datetime as dt

import pytest


@pytest.fixture
def data(env):
    belgium, france = env["small.country"].create([{"name": "Belgium", "code": "BE"}, {"name": "France", "code": "FR"}])
    gold, silver = env["small.category"].create([{"name": "Gold"}, {"name": "Silver"}])
    records = env["small.partner"].create(
        [
            {
                "name": "A", "color": 1, "country_id": france.id, "category_id": [(6, 0, [gold.id, silver.id])],
                "seen": "2026-01-31 23:30:00", "birthday": "2026-02-03", "type": "contact",
            },
            {
                "name": "B", "color": 2, "country_id": france.id, "category_id": [(6, 0, [gold.id])],
                "seen": "2026-03-01 00:00:00", "is_company": True, "type": "invoice",
            },
            {"name": "C", "color": 3, "country_id": belgium.id, "seen": "2026-03-05 00:00:00"},
            {"name": "D", "type": "contact", "email": ""},
        ]
    )  # fmt: skip
    return {"records": records, "be": belgium, "fr": france, "gold": gold, "silver": silver}


@pytest.fixture
def partners(env, data):  # noqa: ARG001 - there must be data
    return env["small.partner"]


def test_aggregates(partners, data):
    specs = [
        "__count", "color:sum", "color:avg", "color:min", "color:max", "name:array_agg", "id:recordset",
        "is_company:bool_or", "is_company:bool_and", "country_id:count", "country_id:count_distinct",
        "country_id:recordset", "type:array_agg_distinct",
    ]  # fmt: skip
    assert partners._read_group([], [], specs) == [
        (
            4, 6, 2.0, 1, 3, ["A", "B", "C", "D"], data["records"], True, False, 3, 2, data["fr"] + data["be"],
            ["contact", "invoice", None],
        )
    ]  # fmt: skip


def test_amounts_in_several_currencies_are_summed_in_the_company_s(env, partners, data):
    euro, dollar = env["res.currency"].create([{"name": "EUR", "rate": 1.0}, {"name": "USD", "rate": 2.0}])
    company = env["res.company"].create({"name": "Firm", "currency_id": euro.id})
    first, second, third, _fourth = data["records"]
    first.write({"currency_id": euro.id, "credit": 10})
    second.write({"currency_id": dollar.id, "credit": 10})
    third.credit = 1
    total = partners.with_company(company)._read_group([], [], ["credit:sum_currency", "credit:sum"])
    assert total == [(16.0, 21.0)]
    company.currency_id = dollar
    assert partners.with_company(company)._read_group([], ["currency_id"], ["credit:sum_currency"])[0][1] == 20.0
    with pytest.raises(ValueError, match="no amounts of money"):
        partners._read_group([], [], ["color:sum_currency"])


def test_nothing_to_group_gives_one_total_or_no_group(partners):
    assert partners._read_group([(0, "=", 1)], [], ["__count", "color:sum", "name:array_agg"]) == [(0, 0, [])]
    assert partners._read_group([("id", "=", -1)], [], ["__count", "color:max"]) == [(0, 0)]
    assert partners._read_group([("id", "=", -1)], ["type"], ["__count"]) == []


def test_groups_of_a_many2one_are_sorted_as_its_records(partners, data):
    nothing = data["be"].browse()
    assert partners._read_group([], ["country_id"], ["__count"]) == [(data["be"], 1), (data["fr"], 2), (nothing, 1)]
    assert partners._read_group([], ["country_id"], ["__count"], order="country_id desc") == [
        (nothing, 1),
        (data["fr"], 2),
        (data["be"], 1),
    ]


def test_order_by_aggregates_having_and_pages(partners, data):
    assert partners._read_group([], ["country_id"], order="__count desc, country_id", limit=2) == [
        (data["fr"],),
        (data["be"],),
    ]
    assert partners._read_group([], ["type"], ["__count"], having=[("__count", ">", 1)]) == [("contact", 2)]
    having = ["|", ("color:sum", ">=", 3), ("__count", "in", [5])]
    assert partners._read_group([], ["type"], having=having) == [(False,)]
    assert partners._read_group([], ["name"], offset=1, limit=2) == [("B",), ("C",)]


def test_a_record_is_in_the_group_of_each_of_its_tags(partners, data):
    assert partners._read_group([], ["category_id"], ["color:sum"]) == [
        (data["gold"], 3),
        (data["silver"], 1),
        (data["gold"].browse(), 3),
    ]


def test_periods_and_parts_of_dates(partners):
    month = [(dt.datetime.fromisoformat(f"2026-0{number}-01T00:00:00"), count) for number, count in ((1, 1), (3, 2))]
    assert partners._read_group([], ["seen:month"], ["__count"]) == [*month, (False, 1)]
    local = partners.with_context(tz="Europe/Brussels")
    assert local._read_group([], ["seen:month"], ["__count"])[0] == (
        dt.datetime.fromisoformat("2026-02-01T00:00:00"),
        1,
    )
    assert partners._read_group([], ["seen:hour_number"], ["__count"]) == [(0, 2), (23, 1), (False, 1)]
    assert partners._read_group([("birthday", "!=", False)], ["birthday:week"]) == [(dt.date(2026, 2, 1),)]
    assert partners._read_group([("birthday", "!=", False)], ["birthday:quarter"]) == [(dt.date(2026, 1, 1),)]


def test_paths_and_related_fields(partners):
    expected = [("BE", 1), ("FR", 2), (False, 1)]
    assert partners._read_group([], ["country_id.code"], ["__count"]) == expected
    assert partners._read_group([], ["country_code"], ["__count"]) == expected


def test_no_value_and_an_empty_value_are_one_group(partners):
    assert partners._read_group([], ["email"], ["__count"]) == [(False, 4)]


def test_each_group_s_domain_finds_its_records(partners):
    local = partners.with_context(tz="Europe/Brussels")
    for model in (partners, local):
        for spec in (
            "country_id", "category_id", "color", "is_company", "type", "email", "seen:month", "seen:day", "seen:hour",
            "birthday:week", "birthday:year", "seen:month_number", "seen:day_of_week", "country_id.code", "id",
        ):  # fmt: skip
            for group in model.formatted_read_group([], [spec], ["__count"]):
                assert model.search_count(group["__extra_domain"]) == group["__count"], group


@pytest.mark.parametrize("spec", ["seen:hour", "seen:day", "seen:week", "seen:hour_number"])
def test_groups_of_days_on_which_clocks_are_set_find_their_records(partners, spec):
    """The hour that comes twice is one group of two hours; the one that is passed over is none."""
    times = ["10-24 23:30", "10-25 00:30", "10-25 01:30", "10-25 02:30", "03-29 00:30", "03-29 01:30", "03-29 02:30"]
    made = partners.create([{"name": time, "seen": f"2026-{time}:00"} for time in times])
    for zone in ("Europe/Brussels", "America/Havana", "Asia/Beirut"):
        groups = partners.with_context(tz=zone).formatted_read_group([("id", "in", made.ids)], [spec], ["__count"])
        found = [partners.with_context(tz=zone).search(group["__extra_domain"]) & made for group in groups]
        assert [len(records) for records in found] == [group["__count"] for group in groups]
        assert sum(found, partners.browse()) == made
    here = partners.with_context(tz="Europe/Brussels")
    hours = here._read_group([("id", "in", made.ids)], ["seen:hour"], ["__count"])
    counts = {str(hour): count for hour, count in hours}
    assert counts["2026-10-25 02:00:00"] == 2
    assert "2026-03-29 02:00:00" not in counts


@pytest.mark.parametrize("granularity", ["day", "week", "month", "quarter", "year"])
def test_the_last_period_of_all_has_no_end(partners, granularity):
    for_ever = partners.create({"name": "For ever", "birthday": "9999-12-31", "seen": "9999-12-31 12:00:00"})
    for name in ("birthday", "seen"):
        (group,) = partners.formatted_read_group([("id", "=", for_ever.id)], [f"{name}:{granularity}"], ["__count"])
        assert group["__count"] == 1
        assert partners.search(group["__extra_domain"]) == for_ever
        assert "9999" in group[f"{name}:{granularity}"][1] or granularity == "week"


def test_clients_see_labels(partners, data):
    assert partners.formatted_read_group([], ["country_id"], ["__count", "color:sum"])[0] == {
        "country_id": (data["be"].id, "Belgium"),
        "__extra_domain": [("country_id", "=", data["be"].id)],
        "__count": 1,
        "color:sum": 3,
    }
    assert partners.formatted_read_group([("seen", "!=", False)], ["seen:year"])[0]["seen:year"] == (
        "2026-01-01 00:00:00",
        "2026",
    )
    labels = [group["seen:month"] for group in partners.formatted_read_group([], ["seen:month"])]
    assert labels == [("2026-01-01 00:00:00", "January 2026"), ("2026-03-01 00:00:00", "March 2026"), False]
    french = partners.with_context(lang="fr_FR").formatted_read_group([("birthday", "!=", False)], ["birthday:month"])
    assert french[0]["birthday:month"] == ("2026-02-01", "février 2026")
    total = partners.formatted_read_group([], [], ["__count"])
    assert total == [{"__extra_domain": [(1, "=", 1)], "__count": 4}]


def test_several_groupings_take_one_statement(partners, data, statements):
    sets = [["country_id"], ["is_company"], [], ["type", "is_company"]]
    found, count = statements(partners._read_grouping_sets, [], sets, ["__count"])
    assert count == 1
    assert found == [partners._read_group([], groupby, ["__count"]) for groupby in sets]
    assert partners._read_grouping_sets([], [["category_id"], ["type"]], ["__count"])[0][0] == (data["gold"], 2)


def test_grouping_takes_one_statement(partners, statements):
    assert statements(partners._read_group, [], ["country_id", "seen:month"], ["__count", "color:sum"])[1] == 1


def test_periods_without_records_are_filled_in(partners):
    groups = partners.with_context(fill_temporal=True).formatted_read_group([], ["seen:month"], ["__count"])
    assert [(group["seen:month"] and group["seen:month"][1], group["__count"]) for group in groups] == [
        ("January 2026", 1),
        ("February 2026", 0),
        ("March 2026", 2),
        (False, 1),
    ]
    options = {"fill_from": "2025-12-10", "fill_to": "2026-03-10", "min_groups": 5}
    groups = partners.with_context(fill_temporal=options).formatted_read_group([], ["seen:month"], ["__count"])
    assert [group["__count"] for group in groups] == [0, 1, 0, 2, 0, 1]


def test_groups_without_records_are_shown_where_the_field_wants_it(env, partners, data):
    blue, red = env["small.team"].create([{"name": "Blue"}, {"name": "Red"}])
    data["records"][:2].write({"team_id": red.id, "stage": "done", "level": "low"})
    domain = [("id", "in", data["records"][:2].ids)]
    expanded = partners.with_context(read_group_expand=True)

    def groups(model, spec, **kwargs):
        return [
            (group[spec], group["__count"])
            for group in model.formatted_read_group(domain, [spec], ["__count"], **kwargs)
        ]

    assert groups(partners, "team_id") == [((red.id, "Red"), 2)]
    assert groups(expanded, "team_id") == [((blue.id, "Blue"), 0), ((red.id, "Red"), 2)]
    assert groups(expanded, "team_id", order="team_id desc") == [((red.id, "Red"), 2), ((blue.id, "Blue"), 0)]
    assert groups(expanded, "stage") == [("new", 0), ("done", 2), ("lost", 0)]
    assert groups(expanded, "level") == [("high", 0), ("low", 2)]
    shown = partners.web_read_group(domain, ["stage"], unfold_read_specification={"name": {}}, auto_unfold=True)
    assert [len(group["__records"]) for group in shown["groups"]] == [0, 2, 0]


def test_open_groups_hold_their_records(partners, data, statements):
    result, count = statements(
        partners.web_read_group, [], ["country_id"], ["color:sum"], limit=80, auto_unfold=True,
        unfold_read_specification={"name": {}}, unfold_read_default_limit=1,
    )  # fmt: skip
    assert result["length"] == 3
    records = data["records"]
    assert [group.get("__records") for group in result["groups"]] == [
        [{"id": records[2].id, "name": "C"}],
        [{"id": records[0].id, "name": "A"}],
        None,
    ]
    assert count <= 4


def test_what_is_known_of_groups_decides_which_are_open(partners, data):
    info = [
        {"value": data["be"].id, "folded": True},
        {"value": data["fr"].id, "folded": False, "limit": 1, "offset": 1, "progressbar_domain": [("color", ">", 0)]},
        {"value": False, "folded": False},
    ]
    result = partners.web_read_group(
        [], ["country_id"], opening_info=info, unfold_read_specification={"name": {}}, order="name"
    )
    assert [[line["name"] for line in group.get("__records", [])] for group in result["groups"]] == [[], ["B"], ["D"]]


def test_nested_groups(partners):
    result = partners.web_read_group(
        [], ["is_company", "type"], ["color:sum"], auto_unfold=True, unfold_read_specification={"name": {}}
    )
    inner = [[(line["type"], line["__count"]) for line in group["__groups"]["groups"]] for group in result["groups"]]
    assert inner == [[("contact", 2), (False, 1)], [("invoice", 1)]]
    records = [[line["__records"] for line in group["__groups"]["groups"]] for group in result["groups"]]
    assert [[[record["name"] for record in each] for each in group] for group in records] == [
        [["A", "D"], ["C"]],
        [["B"]],
    ]


def test_nested_groups_take_a_statement_for_each_level(partners, statements):
    def read(auto_unfold):
        partners.env.invalidate_all()
        return partners.web_read_group(
            [], ["is_company", "color", "type"], auto_unfold=auto_unfold, unfold_read_specification={"name": {}}
        )

    result, count = statements(read, auto_unfold=True)
    assert [len(group["__groups"]["groups"]) for group in result["groups"]] == [3, 1]
    assert count <= 5
    assert statements(read, auto_unfold=False)[1] == 1


def test_pages_of_nested_groups(partners):
    info = [{"value": False, "folded": False, "offset": 1, "limit": 1, "groups": [{"value": 1, "folded": False}]}]
    result = partners.web_read_group([], ["is_company", "color"], opening_info=info, order="color")
    inner = result["groups"][0]["__groups"]
    assert inner["length"] == 3
    assert [group["color"] for group in inner["groups"]] == [1]
    assert "__groups" not in result["groups"][1]


def test_the_number_of_groups_is_counted_behind_a_limit(partners):
    result = partners.web_read_group([], ["type"], limit=1)
    assert (len(result["groups"]), result["length"]) == (1, 3)


def test_the_older_way_to_group(partners, data):
    groups = partners.read_group([("color", ">", 0)], ["color:sum"], ["country_id", "type"])
    assert groups[0] == {
        "country_id": (data["be"].id, "Belgium"),
        "country_id_count": 1,
        "color": 3,
        "__domain": ["&", ("color", ">", 0), ("country_id", "=", data["be"].id)],
        "__context": {"group_by": ["type"]},
    }
    groups = partners.read_group([], ["most:max(color)"], ["seen:month"], orderby="seen:month desc", lazy=False)
    assert groups[1]["most"] == 3
    assert groups[1]["__range"] == {"seen:month": {"from": "2026-03-01 00:00:00", "to": "2026-04-01 00:00:00"}}
    assert groups[1]["__count"] == 2


def test_progress_bars(partners, data):
    bars = partners.read_progress_bar([], "country_id", {"field": "type", "colors": {"contact": "a", "invoice": "b"}})
    assert bars == {
        str(data["be"].id): {"contact": 0, "invoice": 0},
        str(data["fr"].id): {"contact": 1, "invoice": 1},
        "False": {"contact": 1, "invoice": 0},
    }


def test_search_panel(partners, data):
    assert partners.search_panel_select_range(
        "country_id", enable_counters=True, search_domain=[("color", "<", 3)]
    ) == {
        "parent_field": False,
        "values": [{"id": data["fr"].id, "display_name": "France", "__count": 2}],
    }
    tags = partners.search_panel_select_multi_range("category_id", enable_counters=True)
    assert [(tag["display_name"], tag["__count"]) for tag in tags["values"]] == [("Gold", 2), ("Silver", 1)]
    types = partners.search_panel_select_range("type", enable_counters=True, expand=True)
    assert [(each["id"], each["__count"]) for each in types["values"]] == [
        ("contact", 2),
        ("invoice", 1),
        ("delivery", 0),
        ("other", 0),
    ]
    data["records"][1].parent_id = data["records"][0]
    tree = partners.search_panel_select_range("parent_id", enable_counters=True)
    assert tree == {
        "parent_field": "parent_id",
        "values": [{"id": data["records"][0].id, "display_name": "A", "parent_id": False, "__count": 1}],
    }
    assert "error_msg" in partners.search_panel_select_range("country_id", expand=True, limit=2)


@pytest.mark.parametrize(
    ("groupby", "aggregates", "order"),
    [
        (["nowhere"], [], None),
        (["color:month"], [], None),
        (["seen:century"], [], None),
        (["child_ids"], [], None),
        ([], ["color"], None),
        ([], ["color:mode"], None),
        ([], ["color:recordset"], None),
        (["color"], [], "name"),
        (["color"], [], "color; drop"),
    ],
)
def test_what_cannot_be_grouped_is_refused(partners, groupby, aggregates, order):
    with pytest.raises(ValueError, match=r"."):
        partners._read_group([], groupby, aggregates, order=order)
