"""Definitions of properties that have no parent record, for the client."""

from trivium import api, models


class PropertiesBaseDefinition(models.Model):
    _inherit = "properties.base.definition"

    @api.model
    def get_properties_base_definition(self, model_name, field_name):
        """Return id and name of the record that holds the definition of a field's properties."""
        self.env[model_name].check_access("read")
        definition = self.sudo()._get_definition_for_property_field(model_name, field_name)
        return {"id": definition.id, "display_name": definition.display_name}
