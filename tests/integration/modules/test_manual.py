"""Models and fields made by users are real tables and columns from that moment on."""

import pytest
from psycopg.errors import CheckViolation
from tests.support.addons import environment

from trivium.exceptions import UserError, ValidationError
from trivium.orm.registry import Registry


def columns(env, table):
    env.cr.execute(
        "SELECT column_name, udt_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name LIKE 'x_%%'",
        [table],
    )
    return dict(env.cr.fetchall())


def make_field(env, model, name, ttype, **values):
    return env["ir.model.fields"].create(
        {"model_id": env["ir.model"]._get_id(model), "name": name, "ttype": ttype, "field_description": name, **values}
    )


def test_a_field_is_a_column_at_once_and_after_a_start(db):
    with environment(db) as env:
        make_field(env, "res.partner", "x_size", "integer")
        make_field(env, "res.partner", "x_kind", "selection", selection="[('a', 'A'), ('b', 'B')]")
        make_field(env, "res.partner", "x_friend", "many2one", relation="res.partner")
        make_field(env, "res.partner", "x_tags", "many2many", relation="res.partner.category")
        make_field(
            env,
            "res.partner",
            "x_double",
            "integer",
            compute="for r in self: r['x_double'] = r.x_size * 2",
            depends="x_size",
            store=False,
        )
        partner = env["res.partner"].create({"name": "P", "x_size": 3, "x_kind": "b"})
        partner.x_friend = partner
        partner.x_tags = env["res.partner.category"].create({"name": "T"})
        env.flush_all()
        assert columns(env, "res_partner") == {"x_size": "int4", "x_kind": "varchar", "x_friend": "int4"}
        assert partner.x_double == 6
        partner_id = partner.id
    Registry.delete(db)
    with environment(db) as env:
        partner = env["res.partner"].browse(partner_id)
        assert (partner.x_size, partner.x_kind, partner.x_double) == (3, "b", 6)
        assert partner.x_friend == partner
        assert partner.x_tags.name == "T"
        assert env["res.partner"].search([("x_size", "=", 3)]) == partner
        assert env["res.partner"].fields_get(["x_kind"])["x_kind"]["selection"] == [("a", "A"), ("b", "B")]
        # delegated to by users as any other field
        assert "x_size" in env["res.users"]._fields


def test_a_removed_field_takes_its_column_along(db):
    with environment(db) as env:
        field = make_field(env, "res.partner", "x_size", "integer")
        assert "x_size" in env["res.partner"]._fields
        field.unlink()
        assert "x_size" not in env["res.partner"]._fields
        assert columns(env, "res_partner") == {}


def test_a_model_is_a_table_at_once_and_after_a_start(db):
    with environment(db) as env:
        env["ir.model"].create({"name": "Box", "model": "x_box"})
        make_field(env, "x_box", "x_weight", "float")
        box = env["x_box"].create({"x_name": "First", "x_weight": 2.5})
        assert box.display_name == "First"
    Registry.delete(db)
    with environment(db) as env:
        assert env["x_box"].search([]).mapped("x_weight") == [2.5]
        env["ir.model"]._get("x_box").unlink()
        assert "x_box" not in env
        env.cr.execute("SELECT to_regclass('x_box')")
        assert env.cr.fetchone() == (None,)


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"name": "size", "ttype": "char"}, CheckViolation, "name_manual_field"),
        ({"name": "x_Size", "ttype": "char"}, ValidationError, "lower-case"),
        (
            {"name": "x_a", "ttype": "many2one", "relation": "no.model"},
            ValidationError,
            "Unknown model name 'no.model'",
        ),
        ({"name": "x_a", "ttype": "char", "related": "parent_id.nope"}, ValidationError, "Unknown field name “nope”"),
    ],
)
def test_a_wrong_field_is_refused(db, values, error, message):
    with environment(db) as env:
        with pytest.raises(error, match=message), env.cr.savepoint():
            make_field(env, "res.partner", **values)
        env.cr.rollback()


def test_base_fields_and_models_are_protected(db):
    with environment(db) as env:
        field = env["ir.model.fields"]._get("res.partner", "name")
        with pytest.raises(UserError, match="cannot be altered"):
            field.write({"required": True})
        with pytest.raises(UserError, match="cannot be removed"):
            field.unlink()
        with pytest.raises(UserError, match="cannot be removed"):
            env["ir.model"]._get("res.partner").unlink()
        env.cr.rollback()


def test_addons_may_look_at_what_goes_before_it_goes(db, monkeypatch):
    seen = []
    with environment(db) as env:
        for model, hook in (("ir.model", "_drop_table"), ("ir.model.fields", "_prepare_update")):
            cls = type(env[model])
            original = getattr(cls, hook)
            monkeypatch.setattr(
                cls, hook, lambda self, original=original: (seen.append(self.mapped("model")), original(self))[1]
            )
        model = env["ir.model"].create({"model": "x_seen", "name": "Seen", "state": "manual"})
        field = make_field(env, "res.partner", "x_seen", "char")
        field.unlink()
        model.unlink()
        assert seen == [["res.partner"], ["x_seen"]]
        assert "x_seen" not in columns(env, "res_partner")
        env.cr.execute("SELECT to_regclass('x_seen')")
        assert env.cr.fetchone() == (None,)


def test_a_renamed_field_keeps_what_it_holds(db):
    with environment(db) as env:
        size = make_field(env, "res.partner", "x_size", "integer", index=True)
        friend = make_field(env, "res.partner", "x_friend", "many2one", relation="res.partner")
        picture = make_field(env, "res.partner", "x_picture", "binary")
        tags = make_field(env, "res.partner", "x_tags", "many2many", relation="res.partner.category")
        partner = env["res.partner"].create({"name": "P", "x_size": 3, "x_picture": b"aGVsbG8="})
        partner.write({"x_friend": partner.id, "x_tags": [(0, 0, {"name": "T"})]})
        for field, name in ((size, "x_weight"), (friend, "x_mate"), (picture, "x_photo"), (tags, "x_labels")):
            field.name = name
        assert columns(env, "res_partner") == {"x_weight": "int4", "x_mate": "int4"}
        assert (partner.x_weight, partner.x_mate, partner.x_photo) == (3, partner, b"aGVsbG8=")
        assert partner.x_labels.name == "T"
        assert env["res.partner"].search([("x_weight", "=", 3), ("x_mate.x_weight", "=", 3)]) == partner
        env.cr.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'res_partner'::regclass AND conname LIKE '%x\\_%'"
            " UNION ALL SELECT indexname FROM pg_indexes WHERE tablename = 'res_partner' AND indexname LIKE '%x\\_%'"
        )
        assert sorted(env.cr.fetchall()) == [("res_partner__x_weight_index",), ("res_partner_x_mate_fkey",)]
        env["ir.ui.view"].create(
            {"model": "res.partner", "type": "form", "arch": "<form><field name='x_weight'/></form>", "name": "F"}
        )
        with pytest.raises(UserError, match=r"Cannot delete or rename field res.partner.x_weight: view F has it"):
            size.name = "x_other"
        with pytest.raises(UserError, match="one field at a time"):
            (size | friend).name = "x_other"


def test_what_makes_the_column_of_a_field_stays(db):
    with environment(db) as env:
        size = make_field(env, "res.partner", "x_size", "integer")
        with pytest.raises(UserError, match="make another field"):
            size.ttype = "float"
