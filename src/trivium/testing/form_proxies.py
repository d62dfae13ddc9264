"""The records of relational fields of a form, and what can be done with them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from trivium.orm.model import BaseModel
from trivium.testing.form_reading import convert_read_to_form
from trivium.testing.form_values import UpdateDict

if TYPE_CHECKING:
    from trivium.testing.form_view import FormField

__all__ = ["M2MProxy", "O2MProxy", "X2MProxy"]


class X2MProxy:
    """The records of a relational field of a form.

    Args:
        form: the form.
        field_name: name of the field.
    """

    def __init__(self, form: Any, field_name: str) -> None:
        self._form = form
        self._field = field_name
        self._info: FormField = form._view.fields[field_name]

    @property
    def _value(self) -> Any:
        return self._form._values[self._field]

    @property
    def ids(self) -> list[Any]:
        """The ids of the records; those of lines that are not saved are texts."""
        return list(self._value)

    def _check(self) -> None:
        assert not self._form._holds(self._info, "readonly"), f"can't write on readonly field {self._field!r}"

    def _changed(self) -> None:
        self._form._values.changed.add(self._field)
        self._form._perform_onchange(self._field)


class O2MProxy(X2MProxy):
    """The lines of a one2many: `new()`, `edit(index)` and `remove(index)`."""

    def __len__(self) -> int:
        return len(self._value)

    def _line(self, id_: Any) -> UpdateDict:
        """Return the values of a line; those that are not known yet are read."""
        values: UpdateDict = self._value.get_vals(id_)
        edition = self._info.edition
        missing = [name for name in edition.fields if name not in values] if edition and isinstance(id_, int) else []
        if edition and missing:
            specification = {name: spec for name, spec in edition.specification().items() if name in missing}
            row = edition.model.browse(id_).web_read(specification)[0]
            for name, value in convert_read_to_form(row, edition.fields).items():
                values.setdefault(name, value)
        return values

    def new(self) -> Any:
        """Return the form of a new line."""
        self._check()
        return self._form._line_form(self)

    def edit(self, index: int) -> Any:
        """Return the form of a line."""
        return self._form._line_form(self, index)

    def remove(self, index: int) -> None:
        """Remove a line."""
        self._check()
        self._value.remove(self._value[index])
        self._changed()


class M2MProxy(X2MProxy, Sequence[Any]):
    """The records of a many2many: a sequence that can be changed by `add`, `remove`, `set` and `clear`."""

    def _records(self) -> Any:
        return self._form._env[self._info.relation].browse(self.ids)

    def __getitem__(self, index: Any) -> Any:
        return self._records()[index]

    def __len__(self) -> int:
        return len(self._value)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._records())

    def __contains__(self, record: Any) -> bool:
        return isinstance(record, BaseModel) and record.id in self._value

    def add(self, record: Any) -> None:
        """Add a record."""
        self._check()
        assert isinstance(record, BaseModel) and record._name == self._info.relation, (  # noqa: PT018 - one condition
            f"{self._field!r} takes records of {self._info.relation}, not {record!r}"
        )
        record.ensure_one()
        if record.id not in self._value:
            self._value.add(record.id, {"id": record.id})
            self._changed()

    def remove(self, id: Any = None, index: int | None = None) -> None:  # noqa: A002 - the contract's name
        """Remove a record by its id, or by where it stands."""
        self._check()
        assert (id is None) != (index is None), "Name the record by id or by index"
        self._value.remove(self._value[index] if id is None else id)
        self._changed()

    def set(self, records: Any) -> None:
        """Have these records, and no others."""
        self._check()
        ids = list(records.ids) if records else []
        if ids != self.ids:
            kept = {id_: self._value.get_vals(id_) for id_ in self.ids if id_ in ids}
            self._value.clear()
            for id_ in ids:
                self._value.add(id_, kept.get(id_, {"id": id_}))
            self._changed()

    def clear(self) -> None:
        """Remove all records."""
        self._check()
        self._value.clear()
        self._changed()
