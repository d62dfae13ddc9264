"""From the cells of an imported file to the values that `create` and `write` take."""

import functools
import json
from datetime import UTC
from typing import NamedTuple

from psycopg import errors as pg_errors

from trivium import Command, api, fields, models
from trivium.exceptions import UserError
from trivium.orm.exporting import cell_separator
from trivium.tools.cache import ormcache
from trivium.tools.misc import unique

REFERENCING_FIELDS = {None, "id", ".id"}  # what may stand for a whole record: its name, external id, database id

# words for yes and no in the languages of imported files, besides true and false, 1 and 0
BOOLEAN_TRANSLATIONS = [
    "true",
    "yes",
    "1",
    "false",
    "no",
    "0",
]
TRUE_WORDS = {"1", "true", "yes"}
FALSE_WORDS = {"0", "false", "no", ""}


class ImportWarning(Warning):  # noqa: A001 - the name is part of the interface
    """Something about a cell that the importer should look at; the value is used."""


class ConversionNotFound(ValueError):  # noqa: N818 - the name is part of the interface
    """There is no way to read a field of this type from a file."""


class FakeField(NamedTuple):
    """Stands for a field where a value does not come from one, such as a part of a property."""

    comodel_name: str
    name: str


def only_ref_fields(record):
    """Return the cells of `record` that stand for the whole record."""
    return {name: value for name, value in record.items() if name in REFERENCING_FIELDS}


def exclude_ref_fields(record):
    """Return the cells of `record` that are values of fields."""
    return {name: value for name, value in record.items() if name not in REFERENCING_FIELDS}


