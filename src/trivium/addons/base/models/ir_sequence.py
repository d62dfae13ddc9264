"""Numbers in a row: with a sequence of PostgreSQL where gaps do not matter, with a locked row where they do."""

from datetime import datetime, timedelta

import pytz

from trivium import SQL, api, fields, models
from trivium.exceptions import UserError, ValidationError
from trivium.tools.safe_eval import safe_eval

MOST_DIGITS = 1000


def _sequence_name(sequence_id, range_id=None):
    """Return the name of the PostgreSQL sequence behind a sequence, or behind one of its date ranges."""
    return f"ir_sequence_{sequence_id:03d}" + (f"_{range_id:03d}" if range_id else "")


def _create_sequences(cr, specifications):
    """Create PostgreSQL sequences, in one statement: `[(name, increment, start)]`."""
    statements = []
    for name, increment, start in specifications:
        if increment == 0:
            raise UserError("The step of a sequence cannot be zero: set it to 1.")
        statements.append(
            SQL(
                "CREATE SEQUENCE %s INCREMENT BY %s START WITH %s",
                SQL.identifier(name),
                _literal(increment),
                _literal(start),
            )
        )
    if statements:
        cr.execute(SQL("; ").join(statements))


def _drop_sequences(cr, names):
    if names:
        cr.execute(SQL("DROP SEQUENCE IF EXISTS %s RESTRICT", SQL(", ").join(map(SQL.identifier, names))))


def _alter_sequence(cr, name, increment=None, restart=None):
    """Change a PostgreSQL sequence; nothing happens when it does not exist."""
    if increment == 0:
        raise UserError("The step of a sequence cannot be zero: set it to 1.")
    statement = SQL("ALTER SEQUENCE IF EXISTS %s", SQL.identifier(name))
    if increment is not None:
        statement = SQL("%s INCREMENT BY %s", statement, _literal(increment))
    if restart is not None:
        statement = SQL("%s RESTART WITH %s", statement, _literal(restart))
    cr.execute(statement)


def _literal(number):
    """Return a whole number as SQL: statements that define things take no bound values."""
    return SQL(str(int(number)))


def _predict_next(env, names):
    """Return `{sequence name: number that comes next}`, with one query."""
    if not names:
        return {}
    rows = env.execute_query(
        SQL(
            """
            SELECT sequencename, COALESCE(last_value + increment_by, start_value)
            FROM pg_sequences WHERE schemaname = current_schema AND sequencename = ANY(%s)
            """,
            list(names),
        )
    )
    return dict(rows)


