"""Figures that a database tells of itself."""

from trivium import api, models


class KpiProvider(models.AbstractModel):
    _name = "kpi.provider"
    _description = "Provider of key figures"

    @api.model
    def get_kpi_summary(self):
        """Return the key figures; addons extend the list.

        :return: dictionaries with `id` (dotted, unique), `name`, `type` (such as integer) and `value`
        """
        return []
