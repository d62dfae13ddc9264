import pytest

from trivium.exceptions import AccessError
from trivium.modules.lifecycle.databases import NewDatabase
from trivium.orm import importing
from trivium.orm.environment import Environment
from trivium.orm.exporting import fix_import_export_id_paths
from trivium.orm.registry import Registry
from trivium.tools.config import config


@pytest.fixture(scope="module")
def based(database):
    """A database with the addon base; its registry."""
    from trivium.data import databases

    databases.drop(database)
    yield NewDatabase(database, modules=("base",)).create()
    Registry.signaling.stop(database)
    Registry.delete(database)


@pytest.fixture
def partners(based):
    """The partners as the administrator sees them."""
    with based.cursor() as cr:
        env = Environment(cr, 1, {})
        yield env(user=env.ref("base.user_admin").id)["res.partner"]
        cr.rollback()
        based.clear_all_caches()


def test_rows_become_records_with_their_lines(partners):
    result = partners.load(
        ["id", "name", "country_id/id", "child_ids/name", "is_company"],
        [
            ["one", "One", "base.be", "Ada", "yes"],
            ["", "", "", "Bob", ""],
            ["__import__.two", "Two", "", "", "0"],
        ],
    )
    assert result["messages"] == []
    assert result["nextrow"] == 0
    one, two = partners.browse(result["ids"])
    assert (one.name, one.country_id.code, one.is_company) == ("One", "BE", True)
    assert one.child_ids.mapped("name") == ["Ada", "Bob"]
    assert (two.name, two.country_id, two.is_company) == ("Two", one.country_id.browse(), False)
    assert partners.env.ref("__import__.one") == one


def test_a_known_external_id_updates_its_record(partners):
    first = partners.load(["id", "name"], [["one", "One"]])["ids"]
    assert partners.load(["id", "name"], [["one", "Changed"]])["ids"] == first
    assert partners.browse(first).name == "Changed"
    assert partners.load([".id", "name"], [[str(first[0]), "Again"]])["ids"] == first
    assert partners.browse(first).name == "Again"


def test_rows_may_refer_to_rows_before(partners):
    ids = partners.load(["id", "name", "parent_id/id"], [["a", "A", ""], ["b", "B", "a"], ["c", "C", "b"]])["ids"]
    assert partners.browse(ids[2]).parent_id.parent_id.id == ids[0]


def test_records_are_named_in_three_ways(partners):
    belgium = partners.env.ref("base.be")
    for column, value in (("country_id", "Belgium"), ("country_id/id", "base.be"), ("country_id/.id", str(belgium.id))):
        result = partners.load(["name", column], [["X", value]])
        assert partners.browse(result["ids"]).country_id == belgium, column
    tags = partners.env["res.partner.category"].create([{"name": "T1"}, {"name": "T2"}])
    result = partners.load(["name", "category_id"], [["X", "T1,T2"]])
    assert partners.browse(result["ids"]).category_id == tags


def test_every_wrong_row_is_told_and_nothing_is_kept(partners):
    before = partners.search_count([])
    result = partners.load(
        ["name", "country_id/id", "color", "type"],
        [
            ["Fine", "base.be", "1", "contact"],
            ["Bad", "base.nowhere", "1", "contact"],
            ["Worse", "base.fr", "many", "contact"],
            ["Worst", "base.fr", "2", "nonsense"],
            ["", "", "", "contact"],
        ],
    )
    assert result["ids"] is False
    told = [
        (message["type"], message["record"], message["rows"]["from"], message.get("field"))
        for message in result["messages"]
    ]
    assert told == [
        ("error", 1, 1, "country_id"),
        ("error", 2, 2, "color"),
        ("error", 3, 3, "type"),
        ("error", 4, 4, None),
    ]
    assert result["messages"][0]["field_name"] == "Country"
    assert result["messages"][0]["moreinfo"]["res_model"] == "ir.model.data"
    assert "base.nowhere" in result["messages"][0]["message"]
    assert partners.search_count([]) == before


def test_an_unknown_column_is_told(partners):
    result = partners.load(["name", "nowhere"], [["X", "1"]])
    assert result["ids"] is False
    assert result["messages"][0]["field"] == "nowhere"


def test_names_that_nobody_has_are_created_when_allowed(partners):
    cells = (["name", "category_id"], [["X", "Brand New"]])
    assert partners.load(*cells)["ids"] is False
    allowed = partners.with_context(name_create_enabled_fields={"category_id": True})
    result = allowed.load(*cells)
    assert partners.browse(result["ids"]).category_id.name == "Brand New"


