"""Fields to one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from trivium.exceptions import MissingError
from trivium.orm.identifiers import NewId
from trivium.orm.record import RecordCore
from trivium.orm.transaction import ABSENT
from trivium.tools.misc import SENTINEL

from ._relational import Relational
from ._relational_conditions import Many2oneConditions
from .numeric import INT4_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable

POLICIES = ("cascade", "set null", "restrict")
_new = object.__new__


class Many2one(Many2oneConditions, Relational):  # type: ignore[misc] # a field to records always has a comodel
    """A field to one record of another model.

    Args:
        ondelete: what becomes of this record when the other goes: ``"set null"``, ``"restrict"``, ``"cascade"``.
        delegate: whether the other record's fields are this model's too, as with ``_inherits``.
    """

    type = "many2one"
    _column_type: ClassVar[tuple[str, str] | None] = ("int4", "int4")
    ondelete: str | None = None
    delegate: bool = False

    def __init__(self, comodel_name: Any = SENTINEL, string: Any = SENTINEL, **kwargs: Any) -> None:
        super().__init__(comodel_name=comodel_name, string=string, **kwargs)

    def set_attributes(self, model_class: Any, attributes: dict[str, Any]) -> None:
        """A field named by ``_inherits`` delegates; it is required, and its default follows."""
        super().set_attributes(model_class, attributes)
        if self.name in model_class._inherits.values():
            self.delegate = True

    def setup_nonrelated(self, model: Any) -> None:
        """Choose and check what happens on deletion.

        Raises:
            ValueError: the policy contradicts the field.
        """
        super().setup_nonrelated(model)
        if not self.ondelete:
            comodel = model.pool.models[self.comodel_name]
            if model._transient and not comodel._transient:
                self.ondelete = "cascade" if self.required else "set null"
            else:
                self.ondelete = "restrict" if self.required else "set null"
        self.ondelete = str(self.ondelete).lower()
        if self.ondelete not in POLICIES:
            raise ValueError(f"Field {self}: unknown policy ondelete={self.ondelete!r}; it is one of {POLICIES}")
        if self.ondelete == "set null" and self.required:
            raise ValueError(
                f"Field {self} is required, so its policy cannot be ondelete='set null'; use 'restrict' or 'cascade'"
            )
        if self.delegate:
            self.copy = False if "copy" not in self._args else self.copy

    # -- conversion --------------------------------------------------------------------------------------------------

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """An id, a record of the other model, a pair of id and name, or a dictionary of a new record.

        Raises:
            ValueError: anything else, or records of a wrong model, or several.
        """
        if type(value) is int or isinstance(value, NewId):
            id_: Any = value
        elif hasattr(value, "_ids"):
            if validate and (value._name != self.comodel_name or len(value) > 1):
                raise ValueError(f"Wrong value for {self}: {value!r} is not one record of {self.comodel_name}")
            id_ = value._ids[0] if value._ids else None
        elif isinstance(value, tuple | list):
            id_ = value[0] if value else None
            if isinstance(id_, tuple | list | dict | str) or any(isinstance(name, int) and name for name in value[1:]):
                raise ValueError(f"Wrong value for {self}: {value!r} is no pair of id and name")
        elif isinstance(value, dict):
            id_ = record.env[self.comodel_name].new(value, origin=value.get("id"))._ids[0]
        elif not value:
            id_ = None
        else:
            raise ValueError(f"Wrong value for {self}: {value!r} is no id of {self.comodel_name}")
        if type(id_) is int and id_ > INT4_MAX:
            raise ValueError(f"Wrong value for {self}: {id_} is no id of {self.comodel_name}")
        if self.delegate and record and not any(record._ids) and id_ and not isinstance(id_, NewId):
            # The parent of a new record is new too, so that assigning its fields writes nothing.
            id_ = NewId(id_)
        return id_ or (id_ if isinstance(id_, NewId) else None)

    def cache_to_column(self, value: Any) -> Any:
        """The id.

        Raises:
            ValueError: the other record is not saved.
        """
        if isinstance(value, NewId):
            raise ValueError(f"Wrong value for {self}: a record of {self.comodel_name} that is not saved")  # noqa: TRY004 - of the values that callers send
        return value

    def _record(self, id_: Any, env: Any, prefetch: Any) -> Any:
        return env.registry.models[self.comodel_name](env, () if id_ is None else (id_,), prefetch)

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """The record, empty for NULL."""
        prefetch = PrefetchMany2one(record, self) if value is not None else ()
        return self._record(value, record.env, prefetch)

    def convert_to_read(self, value: Any, record: Any, use_display_name: bool = True) -> Any:
        """The pair of id and name, the name read with full rights; the id alone without `use_display_name`."""
        if use_display_name and value:
            try:
                return (value.id, value.sudo().display_name)
            except MissingError:  # the other record went meanwhile
                return False
        return value.id

    def convert_to_write(self, value: Any, record: Any) -> Any:
        """The id, or False."""
        if type(value) is int or isinstance(value, NewId):
            return value
        if not value:
            return False
        if hasattr(value, "_ids"):
            return value.id
        if isinstance(value, tuple | list):
            return value[0]
        if isinstance(value, dict):
            return record.env[self.comodel_name].new(value).id
        raise ValueError(f"Wrong value for {self}: {value!r}")

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """The name."""
        return value.display_name if value else ""

    def convert_to_display_name(self, value: Any, record: Any) -> Any:
        """The name, also for users who may not read the record: they may read the one that is named by it."""
        return value.sudo().display_name

    # -- reading -----------------------------------------------------------------------------------------------------

    def __get__(self, record: Any, owner: Any = None) -> Any:
        try:
            (id_,) = record._ids
            env = record.env
            value = env._readable[self][id_]
        except KeyError:
            value = self.miss(record)
        except (AttributeError, ValueError):
            return self.get_other(record)
        if value is None:
            return self._record(None, env, ())
        prefetch = record._prefetch_ids
        followed = env._followed.get(self)
        if followed is None or followed.prefetch_ids is not prefetch:
            if prefetch.__class__ is tuple and len(prefetch) == 1:
                return self._record(value, env, (value,))
            followed = env._followed[self] = PrefetchMany2one(record, self)
        if followed.initialized:
            return followed.model(env, (value,), followed)
        result = _new(followed.model)  # without a call of __init__ for each record
        result.env = env
        result._ids = (value,)
        result._prefetch_ids = followed
        return result

    def get_other(self, record: Any) -> Any:
        """On several records, those that they refer to."""
        return self.mapped(record) if record is not None and len(record._ids) > 1 else super().get_other(record)

    def mapped(self, records: Any) -> Any:
        """Return the records that several records refer to, each once."""
        ids = records._ids
        column = records.env._columns[self]
        found: dict[Any, None] = {}
        for index, id_ in enumerate(ids):
            value = column.get(id_, ABSENT)
            if value is ABSENT:
                value = self.cached(records[index])
            if value is not None:
                found[value] = None
        result = tuple(found)
        return self.comodel(records).browse(result)

    def value_of_origin(self, record: Any) -> Any:
        """The same record; for a delegating field, a new one that stands for it."""
        value = self.__get__(record._origin)
        if self.delegate and value:
            return value.env[value._name].new(origin=value)._ids[0]
        return value._ids[0] if value._ids else None

    def value_of_new(self, record: Any) -> Any:
        """The default; for a delegating field, a new parent."""
        if self.delegate:
            return self.comodel(record).new()._ids[0]
        return super().value_of_new(record)

    # -- assigning ---------------------------------------------------------------------------------------------------

    def to_record(self, value: Any, records: Any) -> Any:
        """Return an assigned value as a record; several, or of another model, are refused rather than cut."""
        return self.convert_to_record(self.convert_to_cache(value, records), records)

    def write(self, records: Any, value: Any) -> None:
        """Put the id into the cache, and keep the cached inverse fields in step."""
        cached = self.convert_to_cache(value, records)
        inverses = records.pool.field_inverses.get(self)
        if inverses:
            self._leave_inverses(records, inverses, cached)
        self.put(records, cached)
        if inverses:
            self._enter_inverses(records, inverses, cached)

    def _leave_inverses(self, records: Any, inverses: Iterable[Any], new: Any) -> None:
        column = records.env._columns[self]
        left = [(id_, old) for id_ in records._ids if (old := column.get(id_)) is not None and old != new]
        if not left:
            return
        for inverse in inverses:
            lines = records.env._columns[inverse]
            for id_, old in left:
                if id_ in lines.get(old, ()):
                    lines[old] = tuple([other for other in lines[old] if other != id_])

    def _enter_inverses(self, records: Any, inverses: Iterable[Any], new: Any) -> None:
        if new is None:
            return
        for inverse in inverses:
            lines = records.env._columns[inverse]
            current = lines.get(new, ABSENT)
            if current is ABSENT and isinstance(new, NewId) and not new.origin:
                current = ()
            if current is ABSENT:
                continue
            valid = records.filtered_domain(inverse.get_comodel_domain(records)) if inverse.domain else records
            added = [id_ for id_ in valid._ids if id_ not in current]
            if added:
                lines[new] = (*current, *added)


class PrefetchMany2one:
    """The ids to prefetch with the records that a many2one leads to: those of the values of records fetched together.

    They are looked up in the cache when they are asked for, so that following a field costs nothing more.

    Attributes:
        prefetch_ids: the ids of the records whose values they are.
        model: the class of the records that the field leads to.
        shared: whether there is more than one.
        initialized: whether an addon has such records made in a way of its own.
    """

    __slots__ = ("column", "initialized", "model", "prefetch_ids", "shared")

    def __init__(self, record: Any, field: Any) -> None:
        self.prefetch_ids = prefetch = record._prefetch_ids
        self.shared = prefetch.__class__ is not tuple or len(prefetch) > 1
        self.column = record.env._columns[field]
        self.model = record.env.registry.models[field.comodel_name]
        self.initialized = self.model.__init__ is not RecordCore.__init__

    def __iter__(self) -> Any:
        column = self.column
        seen = set()
        for id_ in self.prefetch_ids:
            value = column.get(id_)
            if value is not None and value not in seen:
                seen.add(value)
                yield value

    def __len__(self) -> int:
        return sum(1 for _id in self)

    def __reversed__(self) -> Any:
        return reversed(list(self))