class IrFieldsConverter(models.AbstractModel):
    _name = "ir.fields.converter"
    _description = "Conversion of imported values"

    # ---- records -----------------------------------------------------------------------------------------------

    @api.private
    @api.model
    def for_model(self, model, fromtype=str, *, savepoint):
        """Return a function from `(cells, log)` to values of `model`.

        :param model: the records' model
        :param fromtype: type of the cells
        :param savepoint: where the import can go back to when a look-up fails in the database
        """
        model = self.env[model._name].with_context(model.env.context)
        converters = {
            name: self.to_field(model, field, fromtype, savepoint=savepoint) for name, field in model._fields.items()
        }

        def convert(record, log):
            values = {}
            for name, cell in record.items():
                if name in REFERENCING_FIELDS:
                    continue
                if not cell and not isinstance(cell, (list, dict)):
                    values[name] = False
                    continue
                try:
                    converter = converters[name]
                    if converter is None:
                        raise ConversionNotFound(self.env._("The field “%s” cannot be imported.", name))
                    value, warnings = converter(cell)
                    values[name] = value
                    for warning in warnings:
                        log(name, ImportWarning(warning) if isinstance(warning, str) else warning)
                except (UnicodeError, ValueError) as exc:
                    log(name, exc)
            return values

        return convert

    @api.private
    @api.model
    def to_field(self, model, field, fromtype=str, *, savepoint):
        """Return a function from a cell to `(value, warnings)`, None when the field cannot be imported.

        Looked up as a method `_{type of the cell}_to_{type of the field}`; addons add theirs by such names.
        """
        name = fromtype if isinstance(fromtype, str) else fromtype.__name__
        converter = getattr(self, f"_{name}_to_{field.type}", None)
        return functools.partial(converter, model, field, savepoint=savepoint) if converter else None

    def _invalid(self, field, value, what):
        """Return the error for a cell that cannot be read as its field's type."""
        return ValueError(
            self.env._("“%(value)s” in “%(field)s” is no %(what)s.", value=value, field=field.name, what=what)
        )

    # ---- plain values ------------------------------------------------------------------------------------------

    @api.model
    def _str_to_boolean(self, model, field, value, savepoint):
        word = value.strip().lower()
        true, false = self._boolean_words(self.env.lang or "en_US")
        if word in true:
            return True, []
        if word in false:
            return False, []
        message = self.env._(
            "“%(value)s” in “%(field)s” was read as yes: use yes or no.", value=value, field=field.name
        )
        return True, [ImportWarning(message)]

    @ormcache("lang", cache="stable")
    def _boolean_words(self, lang):
        """Return the words for yes and for no, in English and in the language of the import."""
        translated = self.with_context(lang=lang).env
        true = TRUE_WORDS | {translated._("true").lower(), translated._("yes").lower()}
        false = FALSE_WORDS | {translated._("false").lower(), translated._("no").lower()}
        return frozenset(true), frozenset(false)

    @api.model
    def _str_to_integer(self, model, field, value, savepoint):
        try:
            return int(value), []
        except ValueError as exc:
            raise self._invalid(field, value, self.env._("whole number")) from exc

    @api.model
    def _str_to_float(self, model, field, value, savepoint):
        try:
            return float(value), []
        except ValueError as exc:
            raise self._invalid(field, value, self.env._("number")) from exc

    _str_to_monetary = _str_to_float

    @api.model
    def _str_id(self, model, field, value, savepoint):
        return value, []

    _str_to_reference = _str_to_char = _str_to_text = _str_to_binary = _str_to_html = _str_id

    @api.model
    def _str_to_many2one_reference(self, model, field, value, savepoint):
        return self._str_to_integer(model, field, value, savepoint)

    @api.model
    def _str_to_date(self, model, field, value, savepoint):
        try:
            return fields.Date.to_string(fields.Date.to_date(value)), []
        except ValueError as exc:
            raise self._invalid(field, value, self.env._("date such as 2026-12-31")) from exc

    @api.model
    def _str_to_datetime(self, model, field, value, savepoint):
        """Read a time of the user's zone; one of UTC where no zone is known."""
        try:
            parsed = fields.Datetime.to_datetime(value)
        except ValueError as exc:
            raise self._invalid(field, value, self.env._("date and time such as 2026-12-31 23:59:59")) from exc
        zone = self._input_tz()
        moment = parsed.replace(tzinfo=zone) if not hasattr(zone, "localize") else zone.localize(parsed, is_dst=False)
        return fields.Datetime.to_string(moment.astimezone(UTC).replace(tzinfo=None)), []

    @api.model
    def _input_tz(self):
        """Return the zone that times in the file are of."""
        return self.env.tz

    @api.model
    def _str_to_json(self, model, field, value, savepoint):
        try:
            return json.loads(value), []
        except ValueError as exc:
            raise self._invalid(field, value, self.env._("JSON")) from exc

    @api.model
    def _str_to_properties(self, model, field, value, savepoint):
        """Read the properties of a record as JSON: what `export_data` writes."""
        values, warnings = value, []
        if isinstance(value, str):
            values, warnings = self._str_to_json(model, field, value, savepoint)
        if not isinstance(values, (list, dict)):
            raise self._invalid(field, value, self.env._("list of properties"))
        return values, warnings

    @api.model
    def _str_to_selection(self, model, field, value, savepoint):
        """Read a key or a label: of the user's language, or of English."""
        for key, label in field.get_description(self.env)["selection"]:
            if value in (str(key), label):
                return key, []
        english = self.with_context(lang="en_US").env
        for key, label in field.get_description(english)["selection"]:
            if value == label:
                return key, []
        known = ", ".join(label for _key, label in field.get_description(self.env)["selection"])
        raise ValueError(
            self.env._(
                "“%(value)s” is no choice of “%(field)s”: take one of %(known)s.",
                value=value,
                field=field.name,
                known=known,
            )
        )

    # ---- references --------------------------------------------------------------------------------------------

    @api.private
    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        """Return the record that a cell names.

        :param field: the relational field, or a `FakeField`
        :param subfield: `None` for a name, `id` for an external id, `.id` for a database id
        :return: `(database id or False, what kind of name it was, warnings)`
        :raise ValueError: there is no such record, or no such way to name one
        """
        find = {".id": self._by_database_id, "id": self._by_external_id, None: self._by_name}.get(subfield)
        if find is None:
            raise ConversionNotFound(
                self.env._("A record is named by name, external id or database id, not by “%s”.", subfield)
            )
        record_id, kind, warnings = find(field, value, savepoint)
        if record_id is None:
            if (
                self.env.context.get("import_set_empty_fields")
                and field.name in self.env.context["import_set_empty_fields"]
            ):
                return False, kind, warnings
            if field.name in (self.env.context.get("import_skip_records") or ()):
                return None, kind, warnings
            raise ValueError(
                self.env._(
                    "“%(value)s” in “%(field)s” is no %(kind)s of “%(model)s”.",
                    value=value,
                    field=field.name,
                    kind=kind,
                    model=self.env[field.comodel_name]._description,
                )
            )
        return record_id, kind, warnings

    def _by_database_id(self, field, value, savepoint):
        kind = self.env._("database id")
        if isinstance(value, str) and not self._str_to_boolean_or_none(value):
            return False, kind, []
        try:
            record_id = int(value)
        except ValueError as exc:
            raise self._invalid(field, value, kind) from exc
        return (self.env[field.comodel_name].browse(record_id).exists().id or None), kind, []

    def _str_to_boolean_or_none(self, value):
        """Tell whether a cell says something: `no` and nothing do not."""
        return value.strip().lower() not in FALSE_WORDS - {"0"}

    def _by_external_id(self, field, value, savepoint):
        kind = self.env._("external id")
        if not self._str_to_boolean_or_none(value):
            return False, kind, []
        module = self.env.context.get("_import_current_module", "__import__")
        xmlid = value if "." in value else f"{module}.{value}"
        flush = self.env.context.get("import_flush")
        found = self._xmlid_to_record_id(xmlid, field)
        if found is None and flush:
            # the record may be in the same file, on a line before
            flush(xml_id=xmlid)
            found = self._xmlid_to_record_id(xmlid, field)
        return found, kind, []

    def _xmlid_to_record_id(self, xmlid, field):
        model, record_id = self.env["ir.model.data"]._xmlid_to_res_model_res_id(xmlid)
        if not record_id:
            return None
        if model != field.comodel_name:
            raise ValueError(
                self.env._(
                    "“%(xmlid)s” is a record of %(model)s, not of %(wanted)s.",
                    xmlid=xmlid,
                    model=model,
                    wanted=field.comodel_name,
                )
            )
        return record_id

    def _by_name(self, field, value, savepoint):
        kind = self.env._("name")
        if value == "":
            return False, kind, []
        flush = self.env.context.get("import_flush")
        if flush:
            flush(model=field.comodel_name)
        target = self.env[field.comodel_name]
        matches = target.name_search(name=value, operator="=")
        if matches:
            if len(matches) > 1:
                message = self.env._(
                    "“%(value)s” in “%(field)s” names %(count)d records: the first was taken.",
                    value=value,
                    field=field.name,
                    count=len(matches),
                )
                return matches[0][0], kind, [ImportWarning(message)]
            return matches[0][0], kind, []
        enabled = self.env.context.get("name_create_enabled_fields") or {}
        if not enabled.get(field.name):
            return None, kind, []
        try:
            return target.name_create(name=value)[0], kind, []
        except (pg_errors.IntegrityError, UserError) as exc:
            savepoint.rollback()
            raise ValueError(
                self.env._(
                    "“%(value)s” cannot be created for “%(field)s”: %(why)s", value=value, field=field.name, why=exc
                )
            ) from exc

    def _referencing_subfield(self, record):
        """Return the one cell by which a record is named, and the warnings about others."""
        names = set(record)
        if not names:
            raise ValueError(self.env._("Nothing names the record."))
        if len(names) > 1:
            raise ValueError(
                self.env._(
                    "A record can be named in one way only, not by %s at once.", ", ".join(str(n) for n in names)
                )
            )
        (subfield,) = names
        return subfield, []

    @api.model
    def _str_to_many2one(self, model, field, values, savepoint):
        (record,) = values
        subfield, warnings = self._referencing_subfield(record)
        record_id, _kind, more = self.db_id_for(model, field, subfield, record[subfield], savepoint)
        return record_id, warnings + more

    @api.model
    def _str_to_many2many(self, model, field, value, savepoint):
        (record,) = value
        subfield, warnings = self._referencing_subfield(record)
        ids = []
        for reference in (part.strip() for part in record[subfield].split(cell_separator())):
            record_id, _kind, more = self.db_id_for(model, field, subfield, reference, savepoint)
            ids.append(record_id)
            warnings = warnings + more
        ids = [record_id for record_id in unique(ids) if record_id]
        if self.env.context.get("update_many2many"):
            return [Command.link(record_id) for record_id in ids], warnings
        return [Command.set(ids)], warnings

    @api.model
    def _str_to_one2many(self, model, field, records, savepoint):
        """Read lines: those that name an existing line change it, the others create one."""
        commands = []
        warnings = []
        prefixed = {name: f"{field.name}/{name}" for name in self.env[field.comodel_name]._fields}
        relative = field.name

        def log(name, error):
            if isinstance(error, ImportWarning):
                warnings.append(error)
                return
            path = prefixed.get(name, f"{relative}/{name}")
            raise ValueError(self.env._("%(path)s: %(error)s", path=path, error=error))

        # one cell may name several existing lines
        if len(records) == 1 and exclude_ref_fields(records[0]) == {}:
            record = records[0]
            subfield, more = self._referencing_subfield(record)
            warnings += more
            records = ({subfield: part} for part in record[subfield].split(cell_separator()))
        convert = self.for_model(self.env[field.comodel_name], savepoint=savepoint)
        for record in records:
            record_id = None
            references = only_ref_fields(record)
            values = convert(exclude_ref_fields(record), log)
            if references:
                subfield, more = self._referencing_subfield(references)
                warnings += more
                try:
                    record_id, _kind, more = self.db_id_for(model, field, subfield, record[subfield], savepoint)
                    warnings += more
                except ValueError:
                    # a line with an external id of its own that is not there yet is a new one
                    if subfield != "id":
                        raise
                    values["id"] = record["id"]
            if record_id:
                commands += [Command.link(record_id), Command.update(record_id, values)]
            else:
                commands.append(Command.create(values))
        return commands, warnings
