"""Properties whose definition is the same for all records of a model."""

from trivium import SQL, api, fields, models
from trivium.exceptions import UserError


class PropertiesBaseDefinitionMixin(models.AbstractModel):
    _name = "properties.base.definition.mixin"
    _description = "Properties defined per model"

    properties_base_definition_id = fields.Many2one(
        "properties.base.definition",
        compute="_compute_properties_base_definition_id",
        search="_search_properties_base_definition_id",
    )
    properties = fields.Properties(
        string="Properties",
        definition="properties_base_definition_id.properties_definition",
        copy=True,
    )

    def _compute_properties_base_definition_id(self):
        self.properties_base_definition_id = self._properties_base_definition()

    def _properties_base_definition(self):
        definitions = self.env["properties.base.definition"].sudo()
        return definitions._get_definition_for_property_field(self._name, "properties")

    def _defining_properties(self, field):
        if field.definition_record == "properties_base_definition_id":
            return self._properties_base_definition()
        return super()._defining_properties(field)

    def _search_properties_base_definition_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        definition = self._properties_base_definition()
        return [(1, "=", 1)] if definition.id in value else [(0, "=", 1)]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("properties_base_definition_id"):
                raise UserError(self.env._("The definition of the properties belongs to the model: leave it out."))
        return super().create(vals_list)

    def _field_to_sql(self, alias, field_expr, query=None):
        # the definition is one constant for the whole model: no column and no join
        if field_expr == "properties_base_definition_id":
            definitions = self.env["properties.base.definition"].sudo()
            return SQL("%s", definitions._get_definition_id_for_property_field(self._name, "properties"))
        return super()._field_to_sql(alias, field_expr, query)
