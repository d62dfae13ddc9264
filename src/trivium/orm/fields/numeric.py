"""Fields of numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from trivium.data.sql import SQL
from trivium.exceptions import AccessError
from trivium.tools.float_utils import float_is_zero, float_repr, float_round
from trivium.tools.misc import SENTINEL

from .base import Field

INT4_MAX = 2**31 - 1


class FloatingPoint(Field):
    """What numbers with a fraction have in common."""

    _expects = "a number"

    def to_float(self, value: Any) -> float:
        """Return a number or its text as a number, 0.0 for a false value.

        Raises:
            ValueError: neither.
        """
        if isinstance(value, list | tuple | dict | set):
            raise ValueError(f"Wrong value for {self}: {value!r} is not {self._expects}")  # noqa: TRY004 - as all wrong values
        return float(value or 0.0)


class Boolean(Field):
    """True or false; NULL is false."""

    type = "boolean"
    _column_type = ("bool", "bool")
    falsy_value = False
    plain_column = False
    plain_but_null = True

    @property
    def null(self) -> bool:
        """False."""
        return False

    def column_to_cache(self, value: Any) -> bool:
        """NULL is false."""
        return bool(value)

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> bool:
        """Any true value is true.

        Raises:
            ValueError: a dictionary.
        """
        if isinstance(value, dict):
            raise ValueError(f"Wrong value for {self}: {value!r} is neither true nor false")  # noqa: TRY004 - as all wrong values
        return bool(value)

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """True or false as they are."""
        return bool(value)

    def convert_to_display_name(self, value: Any, record: Any) -> str | bool:
        """True or false in words."""
        return str(bool(value))


class Integer(Field):
    """A whole number of four bytes; NULL is 0."""

    type = "integer"
    _column_type: ClassVar[tuple[str, str] | None] = ("int4", "int4")
    falsy_value = 0
    aggregator: Any = "sum"
    plain_column = False
    plain_but_null = True
    _expects = "a whole number"

    @property
    def null(self) -> Any:
        """0."""
        return 0

    def get_description(self, env: Any, attributes: Any = None) -> dict[str, Any]:
        """Like all fields."""
        return super().get_description(env, attributes)

    def column_to_cache(self, value: Any) -> Any:
        """NULL is 0."""
        return value or 0

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """Numbers and their texts are taken; a dictionary stands for its ``id`` entry.

        Raises:
            ValueError: not a number, or beyond four bytes.
            TypeError: of a type that has no number.
        """
        if isinstance(value, dict):
            value = value.get("id")
        try:
            number = int(value or 0)
        except (TypeError, ValueError, OverflowError) as error:
            raise self.refused(value, error) from error
        if validate and not -INT4_MAX - 1 <= number <= INT4_MAX and self._column_type == ("int4", "int4"):
            raise ValueError(f"Wrong value for {self}: {number} is out of range: a whole number has four bytes")
        return number

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """0 for NULL."""
        return value or 0

    def convert_to_read(self, value: Any, record: Any, use_display_name: bool = True) -> Any:
        """The number; beyond what XML-RPC's four bytes hold, as a float."""
        if value and abs(value) > INT4_MAX:
            return float(value)
        return value

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """0 too is shown."""
        return value if value or value == 0 else ""

    def update_aggregates(self) -> None:
        """Nothing follows from the attributes."""


class Id(Integer):
    """The identifier of a record: an integer, false on new records."""

    column_type = ("int4", "int4")
    string = "ID"
    store = True
    readonly = True
    prefetch = False
    copy = False
    aggregator = "count"

    def __get__(self, record: Any, owner: Any = None) -> Any:
        if record is None:
            return self
        ids = record._ids
        if len(ids) == 1:
            return ids[0] or (ids[0] if type(ids[0]) is not int else False)
        if not ids:
            return False
        record.ensure_one()
        return False

    def __set__(self, records: Any, value: Any) -> None:
        raise TypeError(f"{self}: the id of a record cannot be assigned")

    def cached(self, record: Any) -> Any:
        """The id itself."""
        return record._ids[0] or None

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """The id."""
        return value or False

    def convert_to_column(self, value: Any, record: Any, values: Any = None, validate: bool = True) -> Any:
        """The id."""
        return value

    def to_sql(self, model: Any, alias: str) -> SQL:
        """The column, which needs no writing first."""
        return SQL.identifier(alias, self.name)


