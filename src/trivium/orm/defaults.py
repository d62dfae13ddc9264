"""What records are made with beside what is given: defaults, and values computed before there is a row."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .commands import Command
from .decorators import model as api_model
from .identifiers import NewId, PassingId
from .record import RecordCore
from .shape import MAX_KEPT
from .utils import MAGIC_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .fields import Field

ITSELF = object()
"""Stands for a record among the values that it is to be made with."""


class DefaultsMixin(RecordCore):
    """Defaults, and precomputed values."""

    __slots__ = ()
    _register = False

    @api_model
    def default_get(self, fields: Collection[str]) -> dict[str, Any]:
        """Return default values for the named fields: of the context, of the user or company, of the fields."""
        defaults: dict[str, Any] = {}
        result: dict[str, Any] = {}
        parent_fields: defaultdict[str, list[str]] = defaultdict(list)
        user_defaults = (
            self.env["ir.default"]._get_model_defaults(self._name) if "ir.default" in self.pool.models else {}
        )
        asked_for = self._context_defaults()
        usual, constants = self._shape.defaulted, self._shape.constants
        for name in fields:
            if name not in usual and name not in asked_for and name not in user_defaults:
                continue
            field = self._fields.get(name)
            if field is None:
                continue
            if name in asked_for:
                defaults[name] = asked_for[name]
            elif name in user_defaults and not field.company_dependent:
                defaults[name] = user_defaults[name]
            elif name in constants:
                result[name] = constants[name]
            elif field.default is not None:
                defaults[name] = field.default(self)
            elif field.inherited:
                parent_fields[field.related_field.model_name].append(field.name)
        for model_name, names in parent_fields.items():
            defaults.update(self.env[model_name].default_get(names))
        result.update(self._convert_to_write(defaults))
        return result

    def _context_defaults(self) -> dict[str, Any]:
        """Return the defaults that the context asks for."""
        return {key[8:]: value for key, value in self.env.context.items() if key.startswith("default_")}

    def _convert_to_write(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values as ``write`` takes them."""
        fields = self._fields
        result = {}
        for name, value in values.items():
            if name in fields:
                field = fields[name]
                value = field.convert_to_write(
                    value
                    if field.relational
                    else field.convert_to_record(field.convert_to_cache(value, self, validate=False), self),
                    self,
                )
                if not isinstance(value, NewId):
                    result[name] = value
        return result

    def _convert_to_record(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return cached values as code sees them."""
        return {name: self._fields[name].convert_to_record(value, self) for name, value in values.items()}

    def _default_names(self) -> frozenset[str]:
        """The fields that may have a default without the context or users giving one.

        A `default_get` of an addon may know one for any field.
        """

        def find() -> frozenset[str]:
            fast = _uses_engine_defaults(type(self))
            return frozenset(
                name
                for name, field in self._fields.items()
                if name not in MAGIC_COLUMNS and (not fast or field.default is not None or field.inherited)
            )

        return self._derived("default_names", find)  # type: ignore[no-any-return] # what `find` returns

    def _add_missing_default_values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values completed by defaults."""
        missing = self._missing_defaults(frozenset(values))
        return self._with_defaults(values, missing)

    def _missing_defaults(self, given: frozenset[str]) -> list[str]:
        """Return the names of the fields that need a default where `given` ones have a value."""
        further = set(self._context_defaults())
        if "ir.default" in self.pool.models:
            further.update(self.env["ir.default"]._get_model_defaults(self._name))
        kept = self._shape.missing
        key = (given, frozenset(further))
        found = kept.get(key)
        if found is None:
            if len(kept) >= MAX_KEPT:
                kept.clear()
            found = kept[key] = self._among_defaults(given, self._default_names().union(further))
        return found

    def _among_defaults(self, given: frozenset[str], names: frozenset[str]) -> list[str]:
        """Return those of the named fields that need a default where `given` ones have a value."""
        # A record that is linked brings its values along: no default may overwrite them.
        avoid = {parent for parent, link in self._inherits.items() if link in given}
        return [
            name
            for name in self._fields
            if name in names
            and name not in given
            and not ((field := self._fields[name]).inherited and field.related_field.model_name in avoid)
            and not (field.compute and not field.inherited and not field.store and field.default is None)
        ]

    def _with_defaults(self, values: Mapping[str, Any], missing: list[str]) -> dict[str, Any]:
        if not missing:
            return dict(values)
        defaults = self.default_get(list(missing))  # what is kept for others is not for addons to change
        for name, value in defaults.items():
            if (
                self._fields[name].type in ("one2many", "many2many")
                and isinstance(value, list | tuple)
                and value
                and isinstance(value[0], dict)
            ):
                defaults[name] = [Command.create(line) for line in value]
        return {**defaults, **values}

    def _prepare_create_values(self, vals_list: Collection[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return values completed by defaults and by what is computed before records exist."""
        avoid = self._names_kept
        fast = len(vals_list) > 1 and _uses_engine_defaults(type(self))
        missing_by_given: dict[frozenset[str], list[str]] = {}
        constant: dict[frozenset[str], dict[str, Any] | None] = {}
        properties = self._shape.properties
        result = []
        for vals in vals_list:
            given = frozenset(vals)
            missing = missing_by_given.get(given)
            if missing is None:
                missing = missing_by_given[given] = self._missing_defaults(given)
                constant[given] = self._constant_defaults(missing) if fast else None
            defaults = constant[given]
            completed = {**defaults, **vals} if defaults is not None else self._with_defaults(vals, missing)
            for name in avoid:
                if name in completed:
                    del completed[name]
            for field in properties:
                field.complete(completed, self)
            result.append(completed)
        self._add_precomputed_values(result)
        return result

    def _constant_defaults(self, names: list[str]) -> dict[str, Any] | None:
        """Return defaults that are the same for every record, None where one of them may not be."""
        for name in names:
            field = self._fields[name]
            base = field.base_field
            if f"default_{name}" in self.env.context:
                continue
            if base.default is not None and "constant_default" not in base.__dict__:
                return None
        return self._with_defaults({}, names)

    def _add_precomputed_values(self, vals_list: list[dict[str, Any]]) -> None:
        """Compute fields with ``precompute`` on unsaved records, and add their values.

        What is computed to be the record itself is added as :data:`ITSELF`.
        """
        shape = self._shape
        wanting = [vals for vals in vals_list if not vals.keys() >= shape.precomputed.keys()]
        if not wanting:
            return
        env, sudo = self.env, self.sudo()
        records = self.browse([PassingId() for _vals in wanting])
        ids = records._ids
        env.transaction.unsaved.setdefault(self._name, {}).update(dict.fromkeys(ids))
        pairs = list(zip(ids, wanting, strict=True))
        for record, (_id, vals) in zip(records, pairs, strict=True):
            # nothing is outdated by them: they are forgotten at once, and the saved ones outdate what they change
            record._fill_cache(vals, validate=False)
        for name, field in shape.precomputed.items():
            column = env._columns[field]
            missing = [id_ for id_, vals in pairs if name not in vals and id_ not in column]
            if missing:
                field.compute_value((sudo if field.compute_sudo else self).browse(missing))
            for id_, vals in pairs:
                if name in vals:
                    continue
                value = column.get(id_)
                if value is id_:
                    if self._gives_own_id(field):  # else it is computed when there is an id
                        vals[name] = ITSELF
                elif name in shape.columns and not isinstance(value, NewId):
                    vals[name] = False if value is None else value
                else:
                    vals[name] = field.convert_to_write(self.browse((id_,))[name], self)
        self._forget_passing(records)

    def _forget_passing(self, records: Any) -> None:
        """Forget all that is known of unsaved records that values were computed on."""
        transaction, ids = self.env.transaction, records._ids
        unsaved = transaction.unsaved[self._name]
        for id_ in ids:
            unsaved.pop(id_, None)
        pending, columns, inverses = transaction.pending, transaction.columns, self.pool.field_inverses
        own = self._shape.every
        for field in own.intersection(pending):
            transaction.restore(field, ids)
        for field in own.intersection(columns):
            if field in inverses and field.type == "many2one":
                field._leave_inverses(records, inverses[field], None)  # type: ignore[attr-defined] # a many2one
            for column in columns[field].values():
                for id_ in ids:
                    column.pop(id_, None)

    def _defining_properties(self, field: Field) -> Any:
        """Return the record that defines properties for all records of the model, None where it is not one; a hook."""
        return None

    def _gives_own_id(self, field: Field) -> bool:
        """Tell whether an INSERT can give a many2one the id of the same row: the table has a sequence of its own."""
        return not (field.context_keys or field.inverse or getattr(self, "_table_inherits", None))


def _uses_engine_defaults(cls: Any) -> bool:
    """Tell whether no addon overrides how defaults are found."""
    return bool(cls.default_get.__module__ == cls._add_missing_default_values.__module__ == __name__)
