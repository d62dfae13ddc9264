"""Which field a column was imported to the last time."""

from trivium import fields, models


class BaseImportMapping(models.Model):
    _name = "base_import.mapping"
    _description = "Column that was matched"

    res_model = fields.Char(index=True)
    column_name = fields.Char()
    field_name = fields.Char()

    def remember(self, model, pairs):
        """Keep which field each column was imported to, in a fixed number of statements."""
        known = {line.column_name: line for line in self.search([("res_model", "=", model)])}
        self.create(
            [
                {"res_model": model, "column_name": column, "field_name": field}
                for column, field in pairs.items()
                if column not in known
            ]
        )
        for column, field in pairs.items():
            if column in known and known[column].field_name != field:
                known[column].field_name = field