class Float(FloatingPoint):
    """A number with a fraction.

    Args:
        digits: ``(total, decimals)``, or the name of a ``decimal.precision``; values are rounded to it and kept as
            numeric. Without it a double is kept as it is.
    """

    type = "float"
    falsy_value = 0.0
    aggregator: Any = "sum"
    _digits: Any = None
    plain_column = False
    related_attrs: tuple[tuple[str, str], ...] = (("_digits", "_digits"),)

    def __init__(self, string: Any = SENTINEL, digits: Any = SENTINEL, **kwargs: Any) -> None:
        super().__init__(string=string, _digits=digits, **kwargs)

    @property
    def null(self) -> float:
        """0.0."""
        return 0.0

    @property
    def _column_type(self) -> tuple[str, str]:  # type: ignore[override] # depends on the digits
        return (
            ("numeric", "numeric")
            if self._digits is not None and self._digits is not False
            else ("float8", "double precision")
        )

    def get_digits(self, env: Any) -> tuple[int, int] | None:
        """Return total digits and decimals, None where the number is not rounded."""
        if isinstance(self._digits, str):
            return 16, env["decimal.precision"].precision_get(self._digits)
        return tuple(self._digits) if self._digits else None

    @property
    def digits(self) -> Any:
        """What the declaration says."""
        return self._digits

    def column_to_cache(self, value: Any) -> float:
        """NULL is 0.0."""
        return float(value) if value else 0.0

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> float:
        """The number, rounded to the digits.

        Raises:
            ValueError: not a number.
            TypeError: of a type that has no number.
        """
        try:
            number = self.to_float(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise self.refused(value, error) from error
        digits = self.get_digits(record.env) if self._digits else None
        return float_round(number, precision_digits=digits[1]) if digits else number

    def convert_to_record(self, value: Any, record: Any) -> float:
        """0.0 for NULL."""
        return value or 0.0

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """0.0 too is shown."""
        return value if value or value == 0.0 else ""

    @staticmethod
    def round(*args: Any, **kwargs: Any) -> float:
        """Round half away from zero: ``(value, precision_digits=None, precision_rounding=None, ...)``."""
        return float_round(*args, **kwargs)

    @staticmethod
    def is_zero(*args: Any, **kwargs: Any) -> bool:
        """Tell whether a value is zero at a precision."""
        return float_is_zero(*args, **kwargs)

    @staticmethod
    def compare(*args: Any, **kwargs: Any) -> int:
        """Return -1, 0 or 1 as two values compare at a precision."""
        from trivium.tools.float_utils import float_compare  # noqa: PLC0415 - the name would shadow the method

        return float_compare(*args, **kwargs)


class Monetary(FloatingPoint):
    """An amount in a currency that another field of the record names.

    Args:
        currency_field: that field; ``currency_id`` or ``x_currency_id`` where it is not given.
    """

    type = "monetary"
    write_sequence = 10  # after the currency
    _column_type = ("numeric", "numeric")
    falsy_value = 0.0
    aggregator: Any = "sum"
    currency_field: str | None = None
    plain_column = False
    related_attrs: tuple[tuple[str, str], ...] = (("currency_field", "currency_field"),)
    description_attrs: tuple[tuple[str, str], ...] = (("currency_field", "currency_field"),)

    def __init__(self, string: Any = SENTINEL, currency_field: Any = SENTINEL, **kwargs: Any) -> None:
        super().__init__(string=string, currency_field=currency_field, **kwargs)

    @property
    def null(self) -> float:
        """0.0."""
        return 0.0

    def get_currency_field(self, model: Any) -> str | None:
        """Return the name of the field that holds the currency."""
        if self.currency_field:
            return self.currency_field
        for name in ("currency_id", "x_currency_id"):
            if name in model._fields:
                return name
        return None

    def setup_nonrelated(self, model: Any) -> None:
        """Find the currency.

        Raises:
            AssertionError: there is no such field.
        """
        super().setup_nonrelated(model)
        name = self.get_currency_field(model)
        if name is None or name not in model._fields:
            raise AssertionError(f"Field {self}: there is no currency field {self.currency_field or 'currency_id'!r}")
        self.currency_field = name

    def setup_related(self, model: Any) -> None:
        """Take the related field's currency field where the model has one of that name."""
        super().setup_related(model)
        if self.currency_field not in model._fields:
            self.currency_field = self.get_currency_field(model) if not self.currency_field else None

    def column_to_cache(self, value: Any) -> float:
        """NULL is 0.0."""
        return float(value) if value else 0.0

    def _currency(self, record: Any) -> Any:
        name = self.get_currency_field(record)
        if not name or not record:
            return None
        return record[:1].sudo()[name]

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> float:
        """The amount, rounded to its currency.

        Raises:
            ValueError: not a number.
            TypeError: of a type that has no number.
        """
        try:
            number = self.to_float(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise self.refused(value, error) from error
        if number and validate:
            try:
                currency = self._currency(record)
            except AccessError:  # the rounding waits until somebody who may see the currency writes
                return number
            if currency:
                return float(currency.with_env(record.env).round(number))
        return number

    def convert_to_column_with(self, value: float, currency: Any) -> Any:
        """Return an amount as the database takes it, rounded to a known currency."""
        return float(float_repr(currency.round(value), currency.decimal_places)) if currency else value

    def convert_to_record(self, value: Any, record: Any) -> float:
        """0.0 for NULL."""
        return value or 0.0

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """0.0 too is shown."""
        return value if value or value == 0.0 else ""