def test_a_limit_ends_an_import_and_tells_where_to_go_on(partners):
    rows = [["A", "a1"], ["", "a2"], ["B", "b1"], ["C", "c1"]]
    result = partners.with_context(_import_limit=2).load(["name", "child_ids/name"], rows)
    assert len(result["ids"]) == 2
    assert result["nextrow"] == 3


def test_references_are_looked_up_together(partners):
    env = partners.env

    def statements(numbers):
        rows = [[f"L{number}", ["EUR", "USD"][number % 2], f"{number:02}"] for number in numbers]
        env.flush_all()
        before = env.cr.sql_log_count
        result = env["res.country"].load(["name", "currency_id", "code"], rows)
        assert result["messages"] == []
        return env.cr.sql_log_count - before

    statements(range(2))
    assert statements(range(10, 90)) == statements(range(2, 4))


def test_exported_rows_can_be_imported_again(partners):
    columns = ["id", "name", "country_id/id", "child_ids/name", "color", "is_company"]
    rows = [["w1", "One", "base.be", "Ada", "3", "True"], ["", "", "", "Bob", "", ""]]
    records = partners.browse(partners.load(columns, rows)["ids"])
    exported = records.export_data([*columns, ".id", "country_id"])["datas"]
    assert exported == [
        ["__import__.w1", "One", "base.be", "Ada", 3, True, str(records.id), "Belgium"],
        ["", "", "", "Bob", "", "", "", ""],
    ]


def test_external_ids_are_made_where_there_are_none(partners):
    records = partners.create([{"name": "A"}, {"name": "B"}])
    rows = records.export_data(["id", "name"])["datas"]
    assert [partners.env.ref(row[0]).name for row in rows] == ["A", "B"]
    assert records.export_data(["id"])["datas"] == [[row[0]] for row in rows]


def test_the_number_of_statements_of_an_export_does_not_grow(partners):
    env = partners.env
    countries = env["res.country"].search([])

    def statements(records):
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        records.export_data(["id", "name", "currency_id/id", "state_ids/name"])
        return env.cr.sql_log_count - before

    statements(countries)
    assert statements(countries) == statements(countries[:3])


def test_only_who_may_export_does(partners):
    user = partners.env["res.users"].create({"name": "Low", "login": "low", "group_ids": [(6, 0, [])]})
    with pytest.raises(AccessError, match="export"):
        partners.with_user(user).export_data(["name"])


def test_columns_are_read_in_several_spellings():
    assert fix_import_export_id_paths("country_id.id") == ["country_id", ".id"]
    assert fix_import_export_id_paths("country_id:id") == ["country_id", "id"]
    assert fix_import_export_id_paths("child_ids/country_id/id") == ["child_ids", "country_id", "id"]
    assert fix_import_export_id_paths(".id") == [".id"]


def test_rows_that_name_each_other_are_loaded_in_a_fixed_number_of_statements(partners):
    env = partners.env

    def statements(prefix, families):
        rows = [
            [f"{prefix}{family}_{member}", f"{prefix} {family} {member}", f"{prefix}{family}_0" if member else ""]
            for family in range(families)
            for member in range(4)
        ]
        before = env.cr.sql_log_count
        result = partners.load(["id", "name", "parent_id/id"], rows)
        assert result["messages"] == []
        records = partners.browse(result["ids"])
        assert [record.name for record in records] == [row[1] for row in rows]
        assert [record.parent_id.name or "" for record in records] == [
            f"{prefix} {row[2][len(prefix) : -2]} 0" if row[2] else "" for row in rows
        ]
        return env.cr.sql_log_count - before

    statements("warm", 1)
    assert statements("many", 40) == statements("few", 2)


def test_among_many_rows_the_wrong_ones_are_found(partners):
    rows = [[f"N{number}", "" if number in (3, 17) else f"{number:02}"] for number in range(30)]
    rows[17][0] = ""
    result = partners.env["res.country"].load(["name", "code"], [[name or " ", code] for name, code in rows[:20]])
    assert result["ids"] is False
    assert [message["record"] for message in result["messages"]] == [3, 17]
    assert [message["rows"] for message in result["messages"]] == [{"from": 3, "to": 3}, {"from": 17, "to": 17}]


