"""With how many decimals the quantities of each kind are entered and kept."""

from trivium import SQL, api, fields, models
from trivium.tools.cache import ormcache

DEFAULT_DIGITS = 2


class DecimalPrecision(models.Model):
    _name = "decimal.precision"
    _description = "Decimal accuracy"

    name = fields.Char("Usage", required=True)
    digits = fields.Integer("Digits", required=True, default=DEFAULT_DIGITS)

    _name_uniq = models.Constraint("UNIQUE(name)", "This usage has an accuracy already: change that one.")

    @api.model
    def precision_get(self, application):
        """Return the number of decimals for a usage, 2 when nobody set it."""
        return self._digits_of(str(application))

    @api.model
    @ormcache("application")
    def _digits_of(self, application):
        self.flush_model(["name", "digits"])
        rows = self.env.execute_query(SQL("SELECT digits FROM decimal_precision WHERE name = %s", application))
        return rows[0][0] if rows else DEFAULT_DIGITS

    @api.model_create_multi
    def create(self, vals_list):
        precisions = super().create(vals_list)
        self.env.registry.clear_cache()
        return precisions

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.onchange("digits")
    def _onchange_digits_warning(self):
        if self._origin.id and self.digits < self._origin.digits:
            return {
                "warning": {
                    "title": self.env._("Fewer digits for %s", self.name),
                    "message": self.env._(
                        "Values that are stored already keep their digits; only new ones are rounded."
                    ),
                }
            }
        return None
