"""Which serialized field a sparse field is kept in: reflected from code, chosen for custom fields."""

from trivium import SQL, api, fields, models
from trivium.addons.base.models.ir_model_fields import FIELD_CLASSES
from trivium.data.schema.tools import column_exists
from trivium.exceptions import UserError

from .fields import Serialized

FIELD_CLASSES[Serialized.type] = Serialized


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    ttype = fields.Selection(selection_add=[("serialized", "serialized")], ondelete={"serialized": "cascade"})
    serialization_field_id = fields.Many2one(
        "ir.model.fields",
        string="Serialization field",
        ondelete="cascade",
        domain="[('ttype', '=', 'serialized'), ('model_id', '=', model_id)]",
        help="The value is kept in this field, together with those of others, instead of a column of its own. "
        "This cannot be changed once the field was made.",
    )

    def write(self, vals):
        _ = self.env._
        for field in self:
            holder = vals.get("serialization_field_id", field.serialization_field_id.id) or False
            if field.serialization_field_id.id != holder:
                raise UserError(_("Where the values of %s are kept cannot be changed: make another field.", field.name))
            if holder and field.name != vals.get("name", field.name):
                raise UserError(_("The sparse field %s cannot be renamed: make another field.", field.name))
        return super().write(vals)

    def _reflect_fields(self, model_names):
        super()._reflect_fields(model_names)
        sparse = [
            field
            for name in model_names
            for field in self.env[name]._fields.values()
            if field.sparse and not field.manual
        ]
        for field in sparse:
            if self.env[field.model_name]._fields.get(field.sparse) is None:
                raise UserError(
                    self.env._(
                        "Field %(field)s is kept in %(holder)s, which does not exist.", field=field, holder=field.sparse
                    )
                )
        self.env.cr.execute(
            SQL(
                """
                UPDATE ir_model_fields f SET serialization_field_id = holder.id
                FROM (SELECT own.id, s.id AS holder_id
                        FROM ir_model_fields own
                        LEFT JOIN unnest(%s::varchar[], %s::varchar[], %s::varchar[]) AS known (model, name, holder)
                               ON known.model = own.model AND known.name = own.name
                        LEFT JOIN ir_model_fields s ON s.model = known.model AND s.name = known.holder
                       WHERE own.model = ANY(%s) AND own.state = 'base') AS wanted
                LEFT JOIN ir_model_fields holder ON holder.id = wanted.holder_id
                WHERE f.id = wanted.id AND f.serialization_field_id IS DISTINCT FROM holder.id
                """,
                [field.model_name for field in sparse],
                [field.name for field in sparse],
                [field.sparse for field in sparse],
                list(model_names),
            )
        )
        self.invalidate_model(["serialization_field_id"], flush=False)

    @classmethod
    def _manual_field_definitions(cls, cr):
        found = super()._manual_field_definitions(cr)
        if column_exists(cr, "ir_model_fields", "serialization_field_id"):
            cr.execute(
                SQL(
                    """
                    SELECT f.model, f.name, s.name
                    FROM ir_model_fields f JOIN ir_model_fields s ON s.id = f.serialization_field_id
                    WHERE f.state = 'manual'
                    """
                )
            )
            for model, name, holder in cr.fetchall():
                field = found.get(model, {}).get(name)
                if field is not None:
                    field._args.update(sparse=holder, store=False)
        return found
