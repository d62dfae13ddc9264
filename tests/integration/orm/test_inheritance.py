"""Extension, classical inheritance, delegation, mixins, transient models, trees, views, constraints."""

from __future__ import annotations

import psycopg
import pytest
from tests.support import order_models
from tests.support.extended import add_models, environment_on
from tests.support.inheritance_models import DEFINITIONS, Old

from trivium.exceptions import UserError, ValidationError
from trivium.orm import fields
from trivium.orm.composition import add_to_registry
from trivium.orm.model import Model
from trivium.orm.registry import Registry


@pytest.fixture(scope="module")
def registry(base_database):
    registry = Registry(base_database)
    add_models(registry, DEFINITIONS)
    with pytest.warns(DeprecationWarning, match=r"_sql_constraints is deprecated.*models\.Constraint"):
        add_models(registry, [Old])
    return registry


@pytest.fixture
def env(registry):
    with environment_on(registry) as env:
        yield env


# -- inheritance -----------------------------------------------------------------------------------------------------


def test_extensions_are_called_the_last_first(env):
    assert env["inh.animal"].who() == ["second", "first", "animal", "mixin"]
    assert env["inh.bird"].who() == ["bird", "second", "first", "animal", "mixin"]
    with pytest.raises(KeyError):
        env["inh.mammal"]


def test_extensions_change_attributes_and_keep_the_rest(env):
    field = env["inh.animal"]._fields["name"]
    assert (field.help, field.required) == ("second", True)
    assert field._modules == ("inheritance_models", "inheritance_first")
    animal = env["inh.animal"].create({"name": "a"})
    assert (animal.legs, animal.mark, animal.mark_length) == (2, "mixed", 5)
    assert env["inh.animal"]._order == "legs desc, name"


def test_classical_inheritance_makes_a_model_of_its_own(env):
    bird = env["inh.bird"].create({"name": "b", "colour": "blue"})
    assert (bird.legs, bird.wings, bird.colour) == (2, 2, "blue")
    assert env["inh.bird"]._table == "inh_bird"
    assert not env["inh.animal"].search([("name", "=", "b")])
    with pytest.raises(ValidationError, match="Too many legs"):
        bird.legs = 200
    with pytest.raises(psycopg.errors.CheckViolation) as error, env.cr.savepoint():
        env["inh.bird"].create({"name": "b", "legs": 3})
    assert env["inh.bird"]._sql_error_to_message(error.value) == "Legs come in pairs."


def test_a_mixin_has_no_table(env):
    assert env["inh.mixin"]._abstract
    env.cr.execute("SELECT to_regclass('inh_mixin')")
    assert env.cr.fetchone() == (None,)


def test_delegation(env):
    pet = env["inh.pet"].create({"name": "p", "nickname": "n", "legs": 6})
    assert pet.animal_id.legs == 6
    pet.write({"legs": 8, "nickname": "m"})
    assert (pet.animal_id.legs, pet.nickname) == (8, "m")
    other = env["inh.pet"].create({"animal_id": pet.animal_id.id})
    other.name = "renamed"
    assert pet.name == "renamed"
    assert env["inh.pet"].search([("legs", "=", 8)], order="id") == pet + other
    with pytest.raises(ValidationError, match="Too many legs"):
        pet.legs = 200
    pet.animal_id.unlink()
    assert not (pet + other).exists()


def test_archived_records_by_the_field_that_the_model_names(env):
    pet = env["inh.pet"].create({"name": "p", "shown": False})
    assert pet not in env["inh.pet"].search([])
    assert pet in env["inh.pet"].with_context(active_test=False).search([])
    pet.action_unarchive()
    assert pet.shown
    assert pet in env["inh.pet"].search([])


def test_names_are_searched_in_several_fields(env):
    animals = env["inh.animal"].create([{"name": "alpha", "code": "X1"}, {"name": "beta", "code": "alphabet"}])
    assert env["inh.animal"].name_search("alpha") == [(animals[0].id, "alpha"), (animals[1].id, "beta")]
    assert env["inh.animal"].search([("display_name", "ilike", "x1")]) == animals[0]
    assert env["inh.pet"].search([("animal_id", "ilike", "alphab")]) == env["inh.pet"]


def test_order_through_many2one_is_that_of_its_model(env):
    low, high = env["inh.species"].create([{"name": "a"}, {"name": "z"}])
    pets = env["inh.pet"].create([{"name": "1", "species_id": low.id}, {"name": "2", "species_id": high.id}])
    assert env["inh.pet"].search([("id", "in", pets.ids)]) == pets
    assert env["inh.pet"].search([("id", "in", pets.ids)])._ids == (pets[1].id, pets[0].id)
    assert pets.sorted()._ids == (pets[1].id, pets[0].id)


# -- transient models ------------------------------------------------------------------------------------------------


