"""Where the definitions of properties live that belong to a model as a whole rather than to a parent record."""

from trivium import api, fields, models
from trivium.exceptions import UserError
from trivium.tools.cache import ormcache


class PropertiesBaseDefinition(models.Model):
    _name = "properties.base.definition"
    _description = "Definitions of the properties of a model"

    properties_field_id = fields.Many2one("ir.model.fields", required=True, ondelete="cascade")
    properties_definition = fields.PropertiesDefinition("Properties")

    _unique_properties_field_id = models.Constraint(
        "UNIQUE(properties_field_id)",
        "The properties of this field are defined already: change the existing definition.",
    )

    def write(self, vals):
        if "properties_field_id" in vals:
            raise UserError(self.env._("The field that a property definition belongs to cannot be changed."))
        self._forget_kept()
        return super().write(vals)

    def unlink(self):
        self._forget_kept()
        return super().unlink()

    def _forget_kept(self):
        """Forget which definitions there are, now and if what is about to change is undone."""
        registry = self.env.registry
        registry.clear_cache("stable")
        self.env.cr.postrollback.add(lambda: registry.clear_cache("stable"))

    @api.model
    def _get_definition_for_property_field(self, model_name, field_name):
        """Return the definition of `field_name` of `model_name`, made when it does not exist yet."""
        definition = self.browse(self._get_definition_id_for_property_field(model_name, field_name))
        column = self.env._columns[self._fields["properties_definition"]]
        if definition.id not in column:  # every new record asks for it, which would be a query in each transaction
            column[definition.id] = self._get_kept_definition(definition.id)
        return definition

    @api.model
    @ormcache("definition_id")
    def _get_kept_definition(self, definition_id):
        """Return the definition of properties in the form that the cache of records has it in."""
        definition = self.sudo().browse(definition_id)
        return self._fields["properties_definition"].cached(definition)

    @api.model
    @ormcache("model_name", "field_name", cache="stable")
    def _get_definition_id_for_property_field(self, model_name, field_name):
        field = self.env["ir.model.fields"].sudo()._get(model_name, field_name)
        definitions = self.sudo()
        definition = definitions.search([("properties_field_id", "=", field.id)], limit=1)
        if not definition:
            self._forget_kept()
            definition = definitions.create({"properties_field_id": field.id})
        return definition.id
