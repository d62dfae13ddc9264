"""Default values that users and companies set for fields."""

import json

from trivium import SQL, Domain, _, api, fields, models
from trivium.exceptions import ValidationError
from trivium.tools import ormcache


class IrDefault(models.Model):
    """A default value: for one user or all, for one company or all, perhaps only under a condition."""

    _name = "ir.default"
    _description = "Default Values"
    _rec_name = "field_id"
    _allow_sudo_commands = False

    field_id = fields.Many2one("ir.model.fields", string="Field", required=True, ondelete="cascade", index=True)
    user_id = fields.Many2one("res.users", string="User", ondelete="cascade", index=True, help="Empty: for all users.")
    company_id = fields.Many2one(
        "res.company", string="Company", ondelete="cascade", index=True, help="Empty: for all companies."
    )
    condition = fields.Char(help="If set, applies only where the form has this value (`field=value`).")
    json_value = fields.Char(string="Default Value (JSON format)", required=True)

    @api.constrains("json_value")
    def _check_json_format(self):
        for record in self:
            try:
                value = json.loads(record.json_value)
            except json.JSONDecodeError as error:
                raise ValidationError(_("The default value is not valid JSON: %s", error)) from error
            field = self._field_of(record)
            if field is None:
                continue
            model = self.env[record.field_id.model]
            try:
                field.convert_to_cache(value, model.new())
            except Exception as error:  # whatever a field says to a wrong value
                raise ValidationError(
                    _(
                        "%(value)s is no value of %(field)s: %(error)s",
                        value=record.json_value,
                        field=field,
                        error=error,
                    )
                ) from error

    def _field_of(self, record):
        name = record.field_id
        return self.env[name.model]._fields.get(name.name) if name.model in self.env else None

    @api.model_create_multi
    def create(self, vals_list):
        result = super().create(vals_list)
        self.env.registry.clear_cache("stable")
        return result

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache("stable")
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache("stable")
        return result

    @api.model
    def set(self, model_name, field_name, value, user_id=False, company_id=False, condition=False):
        """Set the default of a field, in place of one set before for the same user, company and condition.

        :param user_id: an id, True for the current user, False for all
        :param company_id: an id, True for the current company, False for all
        :param condition: `field=value`, or False
        """
        user_id = self.env.uid if user_id is True else user_id
        company_id = self.env.company.id if company_id is True else company_id
        model = self.env.get(model_name)
        field = model._fields.get(field_name) if model is not None else None
        if field is None:
            raise ValidationError(_("There is no field %(model)s.%(field)s.", model=model_name, field=field_name))
        self._check_value(model, field, value)
        if field.type in ("date", "datetime"):
            value = field.to_string(field.to_date(value) if field.type == "date" else field.to_datetime(value))
        json_value = json.dumps(value, ensure_ascii=False)
        field_id = self.env["ir.model.fields"]._get(model_name, field_name).id
        default = self.search(
            [
                ("field_id", "=", field_id),
                ("user_id", "=", user_id),
                ("company_id", "=", company_id),
                ("condition", "=", condition),
            ]
        )
        if default:
            if default.json_value != json_value:
                default.write({"json_value": json_value})
        else:
            self.create(
                {
                    "field_id": field_id,
                    "user_id": user_id,
                    "company_id": company_id,
                    "condition": condition,
                    "json_value": json_value,
                }
            )
        return True

    def _check_value(self, model, field, value):
        try:
            cached = field.convert_to_cache(value, model.new())
        except Exception as error:  # whatever a field says to a wrong value
            raise ValidationError(
                _("%(value)s is no value of %(field)s: %(error)s", value=value, field=field, error=error)
            ) from error
        if field.type == "integer" and not -(2**31) < cached < 2**31:
            raise ValidationError(_("%(value)s is out of the range of %(field)s.", value=value, field=field))

    @api.model
    def _get(self, model_name, field_name, user_id=False, company_id=False, condition=False):
        """Return the default set for exactly these, None if there is none."""
        user_id = self.env.uid if user_id is True else user_id
        company_id = self.env.company.id if company_id is True else company_id
        field = self.env["ir.model.fields"]._get(model_name, field_name)
        default = self.search(
            [
                ("field_id", "=", field.id),
                ("user_id", "=", user_id),
                ("company_id", "=", company_id),
                ("condition", "=", condition),
            ],
            limit=1,
        )
        return json.loads(default.json_value) if default else None

    @api.model
    def _get_model_defaults(self, model_name, condition=False):
        """Return `{field: value}` for the current user and company: theirs first, then those of all."""
        return dict(self._get_all_defaults(condition).get(model_name, ()))

    @api.model
    @ormcache("self.env.uid", "self.env.company.id", "condition", cache="stable")
    def _get_all_defaults(self, condition=False):
        """Return `{model: {field: value}}` for the current user and company, by one query for all models."""
        where = SQL("d.condition = %s", condition) if condition else SQL("d.condition IS NULL")
        names = ("field_id", "json_value", "user_id", "company_id", "condition")
        rows = self.env.execute_query(
            SQL(
                """SELECT f.model, f.name, d.json_value FROM ir_default d JOIN ir_model_fields f ON f.id = d.field_id
                   WHERE (d.user_id IS NULL OR d.user_id = %s) AND (d.company_id IS NULL OR d.company_id = %s) AND %s
                   ORDER BY d.user_id, d.company_id, d.id""",
                self.env.uid,
                self.env.company.id or None,
                where,
                to_flush=[self._fields[name] for name in names],
            )
        )
        result = {}
        for model, name, value in rows:
            result.setdefault(model, {}).setdefault(name, json.loads(value))
        return result

    @api.model
    def discard_records(self, records):
        """Forget the defaults of many2one fields that are one of the records."""
        values = [json.dumps(record_id) for record_id in records.ids]
        domain = [
            ("field_id.ttype", "=", "many2one"),
            ("field_id.relation", "=", records._name),
            ("json_value", "in", values),
        ]
        return self.search(domain).unlink()

    @api.model
    def discard_values(self, model_name, field_name, values):
        """Forget the defaults of a field that are one of the values."""
        field_id = self.env["ir.model.fields"]._get(model_name, field_name).id
        texts = [json.dumps(value, ensure_ascii=False) for value in values]
        return self.search([("field_id", "=", field_id), ("json_value", "in", texts)]).unlink()

    @api.model
    def _evaluate_condition_with_fallback(self, model_name, field_expr, operator, value):
        """Return the domain over the fallback of a company-dependent field: whether records without a value match."""
        field_name = field_expr.partition(".")[0]
        model = self.env[model_name]
        fallback = model._fields[field_name].get_company_dependent_fallback(model)
        probe = model.new({field_name: fallback})
        return bool(probe.filtered_domain(Domain(field_expr, operator, value)))