def test_wizards_go_by_age_and_number(env, monkeypatch):
    old, young = env["inh.wizard"].create([{"name": "old"}, {"name": "young"}])
    env.flush_all()
    env.cr.execute(
        "UPDATE inh_wizard SET write_date = now() AT TIME ZONE 'UTC' - interval '3 hours' WHERE id = %s", [old.id]
    )
    env.invalidate_all()
    monkeypatch.setattr(type(old), "_transient_max_hours", 1.0)
    env["inh.wizard"]._transient_vacuum()
    assert (old + young).exists() == young
    monkeypatch.setattr(type(old), "_transient_max_hours", 0.0)
    monkeypatch.setattr(type(old), "_transient_max_count", 1)
    more = env["inh.wizard"].create([{"name": str(i)} for i in range(3)])
    env.flush_all()
    env.cr.execute(
        "UPDATE inh_wizard SET write_date = now() AT TIME ZONE 'UTC' - interval '1 hour' WHERE id = %s", [more[0].id]
    )
    env["inh.wizard"]._transient_vacuum()
    assert (young + more).exists() == young + more[1:]


# -- trees -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(env):
    create = env["inh.species"].create
    root = create({"name": "root"})
    left, right = create([{"name": "left", "parent_id": root.id}, {"name": "right", "parent_id": root.id}])
    leaf = create({"name": "leaf", "parent_id": left.id})
    return root, left, right, leaf


def names(records):
    return sorted(records.mapped("name"))


def test_trees_are_searched_downwards_and_upwards(env, tree):
    root, left, right, leaf = tree
    search = env["inh.species"].search
    assert leaf.parent_path == f"{root.id}/{left.id}/{leaf.id}/"
    assert names(search([("id", "child_of", left.id)])) == ["leaf", "left"]
    assert names(search([("id", "parent_of", leaf.id)])) == ["leaf", "left", "root"]
    assert names(search([("parent_id", "child_of", left.id)])) == ["leaf", "left"]
    assert names(search([("id", "child_of", "root")])) == ["leaf", "left", "right", "root"]
    animal = env["inh.animal"].create({"name": "x", "species_id": leaf.id})
    assert env["inh.animal"].search([("species_id", "child_of", root.id)]) == animal
    assert not env["inh.animal"].search([("species_id", "child_of", right.id)])


def test_moved_subtrees_take_their_paths_along(env, tree):
    root, left, right, leaf = tree
    left.parent_id = right
    assert leaf.parent_path == f"{root.id}/{right.id}/{left.id}/{leaf.id}/"
    env.invalidate_all()
    assert leaf.parent_path == f"{root.id}/{right.id}/{left.id}/{leaf.id}/"
    assert names(env["inh.species"].search([("id", "child_of", right.id)])) == ["leaf", "left", "right"]
    right.parent_id = False
    assert leaf.parent_path == f"{right.id}/{left.id}/{leaf.id}/"
    assert names(env["inh.species"].search([("id", "child_of", root.id)])) == ["root"]
    with pytest.raises(UserError, match="Recursion"):
        right.parent_id = leaf
    assert not right._has_cycle()
    right.unlink()
    assert not leaf.exists()


# -- views of the database -------------------------------------------------------------------------------------------


def test_a_model_may_stand_on_a_query(env, tree):
    root, left, *_rest = tree
    env["inh.animal"].create([{"name": "a", "species_id": left.id}, {"name": "b", "species_id": left.id, "legs": 6}])
    row = env["inh.report"].search([("species_id", "=", left.id)])
    assert (row.legs, row.animals) == (8, 2)
    env["inh.animal"].search([("name", "=", "a")]).legs = 4
    env.invalidate_all()
    assert env["inh.report"].search([("species_id.name", "=", "left")]).legs == 10
    assert env["inh.report"]._read_group([("species_id", "child_of", root.id)], [], ["legs:sum"]) == [(10,)]


def test_a_query_sees_what_is_not_written_yet_of_what_it_is_made_of(env, tree):
    species = tree[1]
    animals = env["inh.animal"].create([{"name": "a", "species_id": species.id}, {"name": "b"}])
    env.flush_all()
    env.invalidate_all()
    animals[0].legs = 8
    assert env["inh.report"]._read_group([("species_id", "=", species.id)], [], ["legs:sum"]) == [(8,)]
    animals[1].species_id = species
    assert env["inh.report"].browse(species.id).animals == 2
    assert not env.transaction.dirty.get(env["inh.animal"]._fields["species_id"])


# -- constraints -----------------------------------------------------------------------------------------------------


def test_constraints_and_indexes_are_in_the_database_and_tell_their_messages(env):
    env.cr.execute("SELECT conname FROM pg_constraint WHERE conname LIKE 'inh_animal_legs%'")
    assert env.cr.fetchall() == [("inh_animal_legs_even",)]
    env.cr.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'inh_animal' ORDER BY 1")
    indexes = [row[0] for row in env.cr.fetchall()]
    assert {"inh_animal_code_uniq", "inh_animal_name_idx", "inh_animal__code_index"} <= set(indexes)
    env["inh.animal"].create({"name": "a", "code": "c"})
    with pytest.raises(psycopg.errors.UniqueViolation) as error, env.cr.savepoint():
        env["inh.animal"].create({"name": "b", "code": "c"})
    assert env["inh.animal"]._sql_error_to_message(error.value) == "This code is taken."
    env["inh.animal"].create([{"name": "b"}, {"name": "c"}])