class IrSequence(models.Model):
    _name = "ir.sequence"
    _description = "Sequence"
    _order = "name, id"
    _allow_sudo_commands = False

    name = fields.Char("Name", required=True)
    code = fields.Char("Code", help="By which addons ask for the next number.")
    implementation = fields.Selection(
        [("standard", "Standard"), ("no_gap", "Without gaps")],
        string="Implementation",
        required=True,
        default="standard",
        help="Standard is fast, and a number may be missing when something was cancelled. Without gaps, one who asks"
        " waits for the other.",
    )
    active = fields.Boolean("Active", default=True)
    prefix = fields.Char("Prefix", trim=False)
    suffix = fields.Char("Suffix", trim=False)
    number_next = fields.Integer("Next number", required=True, default=1)
    number_next_actual = fields.Integer(
        "Actual next number", compute="_get_number_next_actual", inverse="_set_number_next_actual"
    )
    number_increment = fields.Integer("Step", required=True, default=1)
    padding = fields.Integer(
        "Number of digits", required=True, default=0, help="Shorter numbers are filled with zeros."
    )
    company_id = fields.Many2one("res.company", string="Company", default=lambda self: self.env.company)
    use_date_range = fields.Boolean("Numbers per period", help="Numbers begin anew in each period.")
    date_range_ids = fields.One2many("ir.sequence.date_range", "sequence_id", string="Periods")

    @api.constrains("padding")
    def _check_padding(self):
        for sequence in self:
            if sequence.padding > MOST_DIGITS:
                raise ValidationError(
                    self.env._(
                        "The numbers of the sequence “%(name)s” can have %(most)s digits at most.",
                        name=sequence.name,
                        most=MOST_DIGITS,
                    )
                )

    def _get_number_next_actual(self):
        standard = self.filtered(lambda sequence: sequence.implementation == "standard" and sequence._origin.id)
        following = _predict_next(self.env, [_sequence_name(sequence._origin.id) for sequence in standard])
        for sequence in self:
            name = _sequence_name(sequence._origin.id) if sequence in standard else None
            sequence.number_next_actual = following.get(name, sequence.number_next)

    def _set_number_next_actual(self):
        for sequence in self:
            sequence.write({"number_next": sequence.number_next_actual or 1})

    # ---- create and write --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        sequences = super().create(vals_list)
        standard = sequences.filtered(lambda sequence: sequence.implementation == "standard")
        _create_sequences(
            self.env.cr,
            [(_sequence_name(seq.id), seq.number_increment, seq.number_next or 1) for seq in standard],
        )
        return sequences

    def unlink(self):
        names = [_sequence_name(sequence.id) for sequence in self]
        names += [_sequence_name(part.sequence_id.id, part.id) for part in self.date_range_ids]
        _drop_sequences(self.env.cr, names)
        return super().unlink()

    def write(self, vals):
        wanted = vals.get("implementation")
        for sequence in self:
            target = wanted or sequence.implementation
            step = vals.get("number_increment", sequence.number_increment)
            start = vals.get("number_next", sequence.number_next)
            if sequence.implementation == "standard" == target:
                sequence._alter_standard(vals, step)
            elif sequence.implementation == "standard":
                sequence._drop_standard()
            elif target == "standard":
                sequence._start_standard(step, start)
        result = super().write(vals)
        self.flush_recordset(list(vals))
        return result

    def _alter_standard(self, vals, step):
        cr = self.env.cr
        if "number_next" in vals:
            _alter_sequence(cr, _sequence_name(self.id), restart=vals["number_next"])
        if self.number_increment != step:
            _alter_sequence(cr, _sequence_name(self.id), increment=step)
            for part in self.date_range_ids:
                _alter_sequence(cr, _sequence_name(self.id, part.id), increment=step)

    def _drop_standard(self):
        names = [_sequence_name(self.id), *(_sequence_name(self.id, part.id) for part in self.date_range_ids)]
        _drop_sequences(self.env.cr, names)

    def _start_standard(self, step, start):
        specifications = [(_sequence_name(self.id), step, start)]
        specifications += [(_sequence_name(self.id, part.id), step, part.number_next) for part in self.date_range_ids]
        _create_sequences(self.env.cr, specifications)

    # ---- numbers -----------------------------------------------------------------------------------------------

    def _next_do(self):
        if self.implementation == "standard":
            number = _next_value(self.env, _sequence_name(self.id))
        else:
            number = _next_locked(self, self.number_increment)
        return self.get_next_char(number)

    def _get_prefix_suffix(self, date=None, date_range=None):
        """Return prefix and suffix with the parts of dates filled in."""
        values = self._interpolation_values(date, date_range)
        try:
            # what people type may ask for a width that fills the memory: a limit of evaluated code
            return tuple(
                safe_eval("text % values", {"text": text or "", "values": values})
                for text in (self.prefix, self.suffix)
            )
        except ValueError as exc:
            raise UserError(
                self.env._(
                    "The prefix or suffix of the sequence “%(name)s” is not right: %(why)s",
                    name=self.name,
                    why=str(exc).partition(" while evaluating")[0],
                )
            ) from exc

    def _interpolation_values(self, date=None, date_range=None):
        """Return what `%(...)s` in a prefix can stand for: today's, the document's and the period's date parts."""
        now = datetime.now(pytz.timezone(self.env.context.get("tz") or "UTC"))
        effective = period = now
        if date or self.env.context.get("ir_sequence_date"):
            effective = fields.Datetime.from_string(date or self.env.context["ir_sequence_date"])
        if date_range or self.env.context.get("ir_sequence_date_range"):
            period = fields.Datetime.from_string(date_range or self.env.context["ir_sequence_date_range"])
        parts = {
            "year": "%Y", "month": "%m", "day": "%d", "y": "%y", "doy": "%j", "woy": "%W", "weekday": "%w",
            "h24": "%H", "h12": "%I", "min": "%M", "sec": "%S", "isoyear": "%G", "isoy": "%g", "isoweek": "%V",
        }  # fmt: skip
        values = {}
        for key, pattern in parts.items():
            values[key] = effective.strftime(pattern)
            values["range_" + key] = period.strftime(pattern)
            values["current_" + key] = now.strftime(pattern)
        return values

    def get_next_char(self, number_next):
        """Return a number with prefix, zeros and suffix."""
        prefix, suffix = self._get_prefix_suffix()
        return f"{prefix}{number_next:0{self.padding}d}{suffix}" if self.padding else f"{prefix}{number_next}{suffix}"

    def _create_date_range_seq(self, date):
        """Create the period that holds `date`: its year, shortened by the periods beside it."""
        year = fields.Date.to_date(date).year
        date_from, date_to = fields.Date.to_date(f"{year}-01-01"), fields.Date.to_date(f"{year}-12-31")
        day = fields.Date.to_date(date)
        ranges = self.env["ir.sequence.date_range"].sudo()
        later = ranges.search(
            [("sequence_id", "=", self.id), ("date_from", ">=", day), ("date_from", "<=", date_to)],
            order="date_from",
            limit=1,
        )
        if later:
            date_to = later.date_from - timedelta(days=1)
        earlier = ranges.search(
            [("sequence_id", "=", self.id), ("date_to", ">=", date_from), ("date_to", "<=", day)],
            order="date_to desc",
            limit=1,
        )
        if earlier:
            date_from = earlier.date_to + timedelta(days=1)
        return ranges.create({"date_from": date_from, "date_to": date_to, "sequence_id": self.id})

    def _next(self, sequence_date=None):
        """Return the next number, of the period of `sequence_date` where numbers begin anew per period."""
        if not self.use_date_range:
            return self._next_do()
        date = sequence_date or self.env.context.get("ir_sequence_date") or fields.Date.today()
        period = self.env["ir.sequence.date_range"].search(
            [("sequence_id", "=", self.id), ("date_from", "<=", date), ("date_to", ">=", date)], limit=1
        )
        period = period or self._create_date_range_seq(date)
        return period.with_context(ir_sequence_date_range=period.date_from, ir_sequence_date=date)._next()

    def next_by_id(self, sequence_date=None):
        """Return the next number of this sequence."""
        self.ensure_one()
        self.browse().check_access("read")
        return self._next(sequence_date=sequence_date)

    @api.model
    def next_by_code(self, sequence_code, sequence_date=None):
        """Return the next number of the sequence with that code: the company's own before a shared one.

        :return: False when no sequence has the code
        """
        self.browse().check_access("read")
        company = self.env.company
        domain = [("code", "=", sequence_code), ("company_id", "in", [company.id, False])]
        sequence = self.search(domain, order="company_id", limit=1)
        return sequence._next(sequence_date=sequence_date) if sequence else False


