"""Models that inherit in every way, with trees, views, constraints and hooks."""

from __future__ import annotations

import warnings

from trivium.exceptions import UserError, ValidationError
from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.model import AbstractModel, Model
from trivium.orm.tables import Constraint, Index, UniqueIndex
from trivium.orm.transient import TransientModel

MODULE = "inheritance_models"


class Mixin(AbstractModel):
    _name = "inh.mixin"
    _description = "Mixin"
    _module = MODULE

    mark = fields.Char(default="mixed")
    mark_length = fields.Integer(compute="_compute_mark_length")

    @api.depends("mark")
    def _compute_mark_length(self):
        for record in self:
            record.mark_length = len(record.mark or "")

    def who(self):
        return ["mixin"]


class Animal(Model):
    _name = "inh.animal"
    _inherit = ("inh.mixin",)
    _description = "Animal"
    _rec_names_search = ("name", "code")
    _module = MODULE

    name = fields.Char(required=True, help="first")
    code = fields.Char(index=True)
    legs = fields.Integer(default=4)
    age = fields.Float()
    species_id = fields.Many2one("inh.species", ondelete="restrict")

    _legs_even = Constraint("CHECK (legs % 2 = 0)", "Legs come in pairs.")
    _code_uniq = UniqueIndex("(code) WHERE code IS NOT NULL", "This code is taken.")
    _name_idx = Index("(name, legs)")

    def who(self):
        return ["animal", *super().who()]

    @api.constrains("legs", "age")
    def _check_legs(self):
        for animal in self:
            if animal.legs > 100:
                raise ValidationError("Too many legs.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_old(self):
        if any(animal.age > 10 for animal in self):
            raise UserError("Old animals stay.")


class AnimalFirst(Model):
    _name = "inh.animal"
    _inherit = ("inh.animal",)
    _module = "inheritance_first"

    name = fields.Char(help="second")
    legs = fields.Integer(default=2)

    def who(self):
        return ["first", *super().who()]


class AnimalSecond(Model):
    _name = "inh.animal"
    _inherit = ("inh.animal",)
    _module = "inheritance_second"
    _order = "legs desc, name"

    colour = fields.Char()

    def who(self):
        return ["second", *super().who()]


class Bird(Model):
    _name = "inh.bird"
    _inherit = ("inh.animal",)
    _description = "Bird"
    _module = MODULE

    legs = fields.Integer(default=2)
    wings = fields.Integer(default=2)

    def who(self):
        return ["bird", *super().who()]


class Species(Model):
    _name = "inh.species"
    _description = "Species"
    _order = "name desc"
    _parent_store = True
    _module = MODULE

    name = fields.Char()
    parent_id = fields.Many2one("inh.species", ondelete="cascade", index=True)
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("inh.species", "parent_id")


class Pet(Model):
    _name = "inh.pet"
    _inherits = {"inh.animal": "animal_id"}
    _description = "Pet"
    _order = "species_id, id"
    _module = MODULE

    animal_id = fields.Many2one("inh.animal", required=True, ondelete="cascade")
    nickname = fields.Char()
    hidden = fields.Boolean()
    _active_name = "shown"
    shown = fields.Boolean(default=True)

    @api.constrains("age")
    def _check_age(self):
        if any(pet.age > 90 for pet in self):
            raise ValidationError("Pets are young.")


class Wizard(TransientModel):
    _name = "inh.wizard"
    _description = "Wizard"
    _module = MODULE

    name = fields.Char()
    animal_id = fields.Many2one("inh.animal")


class Report(Model):
    _name = "inh.report"
    _description = "Legs per species"
    _auto = False
    _module = MODULE

    species_id = fields.Many2one("inh.species", readonly=True)
    legs = fields.Integer(readonly=True)
    animals = fields.Integer(readonly=True)
    _depends = {"inh.animal": ["species_id", "legs"]}

    @property
    def _table_query(self):
        return (
            "SELECT species_id AS id, species_id, sum(legs)::int AS legs, count(*)::int AS animals"
            " FROM inh_animal WHERE species_id IS NOT NULL GROUP BY species_id"
        )


with warnings.catch_warnings():
    warnings.simplefilter("ignore")

    class Old(Model):
        _name = "inh.old"
        _description = "Constraints of old"
        _module = MODULE
        _log_access = False

        name = fields.Char()

        _sql_constraints = [("name_uniq", "UNIQUE (name)", "Names are unique.")]


DEFINITIONS = [Mixin, Species, Animal, AnimalFirst, AnimalSecond, Bird, Pet, Wizard, Report]