def test_constraints_of_old_still_hold(env):
    env["inh.old"].create({"name": "a"})
    with pytest.raises(psycopg.errors.UniqueViolation) as error, env.cr.savepoint():
        env["inh.old"].create({"name": "a"})
    assert env["inh.old"]._sql_error_to_message(error.value) == "Names are unique."
    assert "write_date" not in env["inh.old"]._fields


def test_checks_in_python_see_what_changed(env):
    animal = env["inh.animal"].create({"name": "a"})
    with pytest.raises(ValidationError, match="Too many legs"):
        animal.legs = 102
    with pytest.raises(ValidationError, match="Too many legs"):
        env["inh.animal"].create([{"name": "b"}, {"name": "c", "legs": 104}])


def test_checks_of_a_delegating_model_see_what_is_delegated(env):
    with pytest.raises(ValidationError, match="Pets are young"), env.cr.savepoint():
        env["inh.pet"].create({"name": "p", "age": 99})
    pet = env["inh.pet"].create({"name": "p", "age": 5})
    with pytest.raises(ValidationError, match="Pets are young"):
        pet.age = 98
    with pytest.raises(ValidationError, match="Pets are young"):
        pet.write({"age": 97, "hidden": True})
    pet.age = 6
    assert (pet.age, pet.animal_id.age) == (6, 6)
    env["inh.animal"].create({"name": "old", "age": 99})


def test_what_an_unsaved_record_shows_of_its_parent_is_the_parent_s(env):
    pet = env["inh.pet"].new({"name": "Rex", "legs": 4})
    assert (pet.animal_id.name, pet.animal_id.legs, bool(pet.animal_id.id)) == ("Rex", 4, False)
    assert pet.display_name == "Rex"
    pet.name = "Max"
    assert (pet.animal_id.name, pet.name) == ("Max", "Max")
    assert pet.display_name == "Max"
    pet._update_cache({"name": "Ben"})
    assert (pet.animal_id.display_name, pet.display_name) == ("Ben", "Ben")
    pet.animal_id.name = "Tom"
    assert pet.name == "Tom"
    saved = env["inh.pet"].create({"name": "Old", "legs": 2})
    form = env["inh.pet"].new({"name": "New"}, origin=saved)
    assert (form.animal_id.name, form.animal_id.legs, form.animal_id._origin) == ("New", 2, saved.animal_id)
    assert (saved.name, saved.animal_id.name) == ("Old", "Old")


def test_hooks_of_deletion_refuse(env):
    animals = env["inh.animal"].create([{"name": "a", "age": 11}, {"name": "b"}])
    with pytest.raises(UserError, match="Old animals stay"):
        animals.unlink()
    assert animals.exists() == animals
    with pytest.raises(UserError), env.cr.savepoint():
        animals[0].unlink()
    animals[1].unlink()
    assert animals.exists() == animals[0]


def delegating(name, link, comodel):
    """Define a model that delegates to another by a field."""

    class Delegating(Model):
        _name = name
        _description = name
        _module = "inheritance_circles"
        _inherits = {comodel: link}

        vars()[link] = fields.Many2one(comodel, required=True, ondelete="cascade")

    return Delegating


def test_a_circle_of_delegation_is_told_with_its_path(base_database, registry):
    links = {"inh.one": ("two_id", "inh.two"), "inh.two": ("three_id", "inh.three"), "inh.three": ("one_id", "inh.one")}
    # users, and what they need, are there; `inh.start` leads into the circle, and is no part of it
    definitions = [delegating(name, *to) for name, to in {"inh.start": ("one_id", "inh.one"), **links}.items()]
    with Registry.provisional(base_database) as other:
        for definition in (*order_models.DEFINITIONS[:4], *definitions):
            add_to_registry(other, definition)
        with (
            other.cursor() as cr,
            pytest.raises(
                TypeError,
                match=r"^Models delegate to each other in a circle:"
                r" inh\.one\.two_id -> inh\.two\.three_id -> inh\.three\.one_id -> inh\.one\. Remove one of these",
            ),
        ):
            other.setup_models(cr)
    assert Registry(base_database) is registry


def test_a_model_that_delegates_to_itself_is_told(base_database):
    with Registry.provisional(base_database) as other:
        for definition in (*order_models.DEFINITIONS[:4], delegating("inh.self", "self_id", "inh.self")):
            add_to_registry(other, definition)
        with other.cursor() as cr, pytest.raises(TypeError, match=r"in a circle: inh\.self\.self_id -> inh\.self\."):
            other.setup_models(cr)