class IrSequenceDate_Range(models.Model):
    _name = "ir.sequence.date_range"
    _description = "Period of a sequence"
    _rec_name = "sequence_id"
    _allow_sudo_commands = False

    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    sequence_id = fields.Many2one("ir.sequence", string="Sequence", required=True, ondelete="cascade")
    number_next = fields.Integer("Next number", required=True, default=1)
    number_next_actual = fields.Integer(
        "Actual next number", compute="_get_number_next_actual", inverse="_set_number_next_actual"
    )

    _unique_range_per_sequence = models.Constraint(
        "UNIQUE(sequence_id, date_from, date_to)", "The sequence has a period with these dates already."
    )

    def _get_number_next_actual(self):
        standard = self.filtered(lambda part: part.sequence_id.implementation == "standard" and part._origin.id)
        names = {part: _sequence_name(part.sequence_id._origin.id, part._origin.id) for part in standard}
        following = _predict_next(self.env, list(names.values()))
        for part in self:
            part.number_next_actual = following.get(names.get(part), part.number_next)

    def _set_number_next_actual(self):
        for part in self:
            part.write({"number_next": part.number_next_actual or 1})

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "number_next_actual" in fields:
            values["number_next_actual"] = 1
        return values

    def _next(self):
        sequence = self.sequence_id
        if sequence.implementation == "standard":
            number = _next_value(self.env, _sequence_name(sequence.id, self.id))
        else:
            number = _next_locked(self, sequence.number_increment)
        return sequence.with_context(**self._number_context()).get_next_char(number)

    def _number_context(self):
        return {
            key: self.env.context[key]
            for key in ("ir_sequence_date", "ir_sequence_date_range")
            if key in self.env.context
        }

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        standard = parts.filtered(lambda part: part.sequence_id.implementation == "standard")
        _create_sequences(
            self.env.cr,
            [
                (_sequence_name(part.sequence_id.id, part.id), part.sequence_id.number_increment, part.number_next or 1)
                for part in standard
            ],
        )
        return parts

    def unlink(self):
        _drop_sequences(self.env.cr, [_sequence_name(part.sequence_id.id, part.id) for part in self])
        return super().unlink()

    def write(self, vals):
        if "number_next" in vals:
            for part in self.filtered(lambda part: part.sequence_id.implementation == "standard"):
                _alter_sequence(self.env.cr, _sequence_name(part.sequence_id.id, part.id), restart=vals["number_next"])
        result = super().write(vals)
        self.flush_recordset(list(vals))
        return result


def _next_value(env, name):
    """Take the next number of a PostgreSQL sequence."""
    return env.execute_query(SQL("SELECT nextval(%s)", name))[0][0]


def _next_locked(record, increment):
    """Take the next number of a row, which stays locked until the transaction ends."""
    record.flush_recordset(["number_next"])
    rows = record.env.execute_query(
        SQL(
            "UPDATE %s SET number_next = number_next + %s WHERE id = %s RETURNING number_next",
            SQL.identifier(record._table),
            increment,
            record.id,
        )
    )
    record.invalidate_recordset(["number_next"])
    return rows[0][0] - increment