def test_a_table_that_grows_is_not_read_whole_for_each_row(partners, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 100)
    columns = ["id", "name", "parent_id/id"]

    def rows_read():
        partners.env.cr.execute("SELECT seq_tup_read FROM pg_stat_xact_all_tables WHERE relname = 'res_partner'")
        return partners.env.cr.fetchone()[0]

    for number in range(8):  # plans of foreign keys are kept from here, where reading all rows is the quickest way
        partners.load(columns, [[f"a_{number}", "A", ""], [f"b_{number}", "B", f"a_{number}"]])
    before = rows_read()
    rows = [[f"p_{number}", "P", f"p_{number - number % 10}" if number % 10 else ""] for number in range(1500)]
    result = partners.load(columns, rows)
    assert len(result["ids"]) == len(rows)
    assert rows_read() - before < len(rows) * 100


# -- translations ----------------------------------------------------------------------------------------------------


@pytest.fixture
def tags(partners):
    for code in ("fr_FR", "de_DE"):
        partners.env["res.lang"].sudo()._activate_lang(code)
    return partners.env["res.partner.category"].with_context(lang="en_US")


def in_languages(records, name="name"):
    return [[record.with_context(lang=code)[name] for code in ("en_US", "fr_FR", "de_DE")] for record in records]


def test_columns_of_languages_are_imported_and_exported(tags):
    columns = ["id", "name", "name@fr_FR", "name@de_DE"]
    rows = [["t.one", "Chair", "Chaise", "Stuhl"], ["t.two", "Table", "", "Tisch"], ["t.three", "Lamp", "", ""]]
    result = tags.load(columns, rows)
    assert result["messages"] == []
    records = tags.browse(result["ids"])
    expected = [["Chair", "Chaise", "Stuhl"], ["Table", "Table", "Tisch"], ["Lamp", "Lamp", "Lamp"]]
    assert in_languages(records) == expected
    exported = records.export_data(columns)["datas"]
    assert exported == [["t.one", *expected[0]], ["t.two", *expected[1]], ["t.three", *expected[2]]]
    # an update in one language leaves the others, and an empty cell leaves what there is
    again = tags.load(["id", "name@fr_FR"], [["t.one", "Siège"], ["t.two", ""]])
    assert (again["messages"], again["ids"]) == ([], result["ids"][:2])
    assert in_languages(records) == [["Chair", "Siège", "Stuhl"], *expected[1:]]


def test_columns_of_languages_of_records_that_are_referred_to_are_exported(tags, partners):
    tag = tags.browse(tags.load(["name", "name@fr_FR"], [["Chair", "Chaise"]])["ids"])
    partner = partners.create({"name": "P", "category_id": [(6, 0, tag.ids)]})
    assert partner.export_data(["name", "category_id/name@fr_FR"])["datas"] == [["P", "Chaise"]]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("nowhere@fr_FR", "There is no field 'nowhere'."),
        ("color@fr_FR", "Field 'color' is not translated: it has no column for a language."),
        ("name@it_IT", "Language 'it_IT' of column 'name@it_IT' is not active."),
        ("name@", "Language '' of column 'name@' is not active."),
        ("child_ids/name@fr_FR", "Column 'name@fr_FR': translations of lines are imported with the lines themselves."),
    ],
)
def test_a_column_of_no_translation_is_told(tags, column, told):
    result = tags.load(["name", "child_ids/name", column], [["Chair", "Leg", "Chaise"]])
    assert result["ids"] is False
    assert [message["message"] for message in result["messages"]] == [told]
    if "/" not in column:
        with pytest.raises(ValueError, match=rf"^Invalid field '{column}' on model 'res\.partner\.category': "):
            tags.create({"name": "X"}).export_data([column])


def test_translations_are_imported_in_a_fixed_number_of_statements(tags):
    def statements(prefix, count):
        rows = [[f"{prefix} {number}", f"{prefix} fr {number}"] for number in range(count)]
        before = tags.env.cr.sql_log_count
        result = tags.load(["name", "name@fr_FR"], rows)
        assert in_languages(tags.browse(result["ids"][-1:]))[0][:2] == rows[-1]
        return tags.env.cr.sql_log_count - before

    statements("warm", 1)
    assert statements("many", 40) == statements("few", 2)


def test_cells_name_several_records_with_a_separator_of_the_settings(partners, monkeypatch):
    monkeypatch.setitem(config._runtime, "csv_internal_sep", "|")
    tags = partners.env["res.partner.category"].create([{"name": "One, two"}, {"name": "Three"}])
    result = partners.load(["name", "category_id"], [["X", "One, two|Three"]])
    partner = partners.browse(result["ids"])
    assert partner.category_id == tags
    (row,) = partner.export_data(["name", "category_id/id"])["datas"]
    again = partners.load(["name", "category_id/id"], [["Y", row[1]]])
    assert (row[1].count("|"), partners.browse(again["ids"]).category_id) == (1, tags)
