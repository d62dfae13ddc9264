"""Units: how much of another unit they are, and what a quantity of one is in the other."""

from trivium import api, fields, models
from trivium.exceptions import UserError, ValidationError
from trivium.tools.float_utils import float_compare, float_is_zero, float_round

DEFAULT_SEQUENCE = 10


class UomUom(models.Model):
    _name = "uom.uom"
    _description = "Unit of measure"
    _parent_name = "relative_uom_id"
    _parent_store = True
    _order = "sequence, relative_uom_id, id"

    name = fields.Char("Unit", required=True, translate=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True, readonly=False, precompute=True, recursive=True)
    active = fields.Boolean(default=True)
    relative_factor = fields.Float(
        "Contains", default=1.0, required=True, digits=0, help="How much of the other unit one of this unit is."
    )
    relative_uom_id = fields.Many2one(
        "uom.uom", string="Of unit", ondelete="cascade", index="btree_not_null", help="The unit that it is counted in."
    )
    related_uom_ids = fields.One2many("uom.uom", "relative_uom_id", string="Units counted in it")
    factor = fields.Float(
        "Of the basic unit", compute="_compute_factor", recursive=True, store=True, digits=0, help="Over all steps."
    )
    rounding = fields.Float("Rounded to", compute="_compute_rounding", digits=0)
    parent_path = fields.Char(index=True)

    _factor_gt_zero = models.Constraint("CHECK (relative_factor > 0)", "A unit contains some of the other.")

    @api.depends("relative_factor", "relative_uom_id.factor")
    def _compute_factor(self):
        for unit in self:
            unit.factor = unit.relative_factor * (unit.relative_uom_id.factor or 1.0)

    @api.depends("relative_uom_id.sequence")
    def _compute_sequence(self):
        """A unit stands behind the one that it is counted in, unless it was put elsewhere."""
        for unit in self:
            if not unit.sequence:
                unit.sequence = (unit.relative_uom_id.sequence or DEFAULT_SEQUENCE - 1) + 1

    @api.depends("factor")
    def _compute_rounding(self):
        """All units are rounded to the accuracy of quantities."""
        self.rounding = 10 ** -self.env["decimal.precision"].precision_get("Product Unit")

    @api.constrains("relative_uom_id")
    def _check_cycle(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A unit cannot be counted in itself, not over others either."))

    @api.onchange("relative_factor", "relative_uom_id")
    def _onchange_critical_fields(self):
        if self._origin and (self._origin.relative_factor, self._origin.relative_uom_id) != (
            self.relative_factor,
            self.relative_uom_id,
        ):
            return {
                "warning": {
                    "title": self.env._("Quantities change their meaning"),
                    "message": self.env._("What was recorded in %s is not converted. A new unit is safer.", self.name),
                }
            }
        return None

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        """Keep the units that addons rely on by their external ids."""
        needed = self._filter_protected_uoms()
        if needed:
            raise UserError(
                self.env._("Apps rely on these units: %s. Archive them instead.", ", ".join(needed.mapped("name")))
            )

    def _filter_protected_uoms(self):
        """Return the units that came with this addon, but for those that nothing relies on."""
        data = self.env["ir.model.data"].sudo()
        found = data.search([("model", "=", self._name), ("res_id", "in", self.ids), ("module", "=", "uom")])
        kept = found.filtered(lambda record: record.name not in self._unprotected_uom_xml_ids())
        return self.browse(kept.mapped("res_id"))

    @api.model
    def _unprotected_uom_xml_ids(self):
        """Return the names of units that may be deleted although they came with this addon."""
        return ["product_uom_dozen", "product_uom_pack_6", "product_uom_kwh"]

    # ---- rounding ----------------------------------------------------------------------------------------------

    def round(self, value, rounding_method="HALF-UP"):
        """Return a quantity rounded to the accuracy of the unit."""
        self.ensure_one()
        return float_round(value, precision_rounding=self.rounding, rounding_method=rounding_method)

    def compare(self, value1, value2):
        """Compare two quantities in the accuracy of the unit: -1, 0 or 1."""
        self.ensure_one()
        return float_compare(value1, value2, precision_rounding=self.rounding)

    def is_zero(self, value):
        """Tell whether a quantity is nothing in the accuracy of the unit."""
        self.ensure_one()
        return float_is_zero(value, precision_rounding=self.rounding)

    # ---- conversion --------------------------------------------------------------------------------------------

    def _has_common_reference(self, other_uom):
        """Tell whether two units lead to the same basic one, so that quantities can be converted."""
        self.ensure_one()
        other_uom.ensure_one()
        return self._basic_id() == other_uom._basic_id()

    def _basic_id(self):
        return int((self.parent_path or f"{self.id}/").split("/")[0])

    def _compute_quantity(self, qty, to_unit, round=True, rounding_method="UP", raise_if_failure=True):  # noqa: A002 - the contract's name
        """Return what a quantity of this unit is in another.

        :param qty: in this unit
        :param to_unit: the other unit; none leaves the quantity as it is
        :param round: whether the result is rounded to the accuracy of the other unit
        :param rounding_method: `UP`, `DOWN`, `HALF-UP`, ...
        :param raise_if_failure: whether units that cannot be converted are an error, or leave the quantity as it is
        :raise UserError: the units have nothing in common
        """
        if not self or not qty:
            return qty
        self.ensure_one()
        if self == to_unit:
            amount = qty
        elif not to_unit:
            return qty
        elif not self._has_common_reference(to_unit):
            if raise_if_failure:
                raise UserError(
                    self.env._("%(unit)s cannot be converted to %(other)s.", unit=self.name, other=to_unit.name)
                )
            return qty
        else:
            amount = qty * self.factor / to_unit.factor
        if round:
            amount = float_round(amount, precision_rounding=to_unit.rounding, rounding_method=rounding_method)
        return amount

    def _compute_price(self, price, to_unit):
        """Return what a price for one of this unit is for another; the same where they have nothing in common."""
        self.ensure_one()
        if not price or not to_unit or self == to_unit or not self._has_common_reference(to_unit):
            return price
        return price * to_unit.factor / self.factor

    def _check_qty(self, product_qty, uom_id, rounding_method="HALF-UP"):
        """Return a quantity made to fit whole packs: that of this unit nearest to the one in `uom_id`."""
        self.ensure_one()
        packs = uom_id._compute_quantity(product_qty, self, rounding_method="HALF-UP")
        if not packs or not product_qty:
            return product_qty
        whole = float_round(packs, precision_rounding=1.0, rounding_method=rounding_method)
        return self._compute_quantity(whole, uom_id)
