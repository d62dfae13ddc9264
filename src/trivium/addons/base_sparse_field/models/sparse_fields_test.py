"""A model of sparse fields of all kinds, on which they are tested."""

from trivium import fields, models

from .fields import Serialized


class SparseFieldsTest(models.TransientModel):
    _name = "sparse_fields.test"
    _description = "Sparse fields"

    data = Serialized()
    boolean = fields.Boolean(sparse="data")
    integer = fields.Integer(sparse="data")
    float = fields.Float(sparse="data")
    char = fields.Char(sparse="data")
    selection = fields.Selection([("one", "One"), ("two", "Two")], sparse="data")
    partner = fields.Many2one("res.partner", sparse="data")
